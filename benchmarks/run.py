"""Ratios of the portal's work to the least that could do it, and milliseconds per editor. See README.md."""

from __future__ import annotations

import io
import itertools
import json
import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path
from uuid import uuid4

BASE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(BASE))
os.environ.setdefault("PORTAL_MODE", "test")
os.environ["DJANGO_SETTINGS_MODULE"] = "reporting.settings"
TEMPORARY = tempfile.TemporaryDirectory()
os.environ["PORTAL_DATABASE_URL"] = f"sqlite:////{TEMPORARY.name.lstrip('/')}/bench.sqlite3"

import django

django.setup()

from django.contrib.auth.decorators import login_not_required
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import path

from reporting import urls
from reporting.assembly import assemble
from reporting.comparison import comparison
from reporting.document.document import Document
from reporting.management.commands.load_demo import DECISION
from reporting.models import Report, User
from reporting.models.choices import Status
from reporting.permissions import Action
from reporting.renderers.charts.picture import picture
from reporting.renderers.comparison_page import shown
from reporting.renderers.excel.report import render_workbook
from reporting.renderers.formats import render_pdf
from reporting.renderers.page import print_html
from reporting.review.dictionary import swedish
from reporting.review.engine import review
from reporting.workflow.moves import adopt as adopt_report
from reporting.workflow.moves import move

SLUG = "sydnarke-2024-04-delarsrapport"
OTHER = "sydnarke-2023-07-delarsrapport"


def median_seconds(
    work: Callable[[], object], rounds: int, before: Callable[[], object] = lambda: None
) -> float:
    """Of one round; ``before`` is not timed."""
    times = []
    for _ in range(rounds):
        before()
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


STATEMENTS: list[str] = []


@login_not_required
def sql_only(_request: HttpRequest) -> HttpResponse:
    """Run the page's SQL and nothing else."""
    with connection.cursor() as cursor:
        for statement in STATEMENTS:
            cursor.execute(statement)
            cursor.fetchall()
    return HttpResponse()


urlpatterns = [*urls.urlpatterns, path("sql/", sql_only)]


def capture_view_sql(client: Client, address: str) -> None:
    """Keep the page's queries, less those of session and user that any view makes."""
    with CaptureQueriesContext(connection) as empty:
        client.get("/sql/")
    with CaptureQueriesContext(connection) as page:
        client.get(address)
    STATEMENTS[:] = [query["sql"] for query in page.captured_queries[len(empty.captured_queries) :]]


def measure_page(
    client: Client, slug: str, *, cold: bool = False, rounds: int = 200, etag: str = ""
) -> float:
    """Turn by turn with the empty view, so that what else the machine does slows both."""
    address = f"/rapporter/{slug}/"
    headers = {"If-None-Match": etag} if etag else {}
    client.get(address)
    STATEMENTS.clear()
    capture_view_sql(client, address)
    pages, empties = [], []
    for _ in range(rounds // 4 if cold else rounds):
        for name in ("blocks", "unchanged") if cold else ():
            caches[name].clear()
        pages.append(median_seconds(lambda: client.get(address, headers=headers), 1))
        empties.append(median_seconds(lambda: client.get("/sql/"), 1))
    return statistics.median(pages) / statistics.median(empties)


def measure_pdf(document: Document) -> float:
    from weasyprint import CSS, HTML

    html = print_html(document)
    sheets = [BASE / "static/css/tokens.css", BASE / "static/css/print.css"]
    plain = median_seconds(
        lambda: HTML(string=html).write_pdf(stylesheets=[CSS(filename=str(sheet)) for sheet in sheets]), 5
    )
    return median_seconds(lambda: render_pdf(document), 5) / plain


def measure_workbook(document: Document, rounds: int = 30) -> float:
    import xlsxwriter

    sheets = [
        [[cell.value or cell.text for cell in row.cells] for row in table.rows] for table in document.tables()
    ]

    def bare() -> None:
        book = xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True})
        for rows in sheets:
            sheet = book.add_worksheet()
            for line, values in enumerate(rows):
                for place, value in enumerate(values):
                    sheet.write(line, place, value)
        book.close()

    return median_seconds(lambda: render_workbook(document), rounds) / median_seconds(bare, rounds)


def with_rows(document: Document, number: int) -> Document:
    """The document with its first table alone, its lines repeated to so many rows."""
    table = next(document.tables())
    lines = [row for row in table.rows if row.kind == "line"]
    rows = tuple(replace(lines[place % len(lines)], key=f"rad-{place}") for place in range(number))
    section = next(one for one in document.sections if table in one.blocks)
    long = replace(table, rows=rows, result_rows=())
    return replace(document, sections=(replace(section, blocks=(long,)),))


def measure_review(report: Report, document: Document) -> float:
    """All rules, spelling included, against assembling the document."""
    previous = assemble(report.previous) if report.previous else None
    review(document, previous, swedish())  # loads the dictionary, once per process
    assembly = median_seconds(lambda: assemble(Report.objects.with_context().get(pk=report.pk)), 30)
    return median_seconds(lambda: review(document, previous, swedish()), 30) / assembly


