""" "1,234 st" is one and a bit in Swedish, 1 234 in English: asked about unless what is known says."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from openpyxl.utils import get_column_letter

from budgets.models import AllocationKey
from goals.models import CouncilGoal, Indicator, KeyFigure
from reporting.document.ambiguity import Certain, ask_which_number, comma_is_unclear, commas_are_decimal
from reporting.document.amount_error import AmountError
from reporting.entry.section_entry import SectionEntry
from reporting.models import Report
from reporting.sections import section_of
from tests import patches
from tests.budgets.test_import_workbook import edited, exported, read_in, send
from tests.factories import fresh, make_report, make_user, section
from tests.html import Page

pytestmark = pytest.mark.django_db
WHICH = "”{0}” kan betyda 1\u00a0234 eller 1,234. Skriv 1234 om kommat skiljer tusental, annars 1,2340."


@pytest.mark.parametrize("text", ["1,234", "1,234 st", "högst 1,234 st", "Minska från 1,234 st", "1,234 kr"])
def test_a_comma_before_three_digits_is_asked_about(text: str) -> None:
    with pytest.raises(AmountError) as refused:
        ask_which_number(text, comma_is_unclear)
    assert str(refused.value) == WHICH.format(text)
    ask_which_number(text, commas_are_decimal)


@pytest.mark.parametrize(
    "text",
    [
        "1,23",
        "1,2345",
        "0,234",
        "1 041,391",
        "1041,391",
        "1,234 %",
        "mellan 1,234 och 5 procent",
        "1,234 mnkr",
        "1 234 st",
    ],
)
def test_what_means_one_thing_is_read(text: str) -> None:
    ask_which_number(text, comma_is_unclear)


def test_a_number_of_a_cell_is_certain() -> None:
    ask_which_number(Certain("1,234"), comma_is_unclear)


@pytest.fixture
def indicator() -> Indicator:
    report = make_report(section("mal", "goals.goals"))
    goal = CouncilGoal.objects.create(report=report, key="mal", label="Mål", position=1)
    return Indicator.objects.create(
        report=report, council_goal=goal, key="antal", label="Antal ärenden", position=1
    )


@pytest.fixture
def save(client: Client) -> Any:
    def send(report: Report, key: str, **cells: str) -> dict[str, Any]:
        client.force_login(make_user(report.committee))
        data = patches.print_of(report) | SectionEntry(section_of(fresh(report), key)).as_posted()
        return patches.autosave(
            client, report, key, data | {name.replace("__", "-"): cells[name] for name in cells}
        )

    return send


@pytest.mark.parametrize("name", ["current", "forecast", "target"])
def test_an_indicators_value_is_asked_about(indicator: Indicator, save: Any, name: str) -> None:
    cell = f"mal-indikator-0-{name}"
    answer = save(indicator.report, "mal", **{cell: "1,234 st"})
    assert answer["errors"] == {cell: WHICH.format("1,234 st")}
    assert save(indicator.report, "mal", **{cell: "1234 st"})["saved"]
    answer = save(indicator.report, "mal", **{cell: "1,300 st"})  # beside 1 234 that stood there
    assert "kan betyda 1\u00a0300" in answer["errors"][cell]


def test_beside_values_of_its_size_it_is_read(indicator: Indicator, save: Any) -> None:
    Indicator.objects.update(
        target="minst 1,3 poäng", target_value="1.3", comparison="at_least", current="1,1"
    )
    assert save(indicator.report, "mal", **{"mal-indikator-0-current": "1,234"})["errors"] == {}
    assert Indicator.objects.get().current == "1,234"
    assert save(indicator.report, "mal", **{"mal-indikator-0-forecast": "1,250"})["errors"] == {}


def test_a_key_figure_is_asked_about(save: Any) -> None:
    report = make_report(section("personal", "goals.staff_figures"))
    KeyFigure.objects.create(report=report, key="timmar", label="Timmar", position=1, women=9_000)
    answer = save(report, "personal", **{"personal-0-total": "12,106"})
    assert "kan betyda 12\u00a0106 eller 12,106" in answer["errors"]["personal-0-total"]
    assert save(report, "personal", **{"personal-0-total": "12 106"})["saved"]
    KeyFigure.objects.update(unit="%", women=None, total=None)
    assert save(report, "personal", **{"personal-0-total": "3,175"})["errors"] == {}


def test_a_share_is_asked_about_unless_the_others_say(save: Any) -> None:
    report = make_report(section("fordelning", "budgets.allocation"))
    for position, weight in enumerate((5_800, 7_200), start=1):
        AllocationKey.objects.create(
            report=report, key=f"k-{position}", label=f"K {position}", position=position, weight=weight
        )
    answer = save(report, "fordelning", **{"fordelning-0-weight": "16,102"})
    assert "kan betyda 16\u00a0102 eller 16,102" in answer["errors"]["fordelning-0-weight"]
    AllocationKey.objects.filter(report=report).update(weight=30)
    assert save(report, "fordelning", **{"fordelning-0-weight": "27,625"})["errors"] == {}


def test_an_earlier_value_is_put_back_unasked(indicator: Indicator, save: Any, client: Client) -> None:
    for text in ("1,2340", "1,234", "900"):
        Indicator.objects.update(current="1,3") if text == "1,234" else None
        save(indicator.report, "mal", **{"mal-indikator-0-current": text})
    versions = {each.new: each.version for each in indicator.report.journal.filter(field="current")}
    address = reverse("cell_history", args=[indicator.report.slug, "goals.indicator", "antal", "current"])
    assert client.post(address, {"version": str(versions["1,234"])}).status_code == 302
    assert Indicator.objects.get().current == "1,234"


def test_a_number_in_the_entry_workbook_is_what_it_is(save: Any, client: Client) -> None:
    report = make_report(section("personal", "goals.staff_figures"))
    KeyFigure.objects.create(report=report, key="timmar", label="Timmar", position=1)
    client.force_login(make_user(report.committee))
    book = exported(client, report)
    sheet = openpyxl.load_workbook(io.BytesIO(book)).sheetnames[1]
    columns = [cell.value for cell in openpyxl.load_workbook(io.BytesIO(book))[sheet][3]]
    cell = f"{get_column_letter(columns.index('Totalt') + 1)}4"
    _, answer = send(client, report, edited(book, sheet, **{cell: "12,106"}))
    assert "kan betyda 12 106 eller 12,106" in Page(answer.content).text
    assert read_in(client, report, edited(book, sheet, **{cell: 12.106})).status_code == 302
    assert KeyFigure.objects.get().total == Decimal("12.106")
