"""The money grids: saved as printed, refused at the field, never lost."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.db import models
from django.http import QueryDict
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from budgets.forms import MoneyFormSet
from budgets.models import BudgetLine
from reporting.assembly import document_of
from reporting.document.blocks import Table
from reporting.models import Report
from reporting.sections import section_of
from tests.budgets.published import LINES_2023, PROJECTS_2024, add_lines, add_projects, investments, statement
from tests.factories import fresh, make_report, make_user, may_be_saved, save_form
from tests.patches import judged, print_of

pytestmark = pytest.mark.django_db

INPUT = re.compile(
    r'<input (?:type="(?P<type>\w+)" )?[^>]*?name="(?P<name>[^"]+)"(?:[^>]*? value="(?P<value>[^"]*)")?'
)
SELECT = re.compile(r'<select name="(?P<name>[^"]+)".*?<option value="(?P<value>[^"]*)" selected', re.DOTALL)
TEXTAREA = re.compile(r'<textarea name="(?P<name>[^"]+)"[^>]*>\s*(?P<value>.*?)</textarea>', re.DOTALL)


def opened(report: Report, key: str = "ekonomi") -> dict[str, str]:
    """What a browser sends of an unchanged page."""
    form: Any = section_of(fresh(report), key).form()
    html = html_of(form)
    held = {f"initial-{row.add_prefix(name)}": text for row in form for name, text in row.held().items()}
    fields = {m["name"]: m["value"] or "" for m in INPUT.finditer(html) if m["type"] != "checkbox"}
    fields |= {m["name"]: m["value"] for pattern in (SELECT, TEXTAREA) for m in pattern.finditer(html)}
    return {name: unescape(text) for name, text in fields.items()} | held


def html_of(form: Any) -> str:
    return render_to_string("reporting/sections/_grid.html", {"form": form})


def submitted(report: Report, data: dict[str, str], key: str = "ekonomi") -> MoneyFormSet:
    query = QueryDict(mutable=True)
    query.update(data)
    form = section_of(fresh(report), key).form(query)
    assert isinstance(form, MoneyFormSet)
    return form


def save(report: Report, data: dict[str, str], key: str = "ekonomi") -> None:
    form = submitted(report, data, key)
    assert form.is_valid(), form.errors
    save_form(form)


def errors_of(form: MoneyFormSet) -> dict[str, list[str]]:
    """Errors by the field's name in the page."""
    return {
        row.add_prefix(name): [str(error) for error in errors]
        for row in form.forms
        for name, errors in row.errors.items()
    }


def headings(report: Report, key: str) -> list[str]:
    form: Any = section_of(report, key).form()
    assert isinstance(form, MoneyFormSet)
    return [str(cell.bound.label) for cell in form.header]


def stored(report: Report) -> list[tuple[Any, ...]]:
    return list(BudgetLine.objects.filter(report=report).values_list("label", "kind", "actual", "position"))


@pytest.fixture
def report() -> Report:
    made = make_report(statement())
    add_lines(made, LINES_2023[:3])
    return made


AS_IT_WAS = [
    ("Intäkter", "revenue", Decimal(-24_199_000), 1),
    ("Personalkostnader", "cost", Decimal(7_159_000), 2),
    ("Datorer & basutrustning", "cost", Decimal(30_000), 3),
]


def test_a_page_that_is_opened_and_saved_changes_nothing(report: Report) -> None:
    before = list(BudgetLine.objects.values())

    save(report, opened(report))

    assert list(BudgetLine.objects.values()) == before