def measure_comparison(report: Report, document: Document) -> float:
    """Comparing with the period before and laying out the page, against assembling both documents."""
    assert report.previous is not None
    previous, both = assemble(report.previous), (report.pk, report.previous.pk)
    assembly = median_seconds(
        lambda: [assemble(report) for report in Report.objects.with_context().filter(pk__in=both)], 30
    )
    return median_seconds(lambda: shown(comparison(previous, document)), 30) / assembly


def least_cpu(work: Callable[[], object], rounds: int) -> float:
    """Milliseconds of this process for one round, the least of all: what else the machine does counts little."""
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times) * 1000


def measure_editors(client: Client) -> dict[str, tuple[float, float]]:
    """Page, or an amount typed in it -> milliseconds of this process, and size of the answer in kB."""
    measured = {}
    for name, key in (("workspace", ""), ("goals", "mal/"), ("statement", "ekonomisk-rapport/")):
        address = f"/rapporter/{SLUG}/arbeta/{key}"
        size = len(client.get(address).content)
        measured[name] = (least_cpu(lambda address=address: client.get(address), 25), size / 1000)  # type: ignore[misc]
    for name, key, field in (
        ("a value", "mal", "mal-indikator-0-current"),
        ("an amount", "ekonomisk-rapport", "ekonomisk-rapport-0-actual"),
    ):
        typing = Typing(client, key, field)
        size = typing.send()
        measured[name] = (least_cpu(typing.send, 25), size / 1000)
    return measured


class Typing:
    """A person who types another figure in one field, again and again."""

    def __init__(self, client: Client, key: str, field: str) -> None:
        self.client, self.address = client, f"/rapporter/{SLUG}/arbeta/{key}/"
        self.row, _, self.field = field.rpartition("-")
        page = client.get(self.address).content.decode()
        self.template = _sought(r'name="template" value="([^"]*)"', page)
        self.shown = json.loads(unescape(_sought("data-shown='([^']*)'", page)))
        self.held = json.loads(unescape(_sought("name=\"opened\" value='([^']*)'", page)))[field]
        self.pk = _sought(f'name="{self.row}-id" value="([^"]*)"', page)
        self.figures = itertools.count(13_101)

    def send(self) -> int:
        """The size of the answer in bytes."""
        cell = {"row": self.row, "id": self.pk, "field": self.field, "was": self.held}
        cells = [cell | {"now": str(next(self.figures))}]
        patch = {"batch": str(uuid4()), "template": self.template, "cells": cells, "shown": self.shown}
        answer = self.client.post(
            f"{self.address}celler/", json.dumps(patch), content_type="application/json"
        )
        assert answer.json()["saved"]
        self.shown, self.held = answer.json()["shown"], answer.json()["values"][f"{self.row}-{self.field}"]
        return len(answer.content)


def _sought(pattern: str, page: str) -> str:
    found = re.search(pattern, page)
    assert found is not None
    return found[1]


def measure_pictures(document: Document) -> float:
    """Milliseconds of this process for the slowest of the document's pictures."""
    slowest = 0.0
    for chart, table in document.charts():
        start = time.process_time()
        for _ in range(50):
            picture(chart, table).svg(chart.key)
        slowest = max(slowest, (time.process_time() - start) / 50 * 1000)
    return slowest


def adopt(report: Report) -> None:
    """By the real steps, from whatever status the report has."""
    people = {user.username: user for user in User.objects.filter(memberships__committee=report.committee)}
    for status, action, who in (
        (Status.DRAFT, Action.HAND_IN, "controller"),
        (Status.HANDED_IN, Action.APPROVE, "godkannare"),
    ):
        if report.status == status:
            move(report, action, by=people[who])
    if report.status == Status.APPROVED:
        adopt_report(report, DECISION, by=people["administrator"])


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("load_demo", stdout=io.StringIO())
    draft, adopted = (Report.objects.with_context().get(slug=slug) for slug in (SLUG, OTHER))
    adopt(adopted)
    client = Client()
    client.force_login(User.objects.get(username="controller"), "django.contrib.auth.backends.ModelBackend")
    with override_settings(ROOT_URLCONF=__name__):
        rows = {
            "page cold": measure_page(client, SLUG, cold=True),
            "page warm": measure_page(client, SLUG),
            "page adopted": measure_page(client, OTHER),
            "page published": measure_page(Client(), OTHER),
        }
        etag = Client().get(f"/rapporter/{OTHER}/").headers["ETag"]
        rows["page published, 304"] = measure_page(Client(), OTHER, etag=etag)
    document = assemble(draft)
    rows["pdf"] = measure_pdf(document)
    rows["workbook"] = measure_workbook(document)
    rows["workbook 1 000"] = measure_workbook(with_rows(document, 1000), 3)
    rows["review"] = measure_review(draft, document)
    rows["comparison"] = measure_comparison(draft, document)
    for name, ratio in rows.items():
        print(f"{name:19} {ratio:6.2f}")
    for name, (milliseconds, kilobytes) in measure_editors(client).items():
        print(f"{name:14} {milliseconds:6.1f} ms {kilobytes:6.1f} kB")
    print(f"{'a picture':14} {measure_pictures(document):6.1f} ms")


if __name__ == "__main__":
    main()
