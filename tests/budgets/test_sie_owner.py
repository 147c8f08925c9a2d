"""A SIE file's organisation, the closing of the year, and last year's figures."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from budgets.ledger.models import LedgerOwner
from budgets.models import AccountRule, BudgetLine, LineKind
from reporting.models import Report
from tests.budgets.published import STATEMENT_COLUMNS, statement
from tests.budgets.test_import_sie import _rules_and_person, actuals, confirm, report, shown
from tests.budgets.test_sie import HEAD
from tests.budgets.test_sie_doubts import doubts
from tests.factories import make_committee, make_municipality, make_report, make_user

__all__ = ["_rules_and_person", "report"]  # fixtures

pytestmark = pytest.mark.django_db
MONTHS = "#PSALDO 0 202307 5010 {} 100\r\n#PSALDO 0 202307 3010 {} -500\r\n"


def file_of(name: str = "", number: str = "", rows: str = MONTHS) -> bytes:
    own = (f'#FNAMN "{name}"\r\n' if name else "") + (f"#ORGNR {number}\r\n" if number else "")
    return (HEAD.replace("#FNAMN Provby\r\n", "") + own + rows).encode("cp437")


def test_another_organisations_file_is_asked_about(client: Client, report: Report) -> None:
    (doubt,) = doubts(client, report, file_of("Övningsbolaget AB", "556252-9155"))
    assert doubt == (
        f"Filen kommer från Övningsbolaget AB (5562529155), men {report.committee} hör till Provby. "
        "Kontrollera att det är rätt fil."
    )


@pytest.mark.parametrize("name", ["Provby", "PROVBY  KOMMUN", "Provbys kommun"])
def test_the_kommuns_own_file_is_not(client: Client, report: Report, name: str) -> None:
    assert doubts(client, report, file_of(name, "212000-1111")) == []


def test_a_file_that_does_not_say_whose_it_is_is_asked_about(client: Client, report: Report) -> None:
    assert doubts(client, report, file_of()) == [
        "Filen säger inte vilken organisation den kommer från (#ORGNR och #FNAMN saknas)."
    ]


def test_an_imported_owner_is_known_and_another_is_doubted(client: Client, report: Report) -> None:
    url, page = shown(client, report, file_of("Provby förvaltning", "212000-1111"))
    assert confirm(client, url, page).status_code == 302
    again = MONTHS.replace("100", "150")
    assert doubts(client, report, file_of("Provby", "16212000-1111", again)) == []
    (doubt,) = doubts(client, report, file_of("Provby", "212000-2222", again))
    assert "och har läst in filer från Provby förvaltning (2120001111)" in doubt


CLOSED = (
    MONTHS + '#KONTO 8999 "Årets resultat"\r\n#PSALDO 0 202307 8999 {} 400\r\n#PSALDO 0 202307 8410 {} 7\r\n'
)


def test_the_closing_voucher_does_not_make_the_result_zero(client: Client, report: Report) -> None:
    """By the proposed rule 8 it counted as a capital cost."""
    AccountRule.objects.all().delete()
    BudgetLine.objects.create(
        report=report, key="kapital", label="Kapitalkostnader", kind=LineKind.COST, position=9
    )
    url, page = shown(client, report, file_of("Provby", rows=CLOSED))
    (note,) = [text for text in page.texts("p", class_="guidance") if "8999" in text]
    assert note == (
        "Konto 8999 (årets resultat) bokar bort resultatet när året avslutas och räknas inte: 400,00 kr."
    )
    confirm(client, url, page)
    assert actuals(report)["kapital"] == Decimal(7)
    assert sum(filter(None, actuals(report).values())) == Decimal(-393)


def test_a_rule_that_names_the_closing_account_is_followed(client: Client, report: Report) -> None:
    AccountRule.objects.create(committee=report.committee, prefix="8999", line_key="ovrigt")
    confirm(client, *shown(client, report, file_of("Provby", rows=CLOSED)))
    assert actuals(report)["ovrigt"] == Decimal(400)


LAST_YEAR = (
    "#RAR -1 20220101 20221231\r\n#PSALDO -1 202207 5010 {} 80\r\n#PSALDO -1 202212 5010 {} 60\r\n"
    "#RES -1 5010 140\r\n"
)
COLUMNS = [*STATEMENT_COLUMNS, {"key": "actual_last_year"}, {"key": "result_last_year"}]


@pytest.fixture
def with_last_year(client: Client) -> Report:
    committee = make_committee(municipality=make_municipality("Provköping"))
    made = make_report(statement(columns=COLUMNS), committee=committee)
    BudgetLine.objects.create(report=made, key="personal", label="Personal", kind=LineKind.COST, position=1)
    AccountRule.objects.create(committee=committee, prefix="5", line_key="personal")
    AccountRule.objects.create(committee=committee, prefix="3", line_key="")
    client.force_login(make_user(committee))
    return made


def last_year(report: Report) -> tuple[Decimal | None, Decimal | None]:
    line = BudgetLine.objects.get(report=report, key="personal")
    return line.actual_last_year, line.result_last_year


def test_last_years_figures_are_offered_for_their_columns(client: Client, with_last_year: Report) -> None:
    url, page = shown(client, with_last_year, file_of("Provköping", rows=MONTHS + LAST_YEAR))
    assert [heading for heading in page.texts("h2") if "förra året" in heading] == [
        "Utfall samma period förra året", "Bokslut förra året"]  # fmt: skip
    assert confirm(client, url, page).status_code == 302
    assert last_year(with_last_year) == (Decimal(80), Decimal(140))
    accounts = client.get(reverse("line_accounts", args=[with_last_year.slug, "personal"])).content.decode()
    assert "Bokslut förra året per konto" in accounts


def test_a_file_of_yearly_sums_gives_the_closing_accounts(client: Client, with_last_year: Report) -> None:
    rows = MONTHS + "#RAR -1 20220101 20221231\r\n#RES -1 5010 140\r\n"
    confirm(client, *shown(client, with_last_year, file_of("Provköping", rows=rows)))
    assert last_year(with_last_year) == (None, Decimal(140))


def test_last_years_figures_that_stand_there_are_asked_about(client: Client, with_last_year: Report) -> None:
    BudgetLine.objects.update(result_last_year=Decimal(139))
    assert doubts(client, with_last_year, file_of("Provköping", rows=MONTHS + LAST_YEAR)) == [
        "Bokslut förra året: 1 uppgift som redan finns i rapporten ändras."
    ]


def test_without_such_columns_nothing_is_said_of_last_year(client: Client, report: Report) -> None:
    _, page = shown(client, report, file_of("Provby", rows=MONTHS + LAST_YEAR))
    assert [heading for heading in page.texts("h2") if "förra året" in heading] == []


def test_an_organisation_is_remembered_once(report: Report) -> None:
    facts = {"committee": report.committee, "number": "2120001111", "name": "Provby"}
    LedgerOwner.objects.create(**facts)
    with pytest.raises(ValidationError, match="Nämnden har redan den organisationen"):
        LedgerOwner(**facts).validate_constraints()