@pytest.mark.parametrize(
    ("typed", "kronor"),
    [
        ("7 200", Decimal(7_200_000)),
        ("7\u00a0200,5", Decimal(7_200_500)),
        ("-7200", Decimal(-7_200_000)),
        ("7,2 mnkr", Decimal(7_200_000)),
        ("7 200 000 kr", Decimal(7_200_000)),
        ("0", Decimal(0)),
        ("", None),
        ("  ", None),
    ],
)
def test_an_amount_is_stored_in_kronor(report: Report, typed: str, kronor: Decimal | None) -> None:
    save(report, opened(report) | {"ekonomi-1-actual": typed})

    assert stored(report) == [AS_IT_WAS[0], ("Personalkostnader", "cost", kronor, 2), AS_IT_WAS[2]]


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        (
            "12 34",
            "”12 34” är inte grupperat i tusental: mellanslagen ska ha tre siffror mellan sig. Skriv till "
            "exempel 1\u00a0166, eller talet utan mellanslag. Är det två tal, skriv ett i taget.",
        ),
        (
            "abc",
            "”abc” går inte att läsa som ett tal. Skriv siffror, till exempel 1\u00a0166 eller \u22121\u00a0166,50.",
        ),
        (
            "12345678901234567890",
            "”12345678901234567890” har fler än 15 siffror och kan inte räknas exakt. "
            "Kontrollera antalet siffror.",
        ),
        (
            "100000000",
            "Beloppet är hundra miljarder kronor eller mer. Kontrollera antalet siffror och enheten.",
        ),
    ],
)
def test_a_bad_amount_is_refused_at_its_field_and_the_form_kept(
    report: Report, typed: str, error: str
) -> None:
    form = submitted(report, opened(report) | {"ekonomi-1-actual": typed, "ekonomi-2-actual": "31"})

    assert not form.is_valid()
    assert errors_of(form) == {"ekonomi-1-actual": [error]}
    assert [row["actual"].value() for row in form.forms[1:3]] == [typed, "31"]
    html = html_of(form)
    assert f'<p class="field-error" id="id_ekonomi-1-actual_error">{error}</p>' in html
    (field,) = re.findall(r'<input[^>]*name="ekonomi-1-actual"[^>]*>', html)
    assert 'aria-invalid="true"' in field
    assert 'aria-describedby="id_ekonomi-1-actual_error"' in field
    assert f'value="{typed}"' in field
    assert stored(report) == AS_IT_WAS


def test_the_largest_amounts_have_a_sum(report: Report) -> None:
    save(report, opened(report) | {f"ekonomi-{n}-actual": "99 999 999 999,99 kr" for n in (1, 2)})

    (table,) = section_of(report, "ekonomi").blocks()
    assert isinstance(table, Table)
    assert table.rows[-1].cells[1].value == Decimal("199975800.99998")


def test_a_colleagues_save_in_another_field_is_kept(report: Report) -> None:
    first, second = opened(report), opened(report)

    save(report, first | {"ekonomi-1-forecast": "12 500", "ekonomi-2-actual": "40"})
    save(report, second | {"ekonomi-1-actual": "7 200"})

    line = BudgetLine.objects.get(key="personalkostnader")
    assert (line.actual, line.forecast) == (Decimal(7_200_000), Decimal(12_500_000))
    assert BudgetLine.objects.get(key="datorer").actual == Decimal(40_000)


def test_a_conflicting_value_is_shown_and_saved_the_second_time(report: Report) -> None:
    first, second = opened(report), opened(report)
    save(report, first | {"ekonomi-1-actual": "7 100"})
    form = submitted(report, second | {"ekonomi-1-actual": "7 200"})

    assert not may_be_saved(form)
    assert errors_of(form) == {
        "ekonomi-1-actual": [
            "Någon annan har sparat ”7\u00a0100” här medan du skrev. "
            "Det du skrev står kvar: spara igen om det ska gälla."
        ]
    }
    assert BudgetLine.objects.get(key="personalkostnader").actual == Decimal(7_100_000)

    save(report, second | {"ekonomi-1-actual": "7 200", "initial-ekonomi-1-actual": "7\u00a0100"})
    assert BudgetLine.objects.get(key="personalkostnader").actual == Decimal(7_200_000)


@pytest.mark.parametrize(
    ("convention", "shown", "kronor"),
    [
        (
            {},
            "7\u00a0159",
            Decimal(7_159_000),
        ),  # revenue −, cost +: what stood as 7 159 is now a negative revenue
        ({"revenue": "+"}, "7\u00a0159", Decimal(-7_159_000)),
    ],
)
def test_a_cost_made_a_revenue_keeps_its_printed_figures(
    convention: dict[str, str], shown: str, kronor: Decimal
) -> None:
    report = make_report(statement(columns=["budget", "actual"]), convention=convention)
    add_lines(report, LINES_2023[1:2])
    data = opened(report)
    assert data["ekonomi-0-actual"] == shown

    save(report, data | {"ekonomi-0-kind": "revenue", "ekonomi-0-budget": "12 000"})

    line = BudgetLine.objects.get()
    sign = 1 if kronor > 0 else -1
    assert (line.kind, line.actual) == ("revenue", kronor)
    assert (line.budget, line.forecast) == (
        sign * 12_000_000,
        sign * 12_480_000,
    )  # also what the page does not show
    assert opened(report)["ekonomi-0-actual"] == shown


