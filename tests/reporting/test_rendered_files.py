"""Files are rendered outside the web process, once for all readers, and kept as long as needed."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from reporting.document.blocks import Prose
from reporting.document.document import Document, SectionContent
from reporting.journal import triggers
from reporting.models import Report, Role, Status
from reporting.permissions import Action
from reporting.renderers.formats import FORMATS, FileFormat, FileUnavailable, made, stopping_section
from reporting.renderers.kept import MOST_OTHERS, FileName, kept_or_made
from reporting.renderers.pdf import RenderingFailed, html_to_pdf_in_own_process
from reporting.renderers.pdf.separate_process import environment
from tests.factories import fresh, make_report, make_user, post_step, section, take
from tests.html import Page
from tests.reporting.documents import document
from tests.reporting.pdf_reading import AUTHOR, CREATED, make, small
from tests.reporting.print_sample import TITLE
from tests.reporting.test_pdf import ROOT, in_new_process

NAME = FileName("d" * 64, "l" * 16, "pdf", is_adopted=False)
STOPPER = "ordet som hindrar"


# In a process of its own


def test_the_same_bytes_as_in_this_process() -> None:
    html = small("<p>Text</p>")
    assert html_to_pdf_in_own_process(html, title=TITLE, author=AUTHOR, created=CREATED) == make(html)


def test_the_process_that_asks_loads_no_engine() -> None:
    code = (
        "import datetime, sys; from reporting.renderers.pdf import html_to_pdf_in_own_process;"
        "made = html_to_pdf_in_own_process('<html lang=\"sv\"><title>T</title><h1>T</h1>', title='T', author='N',"
        "created=datetime.date(2024, 1, 1)); print(made[:5], 'weasyprint' in sys.modules)"
    )
    assert in_new_process(code) == "b'%PDF-' False\n"


@pytest.mark.parametrize(
    ("html", "limits", "reason"),
    [
        (small("<p>Text</p>"), {"seconds": 0.05}, "more than 0.05 seconds"),
        (small("x" * 60_000_000), {"memory": 300 * 1024**2}, "MemoryError"),
        (small('<img src="file:///etc/passwd" alt="x">'), {}, "ForbiddenAsset"),
        (small("<em>" * 2000), {}, "RecursionError"),
    ],
)
def test_what_goes_wrong_ends_that_process_alone(html: str, limits: dict[str, Any], reason: str) -> None:
    with pytest.raises(RenderingFailed, match=reason):
        html_to_pdf_in_own_process(html, title=TITLE, author=AUTHOR, created=CREATED, **limits)


def test_too_little_memory_is_not_taken_for_a_missing_library() -> None:
    with pytest.raises(RenderingFailed):
        html_to_pdf_in_own_process(
            small("<p>Text</p>"), title=TITLE, author=AUTHOR, created=CREATED, memory=1024**2
        )


def test_it_is_told_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_SECRET_KEY", "hemlig")
    assert "hemlig" not in environment().values()


# Once for all who ask


def test_eight_readers_at_once_get_one_file_made_once() -> None:
    started, go_on = threading.Event(), threading.Event()
    made_by: list[str] = []
    answers: list[bytes] = []

    def slowly() -> bytes:
        made_by.append(threading.current_thread().name)
        started.set()
        assert go_on.wait(20)
        return b"file"

    readers = [threading.Thread(target=lambda: answers.append(kept_or_made(NAME, slowly))) for _ in range(8)]
    for reader in readers:
        reader.start()
    assert started.wait(20)
    go_on.set()
    for reader in readers:
        reader.join(20)
    assert (len(made_by), answers) == (1, [b"file"] * 8)


def test_two_processes_make_one_file_once(tmp_path: Path) -> None:
    code = f"""
import time
from django.conf import settings
settings.configure(SECRET_KEY="x", RENDERED_DIR={str(tmp_path / "rendered")!r})
from reporting.renderers.kept import FileName, kept_or_made
def slowly():
    with open({str(tmp_path / "makers")!r}, "a") as makers:
        makers.write("one\\n")
    time.sleep(1)
    return b"file"
