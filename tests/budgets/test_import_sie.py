"""Importing a SIE file: preview, all or nothing, again, and down to the accounts."""

from __future__ import annotations

import hashlib
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from budgets.models import AccountRule, BudgetLine, LedgerAmount, LineKind
from reporting.imports import uploaded_file
from reporting.imports.separate_process import read_in_own_process
from reporting.models import ImportedFile, Report, Role
from tests.budgets.published import statement
from tests.budgets.test_sie import sie
from tests.factories import make_committee, make_municipality, make_report, make_user
from tests.html import Page

pytestmark = pytest.mark.django_db

LEDGER = (
    '#KONTO 3010 "Avgifter"\r\n#KONTO 5010 "Löner"\r\n'
    "#RES 0 3010 -500\r\n#RES 0 5010 300\r\n#RES 0 6110 20.50\r\n#RES 0 9999 7\r\n"
    "#PSALDO 0 202301 3010 {} -500\r\n#PSALDO 0 202307 5010 {} 100\r\n#PSALDO 0 202308 5010 {} 200\r\n"
    "#PSALDO 0 202302 6110 {} 20.50\r\n#PSALDO 0 202302 9999 {} 7\r\n"
)


@pytest.fixture
def report() -> Report:
    report = make_report(statement(), committee=make_committee(municipality=make_municipality("Provby")))
    rows = [("intakter", LineKind.REVENUE), ("personal", LineKind.COST), ("ovrigt", LineKind.COST)]
    for place, (key, kind) in enumerate(rows, start=1):
        BudgetLine.objects.create(report=report, key=key, label=key.capitalize(), kind=kind, position=place)
    return report


@pytest.fixture(autouse=True)
def _rules_and_person(client: Client, report: Report) -> None:
    for prefix, key in (("3", "intakter"), ("5", "personal"), ("6", "ovrigt")):
        AccountRule.objects.create(committee=report.committee, prefix=prefix, line_key=key)
    client.force_login(make_user(report.committee))


def send(client: Client, report: Report, content: bytes, name: str = "bok.se") -> HttpResponse:
    url = reverse("import_start", args=[report.slug])
    answer: Any = client.post(url, {"file": SimpleUploadedFile(name, content)})
    return answer


def shown(client: Client, report: Report, content: bytes, name: str = "bok.se") -> tuple[str, Page]:
    """The preview's address and page."""
    url = send(client, report, content, name)["Location"]
    return url, Page(client.get(url).content)


def confirm(client: Client, url: str, page: Page) -> HttpResponse:
    """Confirm every doubt of the preview."""
    doubts = {"yes": "ja"} if "yes" in page.values() else {}
    answer: Any = client.post(url, {"seen": page.values()["seen"]} | doubts)
    return answer


def actuals(report: Report) -> dict[str, Decimal | None]:
    return dict(BudgetLine.objects.filter(report=report).values_list("key", "actual"))


def test_preview_shows_all_and_saves_nothing(client: Client, report: Report) -> None:
    _, page = shown(client, report, sie(LEDGER))
    rows = [element.text for element in page.all("td", class_="amount")]
    assert rows[:6] == ["saknas", "−500,00", "saknas", "100,00", "saknas", "20,50"]
    assert rows[6:] == ["−379,50", "0,00", "7,00", "−372,50"]
    assert "9999: 7,00" in page.texts("li")
    assert actuals(report) == {"intakter": None, "personal": None, "ovrigt": None}
    assert LedgerAmount.objects.count() == 0


def test_everything_is_imported_and_the_digest_kept(client: Client, report: Report) -> None:
    content = sie(LEDGER)
    answer = confirm(client, *shown(client, report, content))
    assert answer["Location"] == reverse("import_start", args=[report.slug])
    assert actuals(report) == {
        "intakter": Decimal(-500),
        "personal": Decimal(100),
        "ovrigt": Decimal("20.50"),
    }
    file = ImportedFile.objects.get()
    assert (file.digest, bytes(file.content)) == (hashlib.sha256(content).hexdigest(), b"")
    assert file.applied_at is not None