def test_a_change_of_kind_does_not_undo_a_colleagues_save() -> None:
    report = make_report(statement(columns=["actual"]), convention={"revenue": "+"})
    add_lines(report, LINES_2023[1:2])
    first, second = opened(report), opened(report)

    save(report, first | {"ekonomi-0-actual": "7 000"})
    save(report, second | {"ekonomi-0-kind": "revenue"})

    assert stored(report) == [("Personalkostnader", "revenue", Decimal(-7_000_000), 1)]


def test_new_rows_get_keys_of_their_own_and_a_place(report: Report) -> None:
    new = {
        "ekonomi-3-label": "Summa",
        "ekonomi-3-actual": "1",
        "ekonomi-4-label": "Intäkter",
        "ekonomi-4-kind": "revenue",
    }

    save(report, opened(report) | new | {"ekonomi-4-position": "1"})

    assert list(BudgetLine.objects.values_list("key", "label", "actual", "position")) == [
        ("intakter-2", "Intäkter", None, 1),
        ("intakter", "Intäkter", Decimal(-24_199_000), 2),
        ("personalkostnader", "Personalkostnader", Decimal(7_159_000), 3),
        ("datorer", "Datorer & basutrustning", Decimal(30_000), 4),
        ("summa-2", "Summa", Decimal(1_000), 5),
    ]


def test_a_nameless_new_row_is_refused_and_keeps_its_figures(report: Report) -> None:
    form = submitted(report, opened(report) | {"ekonomi-3-actual": "5"})

    assert not form.is_valid()
    assert errors_of(form) == {"ekonomi-3-label": ["Detta fält måste fyllas i."]}
    assert form.forms[3]["actual"].value() == "5"


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ({"ekonomi-2-position": "1"}, ["datorer", "intakter", "personalkostnader"]),
        ({"ekonomi-0-position": "3"}, ["personalkostnader", "datorer", "intakter"]),
        ({"ekonomi-0-position": "2"}, ["personalkostnader", "intakter", "datorer"]),
        ({"ekonomi-1-position": ""}, ["intakter", "personalkostnader", "datorer"]),
        ({"ekonomi-0-position": "900"}, ["personalkostnader", "datorer", "intakter"]),
        ({"ekonomi-0-position": "9" * 30}, ["personalkostnader", "datorer", "intakter"]),
    ],
)
def test_a_row_goes_to_the_place_that_is_typed(
    report: Report, places: dict[str, str], expected: list[str]
) -> None:
    save(report, opened(report) | places)

    assert [(line.key, line.position) for line in BudgetLine.objects.all()] == [
        (key, n) for n, key in enumerate(expected, 1)
    ]


@pytest.mark.parametrize("typed", ["-1", "1,5", "första"])
def test_a_place_is_a_whole_number(report: Report, typed: str) -> None:
    form = submitted(report, opened(report) | {"ekonomi-0-position": typed})

    assert list(errors_of(form)) == ["ekonomi-0-position"]
    assert form.forms[0]["position"].value() == typed


def test_a_row_is_deleted_whatever_it_holds(report: Report) -> None:
    save(report, opened(report) | {"ekonomi-0-DELETE": "on", "ekonomi-0-actual": "abc"})

    assert stored(report) == [
        ("Personalkostnader", "cost", Decimal(7_159_000), 1),
        ("Datorer & basutrustning", "cost", Decimal(30_000), 2),
    ]


GONE = (
    "Raden finns inte i rapporten. Någon annan kan ha tagit bort den medan du skrev. "
    "Kryssa i ”Ta bort” här för att spara det andra, och skriv raden på nytt om den behövs."
)