print(kept_or_made(FileName("d" * 64, "l" * 16, "pdf", is_adopted=False), slowly))
"""
    readers = [
        subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE) for _ in range(2)
    ]
    assert [reader.communicate(timeout=60)[0] for reader in readers] == [b"b'file'\n"] * 2
    assert (tmp_path / "makers").read_text() == "one\n"


def test_after_one_that_could_not_the_next_may_try() -> None:
    def failing() -> bytes:
        raise RenderingFailed

    with pytest.raises(RenderingFailed):
        kept_or_made(NAME, failing)
    assert kept_or_made(NAME, lambda: b"file") == b"file"


def test_a_disk_that_takes_nothing_stops_no_reader(tmp_path: Path, settings: Any) -> None:
    (tmp_path / "file").write_text("in the way")
    settings.RENDERED_DIR = tmp_path / "file" / "rendered"
    assert kept_or_made(NAME, lambda: b"file") == b"file"


# How long they are kept


def names(directory: Path) -> set[str]:
    return {path.name for path in directory.iterdir() if not path.name.startswith(".making")}


def test_the_newest_are_kept_and_those_of_adopted_reports(settings: Any) -> None:
    directory: Path = settings.RENDERED_DIR
    directory.mkdir()
    adopted = [str(FileName(f"{number:064}", "l" * 16, "pdf", is_adopted=True)) for number in range(250)]
    others = [f"{number:064}-{'l' * 16}.pdf" for number in range(MOST_OTHERS + 5)]
    for age, name in enumerate([*adopted, ".half-written.tmp", *others]):
        (directory / name).write_bytes(b"file")
        os.utime(directory / name, (age, age))
    kept_or_made(NAME, lambda: b"file")
    assert names(directory) == {*adopted, *others[6:], str(NAME)}


def test_an_adopted_report_has_one_file_of_each_kind(settings: Any) -> None:
    for look in ("a" * 16, "b" * 16):
        for extension in ("pdf", "memo.pdf"):
            kept_or_made(FileName("d" * 64, look, extension, is_adopted=True), lambda: b"file")
    kept = {f"adopted-{'d' * 64}-{'b' * 16}.{extension}" for extension in ("pdf", "memo.pdf")}
    assert names(settings.RENDERED_DIR) == kept


# What can't be made


def stopped_by_a_word(document: Document) -> bytes:
    """Stands in for a library that fails on some text."""
    texts = [block.markdown for one in document.sections for block in one.blocks if isinstance(block, Prose)]
    if any(STOPPER in text for text in texts):
        raise RecursionError
    return b"file"


def chapters(*texts: str) -> Document:
    made_of = enumerate(texts, start=1)
    return document(
        sections=tuple(
            SectionContent(
                key=f"k{n}", title=f"Kapitel {n}", level=1, number="", blocks=(Prose(markdown=text),)
            )
            for n, text in made_of
        )
    )


WORD = FileFormat("docx", "application/msword", stopped_by_a_word)


@pytest.mark.parametrize("number", range(1, 8))
def test_the_section_that_stops_a_file_is_named(number: int) -> None:
    texts = [STOPPER if place == number else "Text" for place in range(1, 8)]
    with pytest.raises(FileUnavailable) as caught:
        made(chapters(*texts), WORD)
    assert str(caught.value) == (
        f"Rapporten kan inte göras som Word-fil. Det som hindrar det står i avsnittet ”Kapitel {number}”. "
        "Skriv om texten eller tabellen där. "
        "Hjälper inte det: tala med den som sköter portalen, där felet är antecknat."
    )


def never(document: Document) -> bytes:
    raise MemoryError


def test_no_section_is_blamed_where_nothing_can_be_made() -> None:
    assert stopping_section(chapters("Text"), FileFormat("pdf", "", never)) is None


@pytest.fixture
def approved() -> Report:
    report = make_report(section("inledning", has_prose=True), section("slut", has_prose=True))
    report.texts.create(section_key="inledning", markdown="Så blev det.")
    report.texts.create(section_key="slut", markdown=f"Här är {STOPPER}.")
    for action, role in ((Action.HAND_IN, Role.CONTROLLER), (Action.APPROVE, Role.APPROVER)):
        take(fresh(report), action, by=make_user(report.committee, role))
    return fresh(report)


@pytest.mark.django_db
def test_a_report_is_not_adopted_before_every_file_is_made(
    client: Client, approved: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(make_user(approved.committee, Role.ADMINISTRATOR, username="alex"))
    with monkeypatch.context() as broken:
        broken.setitem(FORMATS, "docx", WORD)
        answer = post_step(client, approved, "adopt")
    assert answer.status_code == 422
    assert (
        "kan inte göras som Word-fil. Det som hindrar det står i avsnittet ”"
        in Page(answer.content.decode()).text
    )
    assert fresh(approved).status == Status.APPROVED
    assert post_step(client, approved, "adopt").status_code == 302


@pytest.mark.django_db
def test_what_changes_while_files_are_made_is_not_adopted(
    client: Client, approved: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rewritten_meanwhile(_document: Document) -> bytes:
        triggers.remove(connection)  # else the database refuses
        approved.texts.update(markdown="Något annat.")
        return b"file"

    client.force_login(make_user(approved.committee, Role.ADMINISTRATOR, username="alex"))
    monkeypatch.setitem(FORMATS, "docx", FileFormat("docx", "", rewritten_meanwhile))
    answer = post_step(client, approved, "adopt")
    assert (answer.status_code, fresh(approved).status) == (422, Status.APPROVED)


@pytest.mark.django_db(transaction=True)
def test_an_adopted_report_has_its_file_at_once(approved: Report, client: Client, settings: Any) -> None:
    take(approved, Action.ADOPT, by=make_user(approved.committee, Role.ADMINISTRATOR, username="alex"))
    (kept,) = settings.RENDERED_DIR.glob("*.pdf")
    assert kept.name.startswith(f"adopted-{fresh(approved).adopted_document.sha256}")
    settings.RENDER_SECONDS = 0.01  # too short to render another
    client.force_login(make_user(approved.committee, Role.READER, username="laser"))
    answer = client.get(reverse("report_file", args=[approved.slug, "pdf"]))
    assert kept.read_bytes().startswith(answer.content)


@pytest.mark.django_db
def test_a_reader_of_a_file_that_takes_too_long_is_told(
    client: Client, approved: Report, settings: Any
) -> None:
    settings.RENDER_SECONDS = 0.01
    client.force_login(make_user(approved.committee, Role.READER, username="laser"))
    answer = client.get(reverse("report_file", args=[approved.slug, "pdf"]))
    page = Page(answer.content.decode())
    assert answer.status_code == 503
    assert "Rapporten kan inte göras som PDF. Inget avsnitt hindrar det ensamt. Försök igen" in page.text
    assert [link.attrs["href"] for link in page.all("a") if link.text == "Till rapporten"]