def test_the_same_period_again_replaces(client: Client, report: Report) -> None:
    confirm(client, *shown(client, report, sie(LEDGER)))
    later = sie("#PSALDO 0 202307 5010 {} 150\r\n#PSALDO 0 202301 3010 {} -500\r\n")
    confirm(client, *shown(client, report, later))
    assert actuals(report) == {"intakter": Decimal(-500), "personal": Decimal(150), "ovrigt": Decimal(0)}
    amounts = LedgerAmount.objects.values_list("line_key", "account", "amount")
    assert sorted(amounts) == [("intakter", "3010", Decimal(-500)), ("personal", "5010", Decimal(150))]


def test_a_file_already_imported_is_reported(client: Client, report: Report) -> None:
    confirm(client, *shown(client, report, sie(LEDGER)))
    _, page = shown(client, report, sie(LEDGER))
    assert "Det finns inget att läsa in. Välj en annan fil" in page.texts("p")
    assert page.texts("button") == ["Logga ut"]


def test_figures_that_were_typed_get_their_accounts(client: Client, report: Report) -> None:
    for key, actual in (("intakter", -500), ("personal", 100), ("ovrigt", Decimal("20.5"))):
        BudgetLine.objects.filter(report=report, key=key).update(actual=actual)
    url, page = shown(client, report, sie(LEDGER))
    assert "Inga siffror ändras. Det som läses in är vilka konton de består av." in page.texts("p")
    confirm(client, url, page)
    assert LedgerAmount.objects.filter(report=report).count() == 3


def test_a_line_without_accounts_keeps_what_was_typed(client: Client, report: Report) -> None:
    BudgetLine.objects.filter(key="ovrigt").update(actual=Decimal(77))
    confirm(client, *shown(client, report, sie("#PSALDO 0 202307 5010 {} 150\r\n")))
    assert actuals(report) == {"intakter": None, "personal": Decimal(150), "ovrigt": Decimal(77)}


def test_the_budget_comes_with_it(client: Client, report: Report) -> None:
    confirm(
        client,
        *shown(
            client, report, sie(LEDGER + "#PBUDGET 0 202301 5010 {} 90\r\n#PBUDGET 0 202312 5010 {} 60\r\n")
        ),
    )
    line = BudgetLine.objects.get(key="personal")
    assert (line.budget, line.period_budget) == (Decimal(150), Decimal(90))


def test_changes_since_the_preview_are_shown_again(client: Client, report: Report) -> None:
    url, page = shown(client, report, sie(LEDGER))
    BudgetLine.objects.filter(key="personal").update(actual=Decimal(1))
    answer = confirm(client, url, page)
    assert (answer.status_code, actuals(report)["intakter"]) == (422, None)
    assert confirm(client, url, Page(answer.content)).status_code == 302
    assert actuals(report)["personal"] == Decimal(100)


def test_a_row_that_cannot_be_read_stops_it_all(client: Client, report: Report) -> None:
    url, page = shown(client, report, sie(LEDGER + "#PSALDO 0 202307 5020 {} tio\r\n"))
    assert page.texts("ul", class_="problems") == [
        "Rad 16: #PSALDO: ”tio” är inget belopp; det skrivs som 1234.50 med högst två decimaler. "
        "Ett belopp går förlorat."
    ]
    assert "seen" not in page.values()
    assert client.post(url, {"seen": ""}).status_code == 422
    assert actuals(report) == {"intakter": None, "personal": None, "ovrigt": None}


def test_without_rules_kommun_bas_is_proposed(client: Client, report: Report) -> None:
    AccountRule.objects.all().delete()
    _, page = shown(client, report, sie(LEDGER))
    assert page.texts("p", class_="guidance") == [
        "Nämnden har inga kontoregler än. Här används ett förslag efter Kommun-Bas. "
        "Granska och spara kontoreglerna"
    ]
    url = reverse("ledger_rules", args=[report.slug])
    client.post(url, {"propose": ""})
    assert AccountRule.objects.get(prefix="3").line_key == "intakter"
    assert AccountRule.objects.get(prefix="5").line_key == "personal"


def test_drill_from_a_figure_to_its_accounts(client: Client, report: Report) -> None:
    confirm(client, *shown(client, report, sie(LEDGER)))
    url = reverse("line_accounts", args=[report.slug, "personal"])
    page = Page(client.get(url).content)
    assert page.texts("th", scope="row") == ["5010 Löner", "Summa"]
    assert page.texts("td", class_="amount") == ["100,00", "100,00"]
    BudgetLine.objects.filter(key="personal").update(actual=Decimal(90))
    assert Page(client.get(url).content).texts("p", class_="guidance") == [
        "Uppgiften i rapporten är nu 90,00 kr. Den har ändrats efter inläsningen."
    ]