def test_a_row_of_another_report_is_refused(report: Report) -> None:
    other = make_report(statement())
    add_lines(other, LINES_2023[:1])
    forged = {"ekonomi-0-id": str(other.budget_lines.get().pk), "ekonomi-0-actual": "1"}
    form = submitted(report, opened(report) | forged)

    assert not form.is_valid()
    assert errors_of(form) == {"ekonomi-0-id": [GONE]}
    assert f'<p class="field-error">ny rad 1: {GONE}</p>' not in html_of(form)
    assert GONE in html_of(form)
    assert stored(other) == AS_IT_WAS[:1]
    assert stored(report) == AS_IT_WAS


def test_a_row_deleted_by_a_colleague_does_not_stop_the_rest(report: Report) -> None:
    data = opened(report) | {"ekonomi-0-actual": "1", "ekonomi-1-actual": "2"}
    BudgetLine.objects.get(key="intakter").delete()

    form = submitted(report, data)
    assert not form.is_valid()
    assert errors_of(form) == {"ekonomi-0-id": [GONE]}

    save(report, data | {"ekonomi-0-DELETE": "on"})
    assert stored(report) == [
        ("Personalkostnader", "cost", Decimal(2_000), 2),
        ("Datorer & basutrustning", "cost", Decimal(30_000), 3),
    ]


def test_a_colleagues_new_row_is_summed_and_keeps_its_position(report: Report) -> None:
    data = opened(report) | {"ekonomi-0-actual": "-24 000"}
    BudgetLine.objects.filter(report=report, position__gte=2).update(position=models.F("position") + 1)
    BudgetLine.objects.create(report=report, key="hyror", label="Hyror", position=2, actual=1_000_000)

    form = submitted(report, data)
    assert form.is_valid()
    (table,) = section_of(fresh(report), "ekonomi").preview(form)
    assert isinstance(table, Table)
    assert [(row.key, row.cells[1].text) for row in table.rows] == [
        ("intakter", "\u221224\u00a0000"),
        ("hyror", "1\u00a0000"),
        ("personalkostnader", "7\u00a0159"),
        ("datorer", "30"),
        ("summa", "\u221215\u00a0811"),
    ]

    save(report, data)
    assert stored(report) == [
        ("Intäkter", "revenue", Decimal(-24_000_000), 1),
        ("Hyror", "cost", Decimal(1_000_000), 2),
        ("Personalkostnader", "cost", Decimal(7_159_000), 3),
        ("Datorer & basutrustning", "cost", Decimal(30_000), 4),
    ]


def test_a_half_filled_form_is_shown_as_the_report_will_print_it(report: Report) -> None:
    typed = {
        "ekonomi-0-actual": "abc",
        "ekonomi-1-actual": "8 000",
        "ekonomi-2-DELETE": "on",
        "ekonomi-3-label": "Hyror",
        "ekonomi-3-actual": "1 000",
        "ekonomi-3-position": "1",
    }
    form = submitted(report, opened(report) | typed)
    assert not form.is_valid()

    (table,) = section_of(fresh(report), "ekonomi").preview(form)

    assert isinstance(table, Table)
    assert [(row.key, row.label, row.cells[1].text) for row in table.rows] == [
        ("hyror", "Hyror", "1\u00a0000"),
        ("intakter", "Intäkter", "\u221224\u00a0199"),
        ("personalkostnader", "Personalkostnader", "8\u00a0000"),
        ("summa", "Summa", "\u221215\u00a0199"),
    ]
    assert stored(report) == AS_IT_WAS


def test_a_page_that_is_just_opened_shows_the_table_as_it_is(report: Report) -> None:
    section: Any = section_of(fresh(report), "ekonomi")

    assert section.preview(section.form()) == section.blocks()


@pytest.mark.parametrize("count", [1, 30])
def test_typing_takes_constant_queries(count: int, django_assert_num_queries: Any) -> None:
    previous = make_report(statement())
    report = make_report(template=previous.template, previous=previous, actuals_through=dt.date(2023, 8, 31))
    for made in (previous, report):
        add_lines(made, [(f"rad-{n}", f"Rad {n}", n, n, n) for n in range(count)])
    data = opened(report)
    section: Any = section_of(fresh(report), "ekonomi")
    query = QueryDict(mutable=True)
    query.update(data)

    with django_assert_num_queries(1):
        form = section.form(query)
        assert form.is_valid()
        section.preview(form)


