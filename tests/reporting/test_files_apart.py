"""Uploaded files are read in a separate process: none delays others or takes the portal down."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from reporting.imports import separate_process
from reporting.imports.separate_process import (
    BROKEN,
    ONE_AT_A_TIME,
    OTHERS_READ,
    TAKES_TOO_MUCH,
    read_in_own_process,
)
from reporting.imports.spreadsheets.cells import UploadRefused
from reporting.imports.spreadsheets.read import read_workbook
from tests.budgets.published import LINES_2023, add_lines, statement
from tests.factories import make_report, make_user
from tests.html import Page
from tests.reporting import bad_readers, ods

pytestmark = pytest.mark.django_db


def refusal(read: Callable[..., Any], content: bytes = b"", *, person: int = 1) -> str:
    with pytest.raises(UploadRefused) as refused:
        read_in_own_process(read, content, person=person, seconds=1)
    return str(refused.value)


def small_book() -> bytes:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    book.add_worksheet("Blad").write_row(0, 0, ["Konto", "Utfall"])
    book.close()
    return target.getvalue()


def tiny_strings(number: int) -> bytes:
    """A small file no spreadsheet program writes."""
    target = io.BytesIO()
    strings = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        + b"<si/>" * number
        + b"</sst>"
    )
    with (
        zipfile.ZipFile(io.BytesIO(small_book())) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for name in source.namelist():
            archive.writestr(name, strings if name == "xl/sharedStrings.xml" else source.read(name))
    return target.getvalue()


def test_a_million_tiny_texts_are_refused_before_they_are_read() -> None:
    content = tiny_strings(2_000_000)
    assert len(content) < 40_000
    with pytest.raises(UploadRefused, match="fler än 100000 texter"):
        read_workbook(content, {"Blad"})


@pytest.mark.parametrize(
    ("read", "said"),
    [
        (bad_readers.spin, TAKES_TOO_MUCH),
        (bad_readers.swell, TAKES_TOO_MUCH),
        (bad_readers.answer_at_length, TAKES_TOO_MUCH),
        (bad_readers.crash, BROKEN),
        (bad_readers.fall, BROKEN),
        (bad_readers.harm, BROKEN),
    ],
    ids=["spin", "swell", "answer at length", "crash", "fall", "harm"],
)
def test_what_a_parser_does_ends_in_a_sentence(read: Callable[..., Any], said: str) -> None:
    assert refusal(read) == said


def test_the_process_has_no_secrets_and_no_django(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_SECRET_KEY", "hemlig")
    held = read_in_own_process(bad_readers.surroundings, b"", person=1)
    assert not [name for name in held if name.startswith(("PORTAL", "django"))]


@contextmanager
def reading(room: Path, *persons: int) -> Iterator[None]:
    """Files of other persons are being read meanwhile."""
    done = room / "done"
    threads = [
        threading.Thread(
            target=read_in_own_process, args=(bad_readers.wait, bytes(done)), kwargs={"person": person}
        )
        for person in persons
    ]
    for number, thread in enumerate(threads, 1):
        thread.start()
        wait_for_turns(room, number)
    try:
        yield
        assert all(thread.is_alive() for thread in threads)
    finally:
        done.touch()
        for thread in threads:
            thread.join()


@pytest.fixture
def room(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.READING_DIR = tmp_path
    monkeypatch.setattr(separate_process, "PATIENCE", 0.3)
    return tmp_path


def wait_for_turns(room: Path, number: int) -> None:
    while len(list(room.glob("*/place-*"))) < 1 or len(list(room.glob("*/person-*"))) < number:
        pass


def test_a_person_reads_one_file_at_a_time_and_others_theirs(room: Path) -> None:
    with reading(room, 1):
        assert refusal(bad_readers.answer, b"0", person=1) == ONE_AT_A_TIME
        assert read_in_own_process(bad_readers.answer, b"0", person=2) == b"0"
    assert read_in_own_process(bad_readers.answer, b"0", person=1) == b"0"


def test_only_a_few_files_are_read_at_once(room: Path) -> None:
    with reading(room, 1, 2):
        assert refusal(bad_readers.answer, b"0", person=3) == OTHERS_READ


def test_a_reader_does_not_wait_for_a_writers_file(room: Path, client: Client) -> None:
    report = make_report(statement())
    client.force_login(make_user(report.committee))
    with reading(room, 1):
        assert client.get(reverse("report_workspace", args=[report.slug])).status_code == 200


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bok.xlsx", small_book()),
        ("bok.ods", ods.book([["Konto", "Utfall"]], "Blad")),
        ("bok.csv", b"Konto;Utfall\r\nA;1\r\n"),
        ("bok.se", b"#FLAGGA 0\r\n#RAR 0 20230101 20231231\r\n#PSALDO 0 202307 5010 {} 1\r\n"),
    ],
)
def test_every_kind_of_file_is_read_in_turn(room: Path, client: Client, name: str, content: bytes) -> None:
    """A person's next file has to wait, whatever its kind."""
    report = make_report(statement())
    add_lines(report, LINES_2023[:2])
    person = make_user(report.committee)
    client.force_login(person)
    url = client.post(
        reverse("import_start", args=[report.slug]), {"file": SimpleUploadedFile(name, content)}
    )["Location"]
    caches["read_files"].clear()
    with reading(room, person.pk):
        answer = client.get(url)
    assert (answer.status_code, ONE_AT_A_TIME in Page(answer.content).texts("p")) == (422, True)
    assert client.get(url).status_code == 200


def test_a_small_file_is_read_once_for_all_steps_of_an_import(room: Path, client: Client) -> None:
    report = make_report(statement())
    person = make_user(report.committee)
    client.force_login(person)
    url = client.post(
        reverse("import_start", args=[report.slug]), {"file": SimpleUploadedFile("bok.xlsx", small_book())}
    )["Location"]
    shown = Page(client.get(url).content).texts("td")
    with reading(room, person.pk):
        answer = client.get(url)
    assert (answer.status_code, Page(answer.content).texts("td")) == (200, shown)
