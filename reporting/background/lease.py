"""Who works, and what a worker that died had begun.

A worker says every BEAT seconds that it lives. One that has been silent for LEASE has died, or is as good as dead: its
work goes back to the queue. A worker that wakes up after that does its work to the end beside the other, so every task
must bear being done twice; a mail is claimed, a file is renamed into its place.
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from typing import Any

from django.db import DatabaseError, connection
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from reporting.models import Worker

BEAT = 10.0  # seconds
LEASE = 60.0  # seconds
MOST_ATTEMPTS = 5  # a task that kills its worker again and again is put aside

log = logging.getLogger(__name__)


def say_alive(name: str) -> None:
    Worker.objects.update_or_create(name=name, defaults={"seen_at": timezone.now()})


def take_back(lease: float = LEASE) -> int:
    """Put what silent workers had begun back in the queue. Returns how many."""
    silent = timezone.now() - dt.timedelta(seconds=lease)
    living = set(Worker.objects.filter(seen_at__gt=silent).values_list("name", flat=True))
    Worker.objects.filter(seen_at__lte=silent).delete()
    return sum(_take_back(begun) for begun in DBTaskResult.objects.running() if not _lives(begun, living))


def _lives(begun: DBTaskResult[Any, Any], living: set[str]) -> bool:
    return bool(begun.worker_ids) and begun.worker_ids[-1] in living


def _take_back(begun: DBTaskResult[Any, Any]) -> int:
    """0 when it was finished, or taken back by another, meanwhile."""
    as_it_was = DBTaskResult.objects.filter(
        pk=begun.pk, status=TaskResultStatus.RUNNING, started_at=begun.started_at
    )
    if len(begun.worker_ids) >= MOST_ATTEMPTS:
        log.error("%s %s is put aside: its worker died each time", begun.task_path, begun.args_kwargs)
        as_it_was.update(status=TaskResultStatus.FAILED, finished_at=timezone.now())
        return 0
    return as_it_was.update(status=TaskResultStatus.READY)


class Heart(threading.Thread):
    """Says that a worker lives, from a thread of its own, however long its work takes."""

    def __init__(self, name: str, beat: float = BEAT) -> None:
        super().__init__(daemon=True)
        self.worker, self.beat, self.stopped = name, beat, threading.Event()

    def run(self) -> None:
        while not self.stopped.wait(self.beat):
            try:
                say_alive(self.worker)
            except DatabaseError:
                log.warning("The database does not answer")
            finally:
                connection.close()

    def stop(self) -> None:
        self.stopped.set()
        self.join()