def test_the_last_report_is_shown_beside_the_fields() -> None:
    previous = make_report(statement(), convention={"revenue": "+"})
    add_lines(previous, LINES_2023[:1])
    report = make_report(template=previous.template, actuals_through=dt.date(2024, 4, 30), previous=previous)
    section_of(report, "ekonomi").start_from(previous)

    html = html_of(section_of(report, "ekonomi").form())

    assert '<span class="previous" id="ekonomi-0-actual_was">Förra: 24\u00a0199</span>' in html
    (field,) = re.findall(r'<input[^>]*name="ekonomi-0-actual"[^>]*>', html)
    assert 'aria-label="Utfall 240430, Intäkter"' in field
    assert 'aria-describedby="ekonomi-0-actual_was"' in field
    assert 'aria-describedby=""' not in html


def test_every_column_that_needs_a_figure_has_a_field_for_it() -> None:
    report = make_report(statement(columns=["variance_period", "comment"]), investments())

    assert headings(report, "ekonomi") == [
        "Post", "Slag", "Periodbudget", "Utfall", "Kommentar", "Ordning", "Ta bort",
    ]  # fmt: skip
    assert [cell.kind for cell in section_of(report, "investeringar").form().header] == [  # type: ignore[union-attr]
        "text", "amount", "amount", "amount", "number", "check",
    ]  # fmt: skip
    assert headings(report, "investeringar") == [
        "Projekt", "Budget", "Utfall 230731", "Prognos helår", "Ordning", "Ta bort",
    ]  # fmt: skip


def test_a_project_is_typed_with_the_signs_of_its_table() -> None:
    report = make_report(investments(convention={"cost": "-"}))
    add_projects(report, PROJECTS_2024[:1])
    data = opened(report, "investeringar")
    assert data["investeringar-0-budget"] == "\u22123\u00a0000"

    save(report, data | {"investeringar-0-actual": "-500"}, "investeringar")

    assert report.investment_projects.get().actual == Decimal(500_000)


def test_a_comment_is_text_and_nothing_but_text() -> None:
    report = make_report(statement(columns=["actual", "comment"]))
    add_lines(report, LINES_2023[:1])

    save(report, opened(report) | {"ekonomi-0-comment": "<b>Nya</b> avtal"})

    (table,) = section_of(fresh(report), "ekonomi").blocks()
    assert isinstance(table, Table)
    assert [cell.text for cell in table.rows[0].cells][1:] == ["<b>Nya</b> avtal"]
    assert "&lt;b&gt;Nya&lt;/b&gt; avtal" in html_of(section_of(report, "ekonomi").form())


def test_a_controller_changes_a_figure_and_everyone_reads_it(report: Report, client: Client) -> None:
    client.force_login(make_user(report.committee))
    address = reverse("section_edit", args=[report.slug, "ekonomi"])

    saved = client.post(
        address, opened(report) | print_of(report) | {"ekonomi-1-actual": "7 200", "stay": ""}
    )

    assert (saved.status_code, saved["Location"]) == (302, address)
    tables = list(document_of(fresh(report)).tables())
    assert [row.cells[1].text for row in tables[0].rows] == [
        "\u221224\u00a0199",
        "7\u00a0200",
        "30",
        "\u221216\u00a0969",
    ]


def test_a_bad_figure_saves_nothing_at_all(report: Report, client: Client) -> None:
    client.force_login(make_user(report.committee))
    typed = {"ekonomi-1-actual": "12 34", "ekonomi-2-actual": "31", "stay": ""}

    answer = client.post(
        reverse("section_edit", args=[report.slug, "ekonomi"]), opened(report) | print_of(report) | typed
    )

    assert answer.status_code == 422
    assert stored(report) == AS_IT_WAS


def test_the_total_follows_typing(report: Report, client: Client) -> None:
    client.force_login(make_user(report.committee))
    typed = opened(report) | {"ekonomi-1-actual": "7 200"}

    answer = judged(client, report, "ekonomi", typed)

    total = re.findall(r'<tr class="total"[^>]*>.*?</tr>', answer["html"], re.DOTALL)
    assert [re.sub(r"<[^>]+>", "|", row).strip("|").split("||")[:3] for row in total] == [
        ["Summa", "\u221228\u00a0461 |överskott", "|\u221216\u00a0969 |överskott"]
    ]
    assert stored(report) == AS_IT_WAS
