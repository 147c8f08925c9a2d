"""The sections of the three other reports: options, forms, missing values, what is carried over."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from budgets.models import AllocationKey, BudgetChange, BudgetLine, InvestmentProject, Measure, MemberResult
from budgets.sections.measures import MeasuresSection
from budgets.sections.members import AllocationSection, MembersSection
from budgets.sections.money import MoneySection
from budgets.sections.statement import ChangesSection, InvestmentSection, StatementSection
from reporting.document.blocks import Table
from reporting.document.headings import a_year_before, filled
from reporting.models import Report, ReportingPeriod
from reporting.sections import section_of, sections_of
from reporting.workflow.blockers import problems
from tests.budgets import herrljunga_2023, ludvika_2022, sydnarke_2020
from tests.budgets.published import LINES_2023, add_lines, statement
from tests.budgets.test_forms import errors_of, headings, opened, save, submitted
from tests.budgets.test_published_money import printed_rows
from tests.factories import fresh, make_report, make_template, make_user, section
from tests.patches import print_of

pytestmark = pytest.mark.django_db

D = Decimal
KINDS = [
    StatementSection,
    InvestmentSection,
    ChangesSection,
    MembersSection,
    AllocationSection,
    MeasuresSection,
]


# Options


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_written_out_is_accepted_again(kind: type[MoneySection]) -> None:
    assert kind.clean_options(kind.clean_options({})) == kind.clean_options({})


@pytest.mark.parametrize(
    ("kind", "options", "message"),
    [
        (
            StatementSection,
            {"form": "tree"},
            "form för Resultat: ”tree” är inget val. Välj bland ”sum”, ”subtotals”, ”net”.",
        ),
        (
            StatementSection,
            {"form": ["sum"]},
            "form för Resultat ska vara en text.",
        ),
        (
            StatementSection,
            {"labels": {"net": "Netto"}},
            "labels för Resultat: Namnen hör till formerna med delsummor och med netto (subtotals, net).",
        ),
        (
            StatementSection,
            {"form": "subtotals", "labels": {"profit": "Vinst"}},
            "labels för Resultat: Summan ”profit” finns inte i den formen. Välj bland revenue, cost, net.",
        ),
        (
            StatementSection,
            {"form": "net", "labels": {"cost": ""}},
            "labels för Resultat: Alla rader i formen netto ska ha ett namn.",
        ),
        (StatementSection, {"form": "net", "labels": 7}, "labels för Resultat anges som namn och värde."),
        (
            StatementSection,
            {"appropriation": "plus"},
            "appropriation för Resultat: ”plus” är inget val. Välj bland ”+”, ”-”.",
        ),
        (
            StatementSection,
            {"variance_below_net": 0},
            "variance_below_net för Resultat ska vara sant eller falskt (true eller false).",
        ),
        (
            StatementSection,
            {"zero_row": "nil"},
            "zero_row för Resultat: ”nil” är inget val. Välj bland ”0”, ”-”, ””.",
        ),
        (
            StatementSection,
            {"columns": [{"key": "budget", "group": ["År"]}]},
            "columns för Resultat: Gruppen för kolumnen ”Budget” ska vara en text.",
        ),
        (
            InvestmentSection,
            {"groups": "yes"},
            "groups för Investeringar: ”yes” är inget val. Välj bland ”none”, ”subtotals”, ”headings”.",
        ),
        (
            InvestmentSection,
            {"subtotal": "Summa"},
            "subtotal för Investeringar: Namnet ska ha {group} där gruppens namn ska stå.",
        ),
        (
            ChangesSection,
            {"columns": ["budget"]},
            "columns för Budgetförändringar: Kolumnen ”budget” finns inte. Välj bland amount, comment.",
        ),
        (
            MembersSection,
            {"compare": "all"},
            "compare för Resultat per medlemskommun: ”all” är inget val. Välj bland ”net”, ”result”, ””.",
        ),
        (
            AllocationSection,
            {"of": "budget"},
            "of för Fördelning av över- eller underskott: ”budget” är inget val. "
            "Välj bland ”actual”, ”forecast”.",
        ),
        (
            MeasuresSection,
            {"columns": ["cost"]},
            "columns för Åtgärdsplan: Kolumnen ”cost” finns inte. Välj bland target, decided_by, decided_on, "
            "status, starts_on, effect_actual, effect_forecast, is_in_forecast, forecast_part.",
        ),
        (MeasuresSection, {"areas": "IT"}, "areas för Åtgärdsplan ska vara en lista."),
        (MeasuresSection, {"areas": ["IT", "IT"]}, "areas för Åtgärdsplan: ”IT” står två gånger."),
    ],
)
def test_options_that_no_table_can_be_made_with(
    kind: type[MoneySection], options: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        kind.clean_options(options)
    assert str(refused.value) == message


def test_one_heading_may_be_used_in_two_groups() -> None:
    columns = [{"key": "period_budget", "heading": "Budget", "group": "Perioden"}, "budget"]

    assert StatementSection.clean_options({"columns": columns})["columns"] == [
        columns[0],
        {"key": "budget", "heading": "Budget"},
    ]


def test_two_sections_that_would_share_rows_are_refused() -> None:
    with pytest.raises(ValidationError) as refused:
        make_template(section("ekonomi", "budgets.statement"), section("mer-ekonomi", "budgets.statement"))
    assert refused.value.messages == [
        "Avsnitten ”Ekonomi” och ”Mer-ekonomi” är båda av slaget Resultat och skulle dela rader. "
        "En mall kan ha ett sådant avsnitt. Ta bort det ena."
    ]


def test_every_placeholder() -> None:
    period = ReportingPeriod(year=2024, actuals_through=dt.date(2024, 2, 29))
    heading = "{date} {year} {month} {period} {previous_year} {last_date} {last_year} {last_period}"

    assert filled(heading, period) == "240229 2024 februari 202402 2023 230228 2023 202302"


@pytest.mark.parametrize(
    ("date", "before"),
    [
        (dt.date(2023, 8, 31), dt.date(2022, 8, 31)),
        (dt.date(2024, 2, 29), dt.date(2023, 2, 28)),
        (dt.date(2025, 2, 28), dt.date(2024, 2, 29)),
    ],
)
def test_a_year_before_is_the_end_of_the_same_month(date: dt.date, before: dt.date) -> None:
    assert a_year_before(date) == before


# Forms


REPORTS = (herrljunga_2023.MONEY, sydnarke_2020.MONEY, ludvika_2022.MONEY)
SECTIONS = [(money, part["key"]) for money in REPORTS for part in money.sections]
MODELS: tuple[Any, ...] = (BudgetLine, InvestmentProject, MemberResult, BudgetChange, AllocationKey, Measure)


@pytest.mark.parametrize(("money", "key"), SECTIONS)
def test_a_page_that_is_opened_and_saved_changes_nothing(money: Any, key: str) -> None:
    report = money.make()
    before = [list(model.objects.values()) for model in MODELS]

    save(report, opened(report, key), key)

    assert [list(model.objects.values()) for model in MODELS] == before


@pytest.mark.parametrize(("money", "key"), SECTIONS)
def test_a_page_that_is_just_opened_shows_the_table_as_it_is(money: Any, key: str) -> None:
    bound: Any = section_of(fresh(money.make()), key)

    assert bound.preview(bound.form()) == bound.blocks()


@pytest.mark.parametrize(("money", "key"), SECTIONS)
def test_each_is_saved_in_the_browser(money: Any, key: str, client: Client) -> None:
    report = money.make()
    client.force_login(make_user(report.committee))
    address = reverse("section_edit", args=[report.slug, key])

    assert client.get(address).status_code == 200
    assert client.post(address, opened(report, key) | print_of(report) | {"stay": ""}).status_code == 302


def test_an_appropriation_is_typed_as_it_is_printed() -> None:
    report = herrljunga_2023.MONEY.make()
    data = opened(report, "drift")
    assert data["drift-5-actual"] == "17\u00a0177"

    save(report, data | {"drift-5-actual": "17 000"}, "drift")

    assert BudgetLine.objects.get(key="kommunbidrag").actual == D(-17_000_000)


def test_the_fields_are_those_that_the_columns_need() -> None:
    report = ludvika_2022.MONEY.make()

    assert headings(report, "investeringar") == [
        "Projekt",
        "Årsbudget (Januari–augusti 2022)",
        "Ombudgeterat från förra året",
        "Extra beviljat under året",
        "Utfall för perioden (Januari–augusti 2022)",
        "Prognos (Helår 2022)",
        "Ordning",
        "Ta bort",
    ]
    assert headings(herrljunga_2023.MONEY.make(), "investeringar")[:2] == ["Projekt", "Grupp"]


@pytest.mark.parametrize(
    ("typed", "stored"), [("27,6", D("27.6")), ("27,6 %", D("27.6")), ("12 345", D(12_345)), ("", None)]
)
def test_a_weight(typed: str, stored: Decimal | None) -> None:
    report = sydnarke_2020.MONEY.make()

    save(report, opened(report, "fordelning") | {"fordelning-0-weight": typed}, "fordelning")

    assert AllocationKey.objects.get(key="askersund").weight == stored


@pytest.mark.parametrize("typed", ["-1", "1,00001", "många", "1000000000"])
def test_a_weight_that_cannot_be(typed: str) -> None:
    report = sydnarke_2020.MONEY.make()
    data = opened(report, "fordelning") | {"fordelning-0-weight": typed}

    form = submitted(report, data, "fordelning")

    assert not form.is_valid()
    assert list(errors_of(form)) == ["fordelning-0-weight"]


MEASURE = {
    "label": "Färre licenser",
    "area": "IT-center",
    "target": "400 licenser",
    "decided_by": "Nämnden",
    "decided_on": "2022-05-30",
    "status": "started",
    "starts_on": "2022-06-01",
    "effect_actual": "0,15",
    "effect_forecast": "0,40",
    "is_in_forecast": "on",
    "forecast_part": "0,25",
}


def add_measure(report: Report, number: int = 0, **fields: str) -> None:
    typed = {f"handlingsplan-{number}-{name}": text for name, text in (MEASURE | fields).items()}
    typed |= {f"handlingsplan-{before}-is_in_forecast": "on" for before in range(number)}
    save(report, opened(report, "handlingsplan") | typed, "handlingsplan")


def test_measures_are_summed_by_area_and_in_all() -> None:
    report = ludvika_2022.MONEY.make()
    add_measure(report)
    add_measure(report, 1, label="Vakanser", effect_actual="-0,05", effect_forecast="0,10", forecast_part="0")
    add_measure(
        report, 2, label="Lokaler", area="Växel", effect_actual="", effect_forecast="1", decided_on=""
    )

    (table,) = section_of(fresh(report), "handlingsplan").blocks()

    assert isinstance(table, Table)
    assert printed_rows(table) == [
        ("IT-center",),
        ("1.1 Färre licenser", "400 licenser", "Nämnden", "2022-05-30", "påbörjad", "2022-06-01",
         "0,15", "0,40", "Ja", "0,25"),
        ("1.2 Vakanser", "400 licenser", "Nämnden", "2022-05-30", "påbörjad", "2022-06-01",
         "\u22120,05", "0,10", "Ja", "0,00"),
        ("Delsumma", "", "", "", "", "", "0,10", "0,50", "", "0,25"),
        ("Växel",),
        ("2.1 Lokaler", "400 licenser", "Nämnden", "", "påbörjad", "2022-06-01",
         "saknas", "1,00", "Ja", "0,25"),
        ("Delsumma", "", "", "", "", "", "0,00", "1,00", "", "0,25"),
        ("Totalt", "", "", "", "", "", "0,10", "1,50", "", "0,50"),
    ]  # fmt: skip
    assert [row.adds for row in table.rows if row.kind != "line"] == [
        (),
        ("farre-licenser", "vakanser"),
        (),
        ("lokaler",),
        ("verksamhet.it-center.summa", "verksamhet.vaxel.summa"),
    ]


def test_a_part_of_the_forecast_needs_that_the_measure_is_in_it() -> None:
    report = ludvika_2022.MONEY.make()
    typed = {f"handlingsplan-0-{name}": text for name, text in MEASURE.items() if name != "is_in_forecast"}

    form = submitted(report, opened(report, "handlingsplan") | typed, "handlingsplan")

    assert not form.is_valid()
    assert errors_of(form) == {
        "handlingsplan-0-forecast_part": [
            "Här står ett belopp i prognosen, men åtgärden ingår inte i prognosen. "
            "Kryssa i att den ingår, eller ta bort beloppet."
        ]
    }


# What is missing


def test_the_members_are_compared_with_the_statement() -> None:
    report = herrljunga_2023.MONEY.make()
    MemberResult.objects.filter(key="vargarda").update(budget=D(13_000_000))

    assert problems(fresh(report)) == [
        "Avsnittet ”Medlemmar”: Budget 2023 är 25\u00a0279\u00a0tkr för medlemskommunerna, men nettokostnaden "
        "för hela nämnden är 26\u00a0012\u00a0tkr. De ska vara lika."
    ]


def test_members_of_an_unknown_statement_have_no_comparison() -> None:
    report = make_report(herrljunga_2023.MONEY.sections[1])
    MemberResult.objects.create(report=report, key="a", label="A", budget=D(1))

    (table,) = section_of(report, "medlemmar").blocks()

    assert isinstance(table, Table)
    assert table.notes == ()


def test_a_split_that_cannot_be_made_says_why() -> None:
    report = make_report(section("delning", "budgets.allocation"), statement())
    assert problems(report)[0] == (
        "Avsnittet ”Delning” har ingen fördelningsnyckel. Lägg till en rad för varje medlemskommun."
    )

    AllocationKey.objects.create(report=report, key="a", label="A")
    AllocationKey.objects.create(report=report, key="b", label="B", weight=0)
    assert section_of(report, "delning").problems() == [
        "Avsnittet ”Delning”: Andel saknas för A.",
        "Avsnittet ”Delning” har inget resultat att fördela: "
        "någon budgetrad saknar belopp, eller så finns inga budgetrader.",
    ]
    (table,) = section_of(report, "delning").blocks()
    assert isinstance(table, Table)
    assert printed_rows(table)[-1] == ("Summa", "saknas", "saknas")

    add_lines(report, LINES_2023)
    AllocationKey.objects.update(weight=0)
    assert section_of(report, "delning").problems() == [
        "Avsnittet ”Delning”: alla andelar är noll. Skriv minst en som är mer än noll."
    ]


def test_a_split_shows_the_shares_too() -> None:
    report = make_report(section("delning", "budgets.allocation", options={"of": "forecast"}), statement())
    add_lines(report, LINES_2023)
    for key, weight in (("a", 1), ("b", 2)):
        AllocationKey.objects.create(report=report, key=key, label=key, weight=weight)

    (table,) = section_of(report, "delning").blocks()

    assert isinstance(table, Table)
    assert printed_rows(table) == [
        ("a", "33,3", "652"),
        ("b", "66,7", "1\u00a0304"),
        ("Summa", "100,0", "1\u00a0956"),
    ]


def test_measures_without_figures_are_problems() -> None:
    report = ludvika_2022.MONEY.make()
    Measure.objects.create(report=report, key="a", label="Ny växel", is_in_forecast=True)

    assert section_of(report, "handlingsplan").problems() == [
        "Avsnittet ”Handlingsplan”: prognos för effekten saknas för Ny växel.",
        "Avsnittet ”Handlingsplan”: beloppet i prognosen saknas för Ny växel.",
    ]


def test_a_year_without_budget_changes_has_no_table_or_problem() -> None:
    report = make_report(section("forandringar", "budgets.changes"))

    assert (section_of(report, "forandringar").blocks(), problems(report)) == ([], [])


# The next period


@pytest.mark.parametrize(
    ("actuals_through", "expected"),
    [
        (  # the same year: the budget is kept, the forecast is the previous one
            dt.date(2023, 10, 31),
            {
                "budget": 12_881,
                "previous_forecast": 12_881,
                "actual_last_year": None,
                "result_last_year": None,
            },
        ),
        (  # the same period of the next year
            dt.date(2024, 8, 31),
            {"budget": None, "previous_forecast": None, "actual_last_year": 8_908, "result_last_year": None},
        ),
        (
            dt.date(2024, 4, 30),
            {"budget": None, "previous_forecast": None, "actual_last_year": None, "result_last_year": None},
        ),
    ],
)
def test_what_a_new_period_compares_with(actuals_through: dt.date, expected: dict[str, int | None]) -> None:
    previous = herrljunga_2023.MONEY.make()
    report = make_report(template=previous.template, actuals_through=actuals_through, previous=previous)

    for part in sections_of(report):
        part.start_from(previous)

    line = BudgetLine.objects.values(*expected).get(report=report, key="personalkostnader")
    assert line == {name: tkr and D(tkr) * 1000 for name, tkr in expected.items()}
    is_same_year = actuals_through.year == 2023
    assert BudgetChange.objects.filter(report=report).count() == 2
    assert set(BudgetChange.objects.filter(report=report, amount=None).values_list("key", flat=True)) == (
        set() if is_same_year else {"lonerevidering", "kapitalkostnader"}
    )
    assert list(InvestmentProject.objects.filter(report=report).values_list("group", flat=True)) == [
        "gemensamma", "Herrljungaspec", "Herrljungaspec", "Vårgårdaspec",
    ]  # fmt: skip


def test_a_year_end_is_the_next_years_result_of_last_year() -> None:
    previous = sydnarke_2020.MONEY.make()
    report = make_report(template=previous.template, actuals_through=dt.date(2021, 4, 30), previous=previous)

    for part in sections_of(report):
        part.start_from(previous)

    assert BudgetLine.objects.get(report=report, key="tjanster").result_last_year == D(4_985_000)
    assert AllocationKey.objects.get(report=report, key="laxa").weight == D("13.7")


# Queries


@pytest.mark.parametrize("count", [1, 30])
def test_reading_takes_constant_queries(count: int, django_assert_num_queries: Any) -> None:
    report = make_report(*herrljunga_2023.MONEY.sections, section("delning", "budgets.allocation"),
                         section("plan", "budgets.measures"))  # fmt: skip
    for model in MODELS:
        model.objects.bulk_create(
            model(report=report, key=f"rad-{n}", label=f"Rad {n}", position=n) for n in range(count)
        )
    report = fresh(report)

    with django_assert_num_queries(8):  # one a section; the members and the split read the statement too
        for part in sections_of(report):
            part.blocks()
    with django_assert_num_queries(8):
        for part in sections_of(report):
            part.problems()