def rules_data(*rows: tuple[str, str, str, str]) -> dict[str, str]:
    data = {"rules-TOTAL_FORMS": str(len(rows)), "rules-INITIAL_FORMS": "0"}
    for number, values in enumerate(rows):
        for name, value in zip(("prefix", "dimension", "object_prefix", "line_key"), values, strict=True):
            data[f"rules-{number}-{name}"] = value
    return data


@pytest.mark.parametrize(
    ("rows", "error"),
    [
        ([("7", "", "", "personal"), ("7", "", "", "ovrigt")], "Två regler gäller konto 7 . Ta bort den ena."),
        ([("5", "1", "", "personal")], "Ange både dimension och objekt, eller inget av dem."),
        ([("5;", "", "", "personal")], "Skriv början på kontonumret, till exempel 5 eller 601."),
    ],
)  # fmt: skip
def test_rules_that_contradict_are_refused(
    client: Client, report: Report, rows: list[tuple[str, str, str, str]], error: str
) -> None:
    AccountRule.objects.all().delete()
    answer = client.post(reverse("ledger_rules", args=[report.slug]), rules_data(*rows))
    assert (answer.status_code, AccountRule.objects.count()) == (422, 0)
    assert error in Page(answer.content).texts("p")


def opened_rules(client: Client, report: Report) -> dict[str, str]:
    """What the untouched page of rules sends."""
    page = Page(client.get(reverse("ledger_rules", args=[report.slug])).content)
    sent = {name: text for name, text in page.values().items() if not name.endswith("DELETE")}
    select = ""
    for element in page.elements:
        if element.tag == "select":
            select = element.attrs["name"]
            sent.setdefault(select, "")
        elif element.tag == "option" and "selected" in element.attrs:
            sent[select] = element.attrs["value"]
    return sent


def stored_rules() -> list[tuple[str, str]]:
    return list(AccountRule.objects.order_by("prefix").values_list("prefix", "line_key"))


def test_two_people_at_the_same_rules(client: Client, report: Report) -> None:
    AccountRule.objects.all().delete()
    for prefix, line in (("3", "intakter"), ("5", "personal")):
        AccountRule.objects.create(committee=report.committee, prefix=prefix, line_key=line)
    url, mine = reverse("ledger_rules", args=[report.slug]), opened_rules(client, report)
    theirs = mine | {"rules-1-line_key": "ovrigt", "rules-2-prefix": "6", "rules-2-line_key": "ovrigt"}
    assert client.post(url, theirs).status_code == 302
    assert stored_rules() == [("3", "intakter"), ("5", "ovrigt"), ("6", "ovrigt")]

    clash = client.post(url, mine | {"rules-2-prefix": "6", "rules-2-line_key": "personal"})
    assert clash.status_code == 422
    assert "Någon annan har ändrat eller tagit bort regeln" in clash.content.decode()

    mine_again = opened_rules(client, report) | {"rules-3-prefix": "7", "rules-3-line_key": "personal"}
    AccountRule.objects.create(committee=report.committee, prefix="7", line_key="ovrigt")
    clash = client.post(url, mine_again)
    assert "Två regler gäller konto 7 . Ta bort den ena." in Page(clash.content).texts("p")
    assert (clash.status_code, len(stored_rules())) == (422, 4)


def test_an_old_page_does_not_revert_others_changes(client: Client, report: Report) -> None:
    AccountRule.objects.all().delete()
    AccountRule.objects.create(committee=report.committee, prefix="3", line_key="intakter")
    mine = opened_rules(client, report)
    AccountRule.objects.update(line_key="ovrigt")
    url = reverse("ledger_rules", args=[report.slug])
    assert client.post(url, mine | {"rules-1-prefix": "5", "rules-1-line_key": "personal"}).status_code == 302
    assert stored_rules() == [("3", "ovrigt"), ("5", "personal")]


