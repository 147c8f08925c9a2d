"""One row through a nämnd's reports."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from reporting.assembly import assemble
from reporting.comparison.of_committee import documents_through
from reporting.comparison.over_time import course, over_time
from reporting.document.blocks import Cell, Column, Table
from reporting.document.document import Document
from reporting.models import HandedInDocument, Report
from tests.html import Page
from tests.reporting.documents import cell, document, row, table

ACTUAL = Column(key="actual", heading="Utfall 240430")
FORECAST = Column(key="forecast", heading="Prognos")
ADDRESS = "/rapporter/{}/over-tid/{}/{}/"


def report(
    month: int, *cells: Cell, year: int = 2024, key: str = "hyror", label: str = "Hyror", **more: Any
) -> Document:
    """An adopted report with one row of money."""
    unit = more.pop("unit", "tkr")
    made = table(row(key, *cells, label=label), columns=(ACTUAL, FORECAST)[: len(cells)], unit=unit)
    about = {"status": "adopted", "year": year, "actuals_through": dt.date(year, month, 28)}
    return document(made, **about | more)


def told(found: Table | None) -> list[tuple[str, ...]]:
    assert found is not None
    return [(line.label, *(each.text for each in line.cells)) for line in found.rows]


def test_a_row_for_each_report_the_earliest_first() -> None:
    documents = [
        report(12, cell("90"), cell("95"), year=2023),
        report(4, cell("30"), cell("100")),
        report(8, cell("70"), cell("110"), status="draft", status_label="utkast"),
    ]
    found = over_time(documents, "resultat", "hyror")
    assert told(found) == [
        ("Delårsrapport helåret 2023", "90", "95"),
        ("Delårsrapport januari–april 2024", "30", "100"),
        ("Delårsrapport januari–augusti 2024, utkast", "70", "110"),
    ]
    assert found is not None
    assert [column.heading for column in found.columns] == ["Utfall", "Prognos"]


def test_amounts_are_in_the_last_reports_unit() -> None:
    documents = [report(4, cell("1.5", "1,5"), unit="mnkr"), report(8, cell("1600", "1 600"))]
    assert told(over_time(documents, "resultat", "hyror")) == [
        ("Delårsrapport januari–april 2024", "1\u00a0500"),
        ("Delårsrapport januari–augusti 2024", "1 600"),
    ]


def test_amounts_with_other_signs_are_left_out_and_told_of() -> None:
    documents = [
        report(4, cell("-30"), sign_note="Kostnader skrivs med minus.", title="Rapport 1"),
        report(8, cell("70")),
    ]
    found = over_time(documents, "resultat", "hyror")
    assert told(found)[0] == ("Delårsrapport januari–april 2024", "")
    assert found is not None
    assert found.notes == ("Beloppen i Rapport 1 visas inte: där skrivs plus och minus på ett annat sätt.",)


def test_a_row_with_a_new_key_is_found_by_its_name() -> None:
    documents = [report(4, cell("30"), key="lokaler"), report(8, cell("70"))]
    assert len(told(over_time(documents, "resultat", "hyror"))) == 2


def test_a_renamed_row_says_what_it_was_called() -> None:
    documents = [report(4, cell("30"), label="Lokaler"), report(8, cell("70"))]
    found = over_time(documents, "resultat", "hyror")
    assert found is not None
    assert found.notes == ("Raden har också hetat Lokaler.",)


def test_reports_without_the_row_are_left_out() -> None:
    documents = [report(4, cell("30"), key="resor", label="Resor"), report(8, cell("70"))]
    assert told(over_time(documents, "resultat", "hyror")) == [("Delårsrapport januari–augusti 2024", "70")]


@pytest.mark.parametrize(("table_key", "row_key"), [("resultat", "resor"), ("mal", "hyror")])
def test_no_row_no_table(table_key: str, row_key: str) -> None:
    assert over_time([report(8, cell("70"))], table_key, row_key) is None


def test_a_row_that_only_earlier_reports_have_is_not_followed() -> None:
    documents = [report(4, cell("30")), report(8, cell("70"), key="resor", label="Resor")]
    assert over_time(documents, "resultat", "hyror") is None


# The page


def read(client: Client, slug: str, table_key: str, row_key: str) -> list[str]:
    page = Page(client.get(ADDRESS.format(slug, table_key, row_key)).content)
    return [element.text for element in page.elements if element.tag in {"th", "td"}]


def test_the_demo_follows_a_line_from_the_report_before(
    demo: None, client: Client, django_user_model: Any
) -> None:
    client.force_login(django_user_model.objects.get(username="controller"))
    texts = read(client, "sydnarke-2024-04-delarsrapport", "resultat", "kapitalkostnader")
    start = texts.index("Delårsrapport januari–juli 2023")
    assert texts[start : start + 10] == [
        "Delårsrapport januari–juli 2023", "13 373", "7 207", "12 329", "1 044",
        "Delårsrapport januari–april 2024, utkast", "14 259", "4 016", "12 118", "2 141",
    ]  # fmt: skip


def test_every_row_of_the_list_can_be_followed(demo: None, client: Client, django_user_model: Any) -> None:
    client.force_login(django_user_model.objects.get(username="controller"))
    page = Page(client.get("/rapporter/sydnarke-2024-04-delarsrapport/over-tid/").content)
    links = [each.attrs["href"] for each in page.elements if "/over-tid/" in each.attrs.get("href", "")]
    assert len(links) > 30
    assert {client.get(link).status_code for link in links} == {200}


def test_the_same_queries_whatever_the_number_of_reports(
    demo: None, client: Client, django_user_model: Any
) -> None:
    client.force_login(django_user_model.objects.get(username="controller"))
    address = ADDRESS.format("sydnarke-2024-04-delarsrapport", "resultat", "kapitalkostnader")
    client.get(address)
    with CaptureQueriesContext(connection) as before:
        client.get(address)
    Report.objects.filter(slug="sydnarke-2020-12-arsredovisning").update(status="handed_in")
    with CaptureQueriesContext(connection) as after:
        client.get(address)
    assert len(before) == len(after)


@pytest.mark.parametrize(("status", "count"), [("draft", 2), ("handed_in", 3)])
def test_a_report_sent_back_is_not_followed(
    demo: None, client: Client, django_user_model: Any, status: str, count: int
) -> None:
    earlier = Report.objects.get(slug="sydnarke-2020-12-arsredovisning")
    document = assemble(earlier)
    HandedInDocument.objects.create(report=earlier, content=document.canonical, sha256=document.digest)
    Report.objects.filter(pk=earlier.pk).update(status=status)
    user = django_user_model.objects.get(username="controller")
    documents = documents_through(Report.objects.get(slug="sydnarke-2024-04-delarsrapport"), user)
    assert len(documents) == count


def test_another_namnds_draft_is_not_found(demo: None, client: Client, django_user_model: Any) -> None:
    client.force_login(django_user_model.objects.get(username="controller-herrljunga"))
    assert (
        client.get(
            ADDRESS.format("sydnarke-2024-04-delarsrapport", "resultat", "kapitalkostnader")
        ).status_code
        == 404
    )


# The picture


def test_the_line_is_drawn_of_forecasts_of_the_year() -> None:
    documents = [report(4, cell("30"), cell("100")), report(8, cell("70"), cell("110"))]
    found = over_time(documents, "resultat", "hyror")
    assert found is not None
    drawn = course(found)
    assert drawn is not None
    assert (drawn.title, drawn.value, [point.row for point in drawn.points]) == (
        "Prognos i varje rapport", "forecast", ["rapport-1", "rapport-2"],
    )  # fmt: skip


def test_one_report_is_no_line() -> None:
    found = over_time([report(8, cell("70"))], "resultat", "hyror")
    assert found is not None
    assert course(found) is None
