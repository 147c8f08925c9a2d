"""Forecasts: proposals, when a comment is needed, and precision afterwards."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from budgets.forecasting import Precedent, Threshold, linear, precision, proposals, seasonal
from budgets.models import BudgetLine
from budgets.sections.statement import StatementSection
from reporting.models import Report
from reporting.workflow.blockers import problems
from tests.budgets.published import statement
from tests.factories import fresh, make_report, make_template, make_user
from tests.html import Page

amounts = st.decimals(-(10**9), 10**9, places=2)
MARCH, APRIL, AUGUST, DECEMBER = (
    dt.date(2024, 3, 31),
    dt.date(2024, 4, 30),
    dt.date(2024, 8, 31),
    dt.date(2024, 12, 31),
)


def offered(**known: Any) -> list[tuple[str, Any]]:
    facts = {
        "actual": None,
        "budget": None,
        "period_budget": None,
        "months": 4,
        "precedent": Precedent(),
    } | known
    return [(each.source, each.amount) for each in proposals(**facts)]


def test_each_source_gives_its_figure() -> None:
    past = Precedent(Decimal(1_300), part_last_year=Decimal(300), whole_last_year=Decimal(1_200))
    known = {"actual": Decimal(400), "budget": Decimal(1_000), "period_budget": Decimal(250)}
    assert offered(precedent=past, **known) == [
        ("Förra prognosen", 1_300),
        ("Utfall förra året", 1_200),
        ("Som hittills, jämnt", 1_200),
        ("Som hittills, förra årets säsong", 1_600),
        ("Som hittills, periodbudgetens säsong", 1_600),
    ]


def test_what_is_missing_is_not_offered() -> None:
    assert offered() == []
    assert offered(actual=Decimal(0)) == [("Som hittills, jämnt", 0)]
    assert seasonal(Decimal(5), Decimal(0), Decimal(9)) is None
    assert seasonal(Decimal(5), Decimal(-1), Decimal(9)) is None  # a year of no shape


@given(amounts, st.integers(1, 12))
def test_an_even_year_is_its_months(actual: Decimal, months: int) -> None:
    year = linear(actual, months)
    assert year is not None
    assert abs(year * months / 12 - actual) < Decimal("0.01")


@given(amounts, amounts.filter(bool), st.integers(1, 12))
def test_a_year_like_the_last_one_ends_as_it_did(whole: Decimal, part: Decimal, times: int) -> None:
    assert seasonal(part * times, part, part * 12) == part * times * 12


@pytest.mark.parametrize(
    ("amount", "share", "forecast", "asks"),
    [
        (None, None, 9_999, False),
        (500, None, 1_500, False),  # just at the limit
        (500, None, 1_501, True),
        (500, None, 499, True),
        (None, 10, 1_100, False),
        (None, 10, 1_101, True),
        (5_000, 10, 1_200, True),  # either is enough
    ],
)
def test_a_forecast_far_from_budget_has_to_be_explained(
    amount: int | None, share: int | None, forecast: int, asks: bool
) -> None:
    limits = Threshold(*(None if each is None else Decimal(each) for each in (amount, share)))
    assert limits.is_passed(Decimal(1_000), Decimal(forecast)) is asks
    assert limits.is_passed(Decimal(-1_000), Decimal(-forecast)) is asks
    assert not limits.is_passed(None, Decimal(forecast))


def test_precision_is_better_or_worse_for_the_result() -> None:
    cost, revenue = precision(Decimal(1_100), Decimal(1_000)), precision(Decimal(-1_100), Decimal(-1_000))
    assert (cost.missed, cost.share) == (Decimal(100), Decimal("10.0"))  # it cost less than was thought
    assert (revenue.missed, revenue.share) == (Decimal(-100), Decimal("10.0"))
    assert precision(None, Decimal(5)).missed is None
    assert precision(Decimal(5), Decimal(0)).share is None


# --- In the portal ------------------------------------------------------------------------------------------


def line(report: Report, **kronor: int | str) -> BudgetLine:
    made: BudgetLine = BudgetLine.objects.create(report=report, key="resor", label="Resor", **kronor)
    return made


@pytest.fixture
def april(db: None) -> Report:
    report = make_report(statement(explain_amount=100, explain_share=50), actuals_through=APRIL)
    line(report, budget=1_000_000, actual=400_000)
    template = report.template
    line(make_report(template=template, actuals_through=dt.date(2023, 4, 30)), actual=300_000)
    line(make_report(template=template, actuals_through=dt.date(2023, 12, 31)), actual=1_200_000)
    line(make_report(template=template, actuals_through=MARCH), forecast=1_300_000)
    line(
        make_report(template=template, actuals_through=AUGUST), forecast=9_000_000
    )  # not yet written in April
    line(make_report(statement(), actuals_through=MARCH), forecast=8_000_000)  # another nämnd's
    return report


def page(client: Client, report: Report) -> Page:
    client.force_login(make_user(report.committee))
    return Page(client.get(reverse("section_edit", args=[report.slug, "ekonomi"])).content)


def test_proposals_are_shown_at_the_forecast_in_table_print(client: Client, april: Report) -> None:
    field = page(client, april)
    assert [
        (each.attrs["data-proposal"], each.text) for each in field.all("li") if "data-proposal" in each.attrs
    ] == [
        ("1\u00a0300", "Förra prognosen: 1 300"),
        ("1\u00a0200", "Utfall förra året: 1 200"),
        ("1\u00a0200", "Som hittills, jämnt: 1 200"),
        ("1\u00a0600", "Som hittills, förra årets säsong: 1 600"),
    ]
    forecast = next(each for each in field.all("input") if each.attrs.get("name") == "ekonomi-0-forecast")
    assert "id_ekonomi-0-forecast_proposals" in forecast.attrs["aria-describedby"]


def test_the_reports_own_columns_precede_other_reports(client: Client, april: Report) -> None:
    BudgetLine.objects.filter(report=april).update(previous_forecast=1_111_000, result_last_year=600_000)
    assert "Förra prognosen: 1 111" in page(client, april).texts("li")
    assert "Som hittills, förra årets säsong: 800" in page(client, april).texts("li")


def test_a_forecast_over_the_limit_needs_a_comment_at_hand_in(april: Report) -> None:
    row = BudgetLine.objects.get(report=april)
    row.forecast = Decimal(1_100_001)
    row.save()
    problem = (
        "Avsnittet ”Ekonomisk rapport”: prognosen för Resor avviker mer från budget än gränsen "
        "(100\u00a0tkr eller 50\u00a0%). Skriv varför i radens kommentar."
    )
    assert problem in problems(fresh(april))
    row.comment = "Ny upphandling"
    row.save()
    assert problem not in problems(fresh(april))
    row.forecast, row.comment = Decimal(1_100_000), ""
    row.save()
    assert problem not in problems(fresh(april))


def test_the_comment_is_asked_for_beside_its_field(client: Client, april: Report) -> None:
    BudgetLine.objects.filter(report=april).update(forecast=2_000_000)
    shown = page(client, april)
    comment = next(each for each in shown.all("textarea") if each.attrs.get("name") == "ekonomi-0-comment")
    assert "id_ekonomi-0-comment_need" in comment.attrs["aria-describedby"].split()
    assert shown.texts("p", id="id_ekonomi-0-comment_need") == [
        "Kommentar krävs: prognosen avviker mer från budget än gränsen."
    ]


def test_limits_are_whole_numbers() -> None:
    with pytest.raises(ValueError, match="explain_share för Resultat ska vara ett heltal"):
        StatementSection.clean_options({"explain_share": "10 %"})
    assert StatementSection.clean_options({"explain_amount": 0}).get("explain_amount") is None


def test_after_year_end_each_forecast_is_set_against_the_outcome(
    client: Client, db: None, django_assert_max_num_queries: Any
) -> None:
    """Also where the annual report prints no forecast, as most don't."""
    whole = make_report(statement(columns=["budget", "actual"]), actuals_through=DECEMBER)
    interim = make_template(statement(), committee=whole.committee)
    line(whole, actual=1_000_000)
    BudgetLine.objects.create(
        report=whole, key="intakter", label="Intäkter", kind="revenue", actual=-2_000_000
    )
    for through, forecast in ((APRIL, 1_100_000), (AUGUST, 990_000)):
        report = make_report(template=interim, actuals_through=through)
        line(report, forecast=forecast)
    client.force_login(make_user(whole.committee))
    with django_assert_max_num_queries(9):
        found = Page(client.get(reverse("forecast_precision", args=[whole.slug])).content)
    assert found.texts("th", scope="row") == ["Resor", "Intäkter", "Summa"]
    assert [text for text in found.texts("td") if text] == [
        *("1 000", "1 100", "100", "10,0", "990", "−10", "1,0"),
        *("−2 000", *["saknas"] * 6),
        *("−1 000", *["saknas"] * 6),
    ]


def test_a_line_deleted_since_is_part_of_the_forecast(client: Client, db: None) -> None:
    """Its money is in the actual of the line it was merged with."""
    whole = make_report(statement(), actuals_through=DECEMBER)
    line(whole, actual=1_000_000)
    before = make_report(template=whole.template, actuals_through=APRIL)
    line(before, forecast=600_000)
    BudgetLine.objects.create(report=before, key="taxi", label="Taxi", forecast=390_000)
    client.force_login(make_user(whole.committee))
    found = Page(client.get(reverse("forecast_precision", args=[whole.slug])).content)
    cells = [text for text in found.texts("td") if text]
    assert cells == [
        *("1 000", "600", "−400", "40,0"),
        *("1 000", "990", "−10", "1,0"),
    ]


def test_before_year_end_there_is_nothing_to_measure(client: Client, april: Report) -> None:
    client.force_login(make_user(april.committee))
    assert client.get(reverse("forecast_precision", args=[april.slug])).status_code == 404