def test_rules_change_places(client: Client, report: Report) -> None:
    AccountRule.objects.all().delete()
    for prefix, line in (("3", "intakter"), ("5", "personal")):
        AccountRule.objects.create(committee=report.committee, prefix=prefix, line_key=line)
    swapped = opened_rules(client, report) | {"rules-0-prefix": "5", "rules-1-prefix": "3"}
    assert client.post(reverse("ledger_rules", args=[report.slug]), swapped).status_code == 302
    assert stored_rules() == [("3", "personal"), ("5", "intakter")]


def test_what_lacks_a_line_needs_a_yes(client: Client, report: Report) -> None:
    url, page = shown(client, report, sie(LEDGER))
    unmapped = "Utfall: 1 konto saknar rad i rapporten och kommer inte med, sammanlagt 7,00 kr."
    assert unmapped in page.texts("li")
    answer = client.post(url, {"seen": page.values()["seen"]})
    again = Page(answer.content)
    assert (answer.status_code, actuals(report)["intakter"]) == (422, None)
    assert again.texts("p", class_="field-error") == [
        "Kryssa i rutan, eller rätta filen och välj den på nytt."
    ]
    assert again.texts("label") == ["Jag har sett det här, och filen ska ändå läsas in"]
    assert client.post(url, {"seen": again.values()["seen"], "yes": "ja"}).status_code == 302
    assert actuals(report)["intakter"] == Decimal(-500)


@pytest.mark.parametrize(
    ("rows", "doubt"),
    [
        ("#RES 0 5010 9\r\n#PSALDO 0 202307 5010 {} 7\r\n",
         "Utfall: 1 konto stämmer inte med filens egna årssummor (#RES, #UB)."),
        ("#RES 0 5010 9\r\n",
         "Filen har bara hela årets saldo (#RES), till och med 2023-12-31, inte per månad. Rapporten gäller till "
         "och med 2023-07-31. En fil av typ 2, 3 eller 4 har saldo per månad."),
        ("#OMFATTN 20230630\r\n#PSALDO 0 202306 5010 {} 7\r\n",
         "Filen omfattar bara till och med 2023-06-30 (#OMFATTN), men rapporten gäller till och med 2023-07-31."),
        ("#PSALDO 0 202306 5010 {} 7\r\n#PSALDO 0 202308 5010 {} 7\r\n",
         "Filen har inget bokfört efter 2023-06, men rapporten gäller till och med 2023-07-31."),
        ("#VER A 1 20230605\r\n{\r\n#TRANS 5010 {} 7\r\n#TRANS 1510 {} -7\r\n}\r\n",
         "Filen har inget bokfört efter 2023-06, men rapporten gäller till och med 2023-07-31."),
        ("#VER A 1 20230705\r\n{\r\n#TRANS 5010 {} 7\r\n}\r\n",
         "Verifikat A 1 på rad 5 går inte jämnt upp: 7 kr skiljer."),
        ("#KSUMMA\r\n#PSALDO 0 202307 5010 {} 7\r\n#KSUMMA 12345\r\n",
         "Filens kontrollsumma (#KSUMMA) stämmer inte med dess innehåll: filen är ändrad efter exporten."),
        ("#KSUMMA\r\n#PSALDO 0 202307 5010 {} 7\r\n",
         "Filens avslutande kontrollsumma (#KSUMMA) saknas: slutet av filen kan ha kommit bort."),
    ],
)  # fmt: skip
def test_what_does_not_agree_needs_a_yes(client: Client, report: Report, rows: str, doubt: str) -> None:
    url, page = shown(client, report, sie(rows))
    assert page.texts("fieldset", class_="doubts") == [
        f"Innan filen läses in {doubt} Jag har sett det här, och filen ska ändå läsas in"
    ]
    assert client.post(url, {"seen": page.values()["seen"]}).status_code == 422


def test_an_agreeing_file_is_imported_without_questions(client: Client, report: Report) -> None:
    url, page = shown(client, report, sie("#RES 0 5010 7\r\n#PSALDO 0 202307 5010 {} 7\r\n"))
    assert "yes" not in page.values()
    assert client.post(url, {"seen": page.values()["seen"]}).status_code == 302


