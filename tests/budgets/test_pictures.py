"""Charts of the money tables: off until the template says so, each before its table, of its lines alone."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from budgets.models import MemberResult
from budgets.sections.pictures import elapsed_of
from budgets.sections.statement import StatementSection
from reporting.assembly import assemble
from reporting.document.blocks import Block, Table
from reporting.document.charts import Chart
from reporting.renderers.page import article_html
from reporting.sections import section_of
from tests.budgets.published import LINES_2023, add_lines, statement
from tests.factories import fresh, make_report, section
from tests.html import Page


@pytest.mark.parametrize(
    ("date", "share"),
    [(dt.date(2023, 1, 1), "0.0027"), (dt.date(2024, 4, 30), "0.3306"), (dt.date(2023, 12, 31), "1")],
)
def test_the_share_of_the_year_gone(date: dt.date, share: str) -> None:
    assert elapsed_of(date) == Decimal(share)


def charts(blocks: list[Block]) -> list[tuple[str, str, str]]:
    """Form, title and what is drawn, of the charts, which stand before their table."""
    *made, last = blocks
    assert isinstance(last, Table)
    found = [block for block in made if isinstance(block, Chart)]
    assert {chart.table for chart in found} <= {last.key}
    return [(chart.form, chart.title, chart.value) for chart in found]


@pytest.mark.django_db
def test_a_stored_template_has_no_charts_until_it_says_so() -> None:
    report = make_report(statement())
    add_lines(report, LINES_2023)
    assert charts(section_of(report, "ekonomi").blocks()) == []


@pytest.mark.django_db
def test_the_lines_of_a_statement_and_never_its_sums() -> None:
    report = make_report(statement(charts=["deviations", "progress"], form="subtotals"))
    add_lines(report, LINES_2023)
    blocks = section_of(report, "ekonomi").blocks()
    assert charts(blocks) == [
        ("deviations", "Avvikelser: prognos mot budget", "variance_forecast"),
        ("progress", "Utfall och prognos mot budget", "actual"),
    ]
    assert all(
        [point.row for point in block.points] == [line[0] for line in LINES_2023]
        for block in blocks
        if isinstance(block, Chart)
    )


@pytest.mark.django_db
def test_the_page_shows_the_picture_before_the_table() -> None:
    report = make_report(statement(charts=["deviations"]))
    add_lines(report, LINES_2023)
    page = Page(article_html(assemble(fresh(report))))
    tags = [element.tag for element in page.elements if element.tag in {"svg", "table"}]
    assert tags == ["svg", "table"]
    assert "−2 400" in [text.replace("\u00a0", " ") for text in page.texts("text")]


@pytest.mark.django_db
def test_a_table_without_the_columns_has_no_chart() -> None:
    report = make_report(statement(columns=["budget"], charts=["deviations", "progress"]))
    add_lines(report, LINES_2023)
    assert charts(section_of(report, "ekonomi").blocks()) == []


@pytest.mark.django_db
def test_the_members_shares_are_of_the_actuals() -> None:
    members = section("medlemmar", "budgets.members", options={"charts": ["shares", "deviations"]})
    report = make_report(members)
    for place, name in enumerate(["Askersund", "Laxå"], start=1):
        MemberResult.objects.create(
            report=report,
            key=name.lower()[:3],
            label=name,
            position=place,
            budget=100,
            actual=place,
            forecast=90,
        )
    assert charts(section_of(report, "medlemmar").blocks()) == [
        ("deviations", "Avvikelser: prognos mot budget", "variance_forecast"),
        ("shares", "Medlemskommunernas delar av utfall", "actual"),
    ]


def test_only_a_sections_own_forms_can_be_chosen() -> None:
    with pytest.raises(ValueError, match="charts för Resultat: ”shares” är inget val"):
        StatementSection.clean_options({"charts": ["shares"]})
