"""What a worker that died had begun, and what is made before someone asks."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from reporting.background.lease import MOST_ATTEMPTS, say_alive, take_back
from reporting.background.quiet import QUIET, make_pdfs_of_quiet
from reporting.background.tasks import make_pdf
from reporting.models import Report, Worker
from reporting.models.choices import Status
from tests.factories import make_report

pytestmark = pytest.mark.django_db


def begun_by(name: str, times: int = 1) -> DBTaskResult[Any, Any]:
    task = DBTaskResult.objects.get(pk=make_pdf.enqueue("finns-inte").id)
    for _ in range(times):
        task.claim(name)
    return task


def status_of(task: DBTaskResult[Any, Any]) -> str:
    task.refresh_from_db()
    return task.status


def test_work_of_a_silent_worker_goes_back_to_the_queue() -> None:
    say_alive("levande")
    Worker.objects.create(name="tyst", seen_at=timezone.now() - dt.timedelta(minutes=5))
    own, silent, unknown = begun_by("levande"), begun_by("tyst"), begun_by("okand")
    assert take_back() == 2
    assert status_of(own) == TaskResultStatus.RUNNING
    assert {status_of(silent), status_of(unknown)} == {TaskResultStatus.READY}


def test_work_that_kills_its_workers_is_put_aside() -> None:
    task = begun_by("tyst", MOST_ATTEMPTS)
    assert take_back() == 0
    assert status_of(task) == TaskResultStatus.FAILED


def test_only_a_report_that_went_quiet_is_made() -> None:
    now = timezone.now()
    ages = {"nyss": QUIET / 2, "tyst": QUIET * 1.1, "for-lange-sedan": QUIET * 10, "faststalld": QUIET * 1.1}
    for number, (slug, age) in enumerate(ages.items()):
        report = make_report(slug=slug, actuals_through=dt.date(2010 + number, 8, 31))
        status = Status.ADOPTED if slug == "faststalld" else Status.DRAFT
        Report.objects.filter(pk=report.pk).update(changed_at=now - age, status=status)
    assert make_pdfs_of_quiet(now - QUIET / 2, now) == 1
    assert DBTaskResult.objects.get().args_kwargs["args"] == ["tyst"]


def test_a_report_that_is_gone_is_no_fault() -> None:
    make_pdf.func("finns-inte")