def test_two_dimensions_are_drilled_into(client: Client, report: Report) -> None:
    for dimension, number, key in (("1", "45", "personal"), ("6", "P", "ovrigt")):
        AccountRule.objects.create(
            committee=report.committee, prefix="5", dimension=dimension, object_prefix=number, line_key=key
        )
    AccountRule.objects.filter(dimension="", prefix="5").delete()
    rows = (
        '#VER A 1 20230105\r\n{\r\n#TRANS 5010 {1 "450"} 10\r\n#TRANS 5010 {6 "P1"} 20\r\n'
        "#TRANS 1930 {} -30\r\n}\r\n"
    )
    confirm(client, *shown(client, report, sie(rows)))
    assert actuals(report) == {"intakter": None, "personal": Decimal(10), "ovrigt": Decimal(20)}
    page = Page(client.get(reverse("line_accounts", args=[report.slug, "ovrigt"])).content)
    assert page.texts("td")[:2] == ["6:P1", "20,00"]


def test_rules_are_saved(client: Client, report: Report) -> None:
    AccountRule.objects.all().delete()
    rows = [("5", "1", "45", "personal"), ("5", "", "", "")]
    answer = client.post(reverse("ledger_rules", args=[report.slug]), rules_data(*rows))
    assert answer.status_code == 302
    assert list(AccountRule.objects.values_list("prefix", "dimension", "object_prefix", "line_key")) == [
        ("5", "", "", ""),
        ("5", "1", "45", "personal"),
    ]


@pytest.mark.parametrize("role", [Role.READER, Role.APPROVER])
def test_others_do_not_import(client: Client, report: Report, role: str) -> None:
    client.force_login(make_user(report.committee, role))
    assert send(client, report, sie(LEDGER)).status_code == 403


def test_going_back_to_an_imported_file_says_so(client: Client, report: Report) -> None:
    url, page = shown(client, report, sie(LEDGER))
    confirm(client, url, page)
    for answer in (client.get(url), client.post(url, {"seen": page.values()["seen"]})):
        assert (answer.status_code, answer["Location"]) == (302, reverse("import_start", args=[report.slug]))
    told = Page(client.get(reverse("import_start", args=[report.slug])).content).texts("li", class_="message")
    assert told[-1] == "bok.se är redan inläst. Välj den på nytt för att läsa in den igen."


def test_another_persons_file_is_not_there(client: Client, report: Report) -> None:
    url, _ = shown(client, report, sie(LEDGER))
    client.force_login(make_user(report.committee))
    assert client.get(url).status_code == 404


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("bok.se", b"", "Filen är tom. Spara den igen och välj den på nytt."),
        ("bok.se", b"x" * 5_000_001,
         "Filen är 5,1 MB, och portalen tar emot högst 5 MB. "
         "Ta bort blad och bilder som inte behövs, eller dela upp filen."),
    ],
)  # fmt: skip
def test_uploads_of_a_wrong_size(
    client: Client, report: Report, name: str, content: bytes, error: str
) -> None:
    answer = send(client, report, content, name)
    assert (answer.status_code, Page(answer.content).texts("p", class_="field-error")) == (422, [error])


def test_no_file_at_all(client: Client, report: Report) -> None:
    answer = client.post(reverse("import_start", args=[report.slug]))
    assert Page(answer.content).texts("p", class_="field-error") == ["Välj en fil först."]


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200), st.sampled_from(["a.se", "a.xlsx", "a.csv", "a"]))
def test_any_file_gets_an_answer(client: Client, report: Report, content: bytes, name: str) -> None:
    answer = send(client, report, content, name)
    if answer.status_code == 302:
        answer = client.get(answer["Location"])  # type: ignore[assignment]
    assert answer.status_code in {200, 422}


@pytest.mark.django_db(transaction=True)
def test_a_file_is_read_once_and_before_the_report_is_locked(
    client: Client, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large file takes seconds, during which others must be able to save."""
    locked: list[bool] = []

    def watched(*arguments: Any, person: int) -> Any:
        locked.append(connection.in_atomic_block)
        return read_in_own_process(*arguments, person=person)

    url, page = shown(client, report, sie(LEDGER))
    monkeypatch.setattr(uploaded_file, "read_in_own_process", watched)
    caches["read_files"].clear()
    assert confirm(client, url, page).status_code == 302
    assert locked == [False]
    assert actuals(report)["personal"] == Decimal(100)
