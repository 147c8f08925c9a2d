"""The sections: options, what they require of a report, and what a new period carries over."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from budgets.models import BudgetLine, InvestmentProject
from budgets.sections.statement import InvestmentSection, StatementSection
from reporting.sections import section_of, sections_of
from reporting.workflow.blockers import problems
from tests.budgets.published import LINES_2023, PROJECTS_2024, add_lines, add_projects, investments, statement
from tests.factories import fresh, make_report, make_template

FULL = {
    "title": "Ekonomiskt resultat",
    "columns": [
        {"key": "budget", "heading": "Budget"},
        {"key": "actual", "heading": "Utfall {date}"},
        {"key": "forecast", "heading": "Årsprognos"},
        {"key": "variance_forecast", "heading": "Avvikelse mot prognos"},
    ],
    "total": "Summa",
    "percent_decimals": 1,
    "convention": {},
}


def test_options_are_written_out() -> None:
    assert StatementSection.clean_options({}) == FULL
    assert StatementSection.clean_options(FULL) == FULL


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"colour": "red"},
            "Inställningen ”colour” finns inte för Resultat. "
            "Välj bland title, columns, total, percent_decimals, zero_row, convention, form, labels, "
            "appropriation, variance_below_net, explain_amount, explain_share, charts.",
        ),
        ({"title": " "}, "title för Resultat: Detta fält måste fyllas i."),
        ({"total": 7}, "total för Resultat ska vara en text."),
        ({"columns": "budget"}, "columns för Resultat ska vara en lista."),
        ({"columns": []}, "columns för Resultat: Tabellen har minst en kolumn."),
        (
            {"columns": [1]},
            "columns för Resultat: En kolumn anges med key och, om man vill, heading och group.",
        ),
        (
            {"columns": [{"key": ["budget"]}]},
            "columns för Resultat: En kolumn anges med key och, om man vill, heading och group.",
        ),
        (
            {"columns": ["surplus"]},
            "columns för Resultat: Kolumnen ”surplus” finns inte. Välj bland budget, period_budget, actual, "
            "actual_last_year, result_last_year, forecast, previous_forecast, carried_over, "
            "extra_appropriation, additions, total_appropriation, variance_forecast, variance_actual, "
            "variance_period, percent_used, percent_of_total, comment, variance:a:b (a minus b).",
        ),
        (
            {"columns": ["budget", {"key": "budget", "heading": "B"}]},
            "columns för Resultat: Kolumnen ”budget” står två gånger.",
        ),
        (
            {"columns": [{"key": "budget", "heading": ""}]},
            "columns för Resultat: En kolumn saknar rubrik.",
        ),
        (
            {
                "columns": [
                    {"key": "variance_forecast", "heading": "Avvikelse"},
                    {"key": "variance_actual", "heading": "Avvikelse"},
                ]
            },
            "columns för Resultat: Två kolumner har rubriken ”Avvikelse”. Ge dem olika rubriker.",
        ),
        (
            {"columns": [{"key": "actual", "heading": "Utfall {period.__class__}"}]},
            "columns för Resultat: Rubriken ”Utfall {period.__class__}” har en platshållare som inte finns. "
            "Välj bland "
            "{date}, {year}, {month}, {period}, {previous_year}, {last_date}, {last_year}, {last_period}.",
        ),
        (
            {"columns": [{"key": "actual", "heading": "Utfall {date"}]},
            "columns för Resultat: Rubriken ”Utfall {date” har en platshållare som inte finns. Välj bland "
            "{date}, {year}, {month}, {period}, {previous_year}, {last_date}, {last_year}, {last_period}.",
        ),
        (
            {"title": "Resultat {name}"},
            "title för Resultat: Rubriken ”Resultat {name}” har en platshållare som inte finns. Välj bland "
            "{date}, {year}, {month}, {period}, {previous_year}, {last_date}, {last_year}, {last_period}.",
        ),
        ({"percent_decimals": True}, "percent_decimals för Resultat ska vara ett heltal."),
        (
            {"percent_decimals": 3},
            "percent_decimals för Resultat: Kontrollera att detta värde är mindre än eller lika med 2.",
        ),
        ({"convention": "tkr"}, "convention för Resultat anges som namn och värde."),
        (
            {"convention": {"unit": "usd"}},
            "convention för Resultat: ”usd” kan inte vara unit. Välj bland 'kr', 'tkr', 'mnkr'.",
        ),
    ],
)
def test_options_that_no_table_can_be_made_with(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        StatementSection.clean_options(options)
    assert str(refused.value) == message


def test_only_a_change_of_the_budget_has_an_amount() -> None:
    with pytest.raises(ValueError, match="Investeringar: Kolumnen ”amount” finns inte"):
        InvestmentSection.clean_options({"columns": ["amount"]})


@pytest.mark.django_db
def test_headings_and_title_name_the_period() -> None:
    report = make_report(
        statement(
            title="Resultat {month} {year}", columns=["budget", {"key": "actual", "heading": "Utfall {date}"}]
        ),
        actuals_through=dt.date(2022, 8, 31),
    )
    add_lines(report, LINES_2023[:1])

    (table,) = section_of(report, "ekonomi").blocks()

    assert (table.title, [column.heading for column in table.columns]) == (  # type: ignore[union-attr]
        "Resultat augusti 2022",
        ["Budget", "Utfall 220831"],
    )


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 30])
def test_reading_takes_one_query(count: int, django_assert_num_queries: Any) -> None:
    report = fresh(make_report(statement(), investments()))
    add_lines(report, [(f"rad-{n}", f"Rad {n}", n, n, n) for n in range(count)])
    add_projects(report, [(f"rad-{n}", f"Rad {n}", n, n, n) for n in range(count)])

    with django_assert_num_queries(2):
        tables = section_of(report, "ekonomi").blocks() + section_of(report, "investeringar").blocks()
    with django_assert_num_queries(2):
        problems = section_of(report, "ekonomi").problems() + section_of(report, "investeringar").problems()

    assert [len(table.rows) for table in tables] == [count + 1, count + 1]  # type: ignore[union-attr]
    assert problems == []


@pytest.mark.django_db
def test_without_rows_there_is_no_table_and_a_problem() -> None:
    report = make_report(statement(), investments())

    assert section_of(report, "ekonomi").blocks() == []
    assert problems(report) == [
        "Avsnittet ”Ekonomisk rapport” har inga rader. Lägg till minst en budgetrad.",
        "Avsnittet ”Investeringar” har inga projekt. Lägg till minst ett investeringsprojekt.",
    ]


@pytest.mark.django_db
def test_missing_figures_are_problems_one_sentence_a_column() -> None:
    report = make_report(statement(columns=["actual", "variance_forecast"]))
    add_lines(report, LINES_2023[:4])
    BudgetLine.objects.filter(key__in=["intakter", "datorer", "personalkostnader"]).update(actual=None)
    BudgetLine.objects.filter(key="datorer").update(budget=None, period_budget=None)

    assert problems(report) == [
        "Avsnittet ”Ekonomisk rapport”: Utfall 230731 saknas för "
        "Intäkter, Personalkostnader och Datorer & basutrustning.",
        "Avsnittet ”Ekonomisk rapport”: Budget saknas för Datorer & basutrustning.",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("actuals_through", "budget"),
    [(dt.date(2023, 12, 31), Decimal(-41_391_000)), (dt.date(2024, 4, 30), None)],
)
def test_a_new_period_copies_rows_and_within_the_year_the_budget(
    actuals_through: dt.date, budget: Decimal | None
) -> None:
    previous = make_report(statement(), investments())
    add_lines(previous, LINES_2023[:1])
    add_projects(previous, PROJECTS_2024[:1])
    BudgetLine.objects.update(comment="Förra perioden")
    report = make_report(template=previous.template, actuals_through=actuals_through, previous=previous)

    for section in sections_of(report):
        section.start_from(previous)
        section.start_from(previous)  # twice is as once

    columns = ("key", "label", "kind", "position", "budget", "period_budget", "actual", "forecast", "comment")
    assert list(report.budget_lines.values_list(*columns)) == [
        ("intakter", "Intäkter", "revenue", 1, budget, None, None, None, "")
    ]
    assert list(report.investment_projects.values_list("key", "label", "actual", "forecast")) == [
        ("gemensamt", "IT-invest gemensamt", None, None)
    ]
    assert InvestmentProject.objects.get(report=report).budget == (Decimal(3_000_000) if budget else None)


@pytest.mark.django_db
def test_two_templates_print_the_same_rows_each_in_its_way() -> None:
    report = make_report(
        statement(columns=["budget"], convention={"unit": "mnkr", "decimals": 1, "revenue": "+"})
    )
    add_lines(report, LINES_2023[:1])
    report.template = make_template(statement(columns=["budget"]), committee=report.committee)
    report.save()

    (table,) = section_of(fresh(report), "ekonomi").blocks()
    assert (table.unit, table.rows[0].cells[0].value) == ("tkr", -41_391)  # type: ignore[union-attr]
