"""Work in the background: mail and PDFs. One process is enough; several share the work."""

from __future__ import annotations

import datetime as dt
import logging
import os
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker as QueueWorker
from django_tasks_db.models import DBTaskResult

from reporting.background.lease import BEAT, LEASE, Heart, say_alive, take_back
from reporting.background.quiet import make_pdfs_of_quiet
from reporting.mail.sending import send_waiting
from reporting.models import OutgoingMail

PAUSE = 1.0  # seconds between looks at an empty queue
ROUND = 20.0  # seconds between rounds of upkeep
KEPT = dt.timedelta(days=7)  # finished work

log = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Send mail and make PDFs in the background."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what there is, and end")
        parser.add_argument("--with-parent", action="store_true", help="end when the parent process ends")
        parser.add_argument("--lease", type=float, default=LEASE, help="seconds of silence of a dead worker")

    def handle(self, *args: Any, once: bool, with_parent: bool, lease: float, **options: Any) -> None:
        parent = os.getppid()
        queue = QueueWorker(
            queue_names=["*"],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        if not once:
            queue.configure_signals()
        say_alive(queue.worker_id)
        heart = Heart(queue.worker_id, min(BEAT, lease / 4))
        heart.start()
        try:
            self._work(queue, once=once, parent=parent if with_parent else None, lease=lease)
        finally:
            heart.stop()

    def _work(self, queue: QueueWorker, *, once: bool, parent: int | None, lease: float) -> None:
        seen, next_round, next_mail = timezone.now() - dt.timedelta(days=1), 0.0, 0.0
        while queue.running and parent in (None, os.getppid()):
            try:
                if time.monotonic() >= next_round:
                    next_round = time.monotonic() + ROUND
                    seen = upkeep(seen, lease)
                if time.monotonic() >= next_mail and OutgoingMail.objects.waiting().exists():
                    next_mail = (
                        0.0 if send_waiting() else time.monotonic() + ROUND
                    )  # the server does not take it
                # Asked without a lock: an empty queue must not take the turn of those who write.
                if DBTaskResult.objects.ready().exists():
                    queue.run()
                elif once:
                    return
            except DatabaseError:
                log.exception("The database does not answer; the worker tries again")
                close_old_connections()
                if once:
                    raise
            if queue.running and not once:
                time.sleep(PAUSE)


def upkeep(seen: dt.datetime, lease: float) -> dt.datetime:
    """Take back work of dead workers, enqueue what is due. Returns until when quiet reports have been looked for."""
    now = timezone.now()
    take_back(lease)
    make_pdfs_of_quiet(seen, now)
    DBTaskResult.objects.successful().filter(finished_at__lt=now - KEPT).delete()
    return now
