"""Autosave: valid cells are saved, the rest reported, and a repeated batch saves once."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from budgets.models import BudgetLine, LineKind
from goals.models import CouncilGoal, Indicator
from reporting.entry.section_entry import SectionEntry
from reporting.journal.writing import open_journal, save_rows
from reporting.models import JournalEntry, Report, Role, User
from reporting.sections import section_of
from reporting.workflow.writing import administering
from tests.factories import make_report, make_user, section
from tests.patches import autosave, judged, previewed

pytestmark = pytest.mark.django_db

ACTUAL, BUDGET = "ekonomi-0-actual", "ekonomi-0-budget"


@pytest.fixture
def report() -> Report:
    report = make_report(
        section("ekonomi", "budgets.statement", options={"columns": ["budget", "actual"]}),
        convention={"unit": "tkr"},
    )
    BudgetLine.objects.create(
        report=report, key="resor", label="Resor", position=1, budget=100_000, actual=5_000
    )
    open_journal(report)
    return report


@pytest.fixture(autouse=True)
def user(client: Client, report: Report) -> User:
    user = make_user(report.committee, username="eva")
    client.force_login(user)
    return user


def opened(report: Report) -> dict[str, str]:
    """What a browser sends of an untouched page."""
    row = BudgetLine.objects.get(report=report, key="resor")
    held = {"label": "Resor", "kind": "cost", "budget": "100", "actual": "5", "position": "1"}
    return {
        "ekonomi-TOTAL_FORMS": "3",
        "ekonomi-INITIAL_FORMS": "1",
        "ekonomi-0-id": str(row.pk),
        **{f"ekonomi-0-{name}": text for name, text in held.items()},
        **{f"initial-ekonomi-0-{name}": text for name, text in held.items()},
        **{f"{which}ekonomi-{row}-kind": "cost" for row in (1, 2) for which in ("", "initial-")},
    }


def send(client: Client, report: Report, batch: uuid.UUID | None = None, **more: str) -> dict[str, Any]:
    data = opened(report) | {name.replace("_", "-"): text for name, text in more.items()}
    return autosave(client, report, "ekonomi", data, batch=batch)


def colleague_of(report: Report) -> Client:
    colleague = Client()
    colleague.force_login(make_user(report.committee, username="bo"))
    return colleague


def kronor(report: Report) -> tuple[Any, Any]:
    row = BudgetLine.objects.get(report=report, key="resor")
    return row.budget, row.actual


def test_a_cell_is_saved_and_answered_as_it_is_stored(client: Client, report: Report, user: User) -> None:
    answer = send(client, report, ekonomi_0_actual="1 166,5")
    assert (answer["saved"], answer["errors"], answer["conflicts"]) == (True, {}, {})
    assert answer["values"][ACTUAL] == "1\u00a0166,5"
    assert kronor(report) == (100_000, 1_166_500)
    last = JournalEntry.objects.latest("pk")
    assert (last.field, last.new, last.how, last.by) == ("actual", "1166500", "typed", user)


def test_a_bad_cell_is_reported_and_the_other_saved(client: Client, report: Report) -> None:
    answer = send(client, report, ekonomi_0_actual="12 34", ekonomi_0_budget="7")
    assert list(answer["errors"]) == [ACTUAL]
    assert "inte grupperat i tusental" in answer["errors"][ACTUAL]
    assert answer["saved"] is True
    assert kronor(report) == (7_000, 5_000)


def test_a_colleagues_value_is_shown_and_not_overwritten(client: Client, report: Report, user: User) -> None:
    BudgetLine.objects.update(actual=5_000)
    send(colleague_of(report), report, ekonomi_0_actual="6")
    at = f"{timezone.localtime(JournalEntry.objects.latest('pk').at):%H:%M}"
    answer = send(client, report, ekonomi_0_actual="8", ekonomi_0_budget="9")
    assert answer["conflicts"][ACTUAL] == {
        "theirs": "6",
        "said": f"bo sparade ”6” här {at} medan du skrev ”8”. Vilket ska gälla? ",
    }
    assert kronor(report) == (9_000, 6_000)


def test_own_save_in_another_tab_is_not_said_to_be_a_colleagues(client: Client, report: Report) -> None:
    send(client, report, ekonomi_0_actual="6")
    said = send(client, report, ekonomi_0_actual="")["conflicts"][ACTUAL]["said"]
    assert said.startswith("Du själv, kanske i en annan flik, sparade ”6” här ")
    assert said.endswith(" medan du tömde det. Vilket ska gälla? ")


def test_a_choice_is_shown_by_its_name(client: Client, report: Report) -> None:
    line = BudgetLine.objects.get(report=report, key="resor")
    line.kind = LineKind.APPROPRIATION
    with administering(report, by=make_user(report.committee, Role.ADMINISTRATOR, username="bo")) as batch:
        save_rows(batch, [line])
    conflict = send(client, report, ekonomi_0_kind="revenue")["conflicts"]["ekonomi-0-kind"]
    assert "bo sparade ”kommunbidrag” här" in conflict["said"]
    assert "medan du skrev ”intäkt”" in conflict["said"]


def test_pending_own_save_is_not_a_conflict_to_a_preview(client: Client, report: Report) -> None:
    send(client, report, ekonomi_0_actual="6")  # and the answer has not come: the page still says 5
    answer = judged(client, report, "ekonomi", opened(report) | {ACTUAL: "7"})
    assert (answer["errors"], answer["conflicts"]) == ({}, {})
    assert kronor(report) == (100_000, 6_000)


def test_the_same_batch_again_is_answered_and_saved_once(client: Client, report: Report) -> None:
    batch = uuid.uuid4()
    send(client, report, batch, ekonomi_0_actual="6")
    send(client, report, ekonomi_0_actual="7", initial_ekonomi_0_actual="6")
    again = send(client, report, batch, ekonomi_0_actual="6")  # the first answer was lost on the way
    assert (again["saved"], again["conflicts"]) == (True, {})
    assert again["values"][ACTUAL] == "7"
    assert kronor(report) == (100_000, 7_000)
    assert [e.new for e in JournalEntry.objects.filter(field="actual")] == ["5000", "6000", "7000"]


def test_a_resent_batch_reports_its_refusals_again(client: Client, report: Report) -> None:
    send(colleague_of(report), report, ekonomi_0_budget="50")
    batch = uuid.uuid4()
    for _ in range(2):
        answer = send(client, report, batch, ekonomi_0_actual="6", ekonomi_0_budget="60")
        assert (list(answer["errors"]), list(answer["conflicts"])) == ([BUDGET], [BUDGET])
    assert kronor(report) == (50_000, 6_000)


def test_positions_stay_as_shown_when_a_figure_is_saved(client: Client, report: Report) -> None:
    """Or a position typed afterwards would conflict with one the portal itself changed."""
    BudgetLine.objects.update(position=10)
    send(client, report, ekonomi_0_actual="6", ekonomi_0_position="10", initial_ekonomi_0_position="10")
    assert BudgetLine.objects.get().position == 10


def test_what_follows_from_what_is_saved_is_answered(client: Client) -> None:
    """A changed text reparses the target: the page would take that for a colleague's change."""
    report = make_report(section("mal", "goals.goals"))
    goal = CouncilGoal.objects.create(report=report, key="mal", label="Mål", position=1)
    Indicator.objects.create(report=report, key="nki", label="NKI", council_goal=goal, position=1, target="7")
    client.force_login(make_user(report.committee))
    data = SectionEntry(section_of(report, "mal")).as_posted() | {"mal-indikator-0-target": "högst 9 st"}
    answer = autosave(client, report, "mal", data)
    assert answer["followed"] == {
        "mal-indikator-0-target": "högst 9 st",
        "mal-indikator-0-comparison": "at_most",
        "mal-indikator-0-target_value": "9",
        "mal-indikator-0-target_unit": "st",
        "mal-indikator-0-target_confirmed": "True",
        "mal-indikator-0-target_read": "at_most|9||st|",
    }


def test_places_and_removals_wait_for_the_button(client: Client, report: Report) -> None:
    send(client, report, ekonomi_0_DELETE="on", ekonomi_0_position="9", ekonomi_0_label="")
    assert [(row.label, row.position) for row in BudgetLine.objects.all()] == [("Resor", 1)]
    assert JournalEntry.objects.filter(how="typed").count() == 0


def test_a_new_row_is_saved_once_and_is_from_then_on_a_saved_row(client: Client, report: Report) -> None:
    batch = uuid.uuid4()
    typed = {"ekonomi_1_label": "Hyra", "ekonomi_1_actual": "3"}
    answer = send(client, report, batch, **typed)
    row = BudgetLine.objects.get(label="Hyra")
    assert (row.key, row.actual, row.position) == ("hyra", 3_000, 2)
    assert (answer["saved"], answer["rows"]) == (True, {"ekonomi-1-id": str(row.pk)})
    assert (answer["values"]["ekonomi-1-actual"], answer["values"]["ekonomi-1-position"]) == ("3", "2")
    assert send(client, report, batch, **typed)["rows"] == answer["rows"]  # when the first answer was lost

    stored = {
        f"initial_ekonomi_1_{name}": answer["values"][f"ekonomi-1-{name}"] for name in ("label", "actual")
    }
    again = send(client, report, ekonomi_1_id=str(row.pk), **typed | stored | {"ekonomi_1_actual": "4"})
    assert (again["saved"], again["errors"], again["conflicts"], again["rows"]) == (True, {}, {}, {})
    assert [(line.label, line.actual) for line in BudgetLine.objects.all()] == [
        ("Resor", 5_000),
        ("Hyra", 4_000),
    ]


def test_two_new_rows_of_one_name_get_separate_ids_when_resent(client: Client, report: Report) -> None:
    batch = uuid.uuid4()
    typed: dict[str, str] = {}
    for number, actual in ((1, "3"), (2, "4")):
        typed |= {f"ekonomi_{number}_label": "Hyra", f"ekonomi_{number}_actual": actual}
    answers = [send(client, report, batch, **typed) for _ in range(2)]
    third, fourth = (str(BudgetLine.objects.get(actual=actual).pk) for actual in (3_000, 4_000))
    for answer in answers:
        assert answer["rows"] == {"ekonomi-1-id": third, "ekonomi-2-id": fourth}


def test_a_new_row_without_a_name_waits_and_says_for_what(client: Client, report: Report) -> None:
    answer = send(client, report, ekonomi_1_actual="3", ekonomi_0_actual="6")
    assert (answer["saved"], answer["errors"], answer["rows"]) == (True, {}, {})
    assert list(answer["waiting"]) == ["ekonomi-1-actual"]
    assert answer["waiting"]["ekonomi-1-actual"].startswith("Budgetrad, ny rad 1. Post: ")
    assert [(row.label, row.actual) for row in BudgetLine.objects.all()] == [("Resor", 6_000)]


def test_a_new_row_is_saved_without_its_bad_cell(client: Client, report: Report) -> None:
    answer = send(client, report, ekonomi_1_label="Hyra", ekonomi_1_actual="12 34", ekonomi_1_budget="7")
    assert list(answer["errors"]) == ["ekonomi-1-actual"]
    row = BudgetLine.objects.get(label="Hyra")
    assert (row.budget, row.actual) == (7_000, None)
    assert answer["rows"] == {"ekonomi-1-id": str(row.pk)}


def test_a_deleted_row_is_reported(client: Client, report: Report) -> None:
    """The rest is saved."""
    data = opened(report)
    BudgetLine.objects.all().delete()
    other = BudgetLine.objects.create(report=report, key="hyra", label="Hyra", position=2)
    held = {"label": "Hyra", "kind": "cost", "position": "2", "actual": ""}
    data |= {f"ekonomi-1-{name}": text for name, text in held.items()}
    data |= {f"initial-ekonomi-1-{name}": text for name, text in held.items()}
    data |= {
        "ekonomi-1-id": str(other.pk),
        "ekonomi-INITIAL_FORMS": "2",
        "ekonomi-1-actual": "4",
        ACTUAL: "6",
    }
    answer = autosave(client, report, "ekonomi", data)
    assert (answer["saved"], list(answer["errors"])) == (True, ["ekonomi-0-id"])
    assert "kan ha tagit bort den medan du skrev" in answer["errors"]["ekonomi-0-id"]
    assert [(row.label, row.actual) for row in BudgetLine.objects.all()] == [("Hyra", 4_000)]


def test_a_deleted_row_is_shown_in_the_preview(client: Client, report: Report) -> None:
    data = opened(report) | {ACTUAL: "6"}
    BudgetLine.objects.all().delete()
    page = previewed(client, report, "ekonomi", data)
    assert [text.partition(".")[0] for text in page.texts("li")][:1] == [
        "Budgetrad, borttagen rad: Raden finns inte i rapporten"
    ]


def test_judging_saves_nothing(client: Client, report: Report) -> None:
    answer = judged(client, report, "ekonomi", opened(report) | {ACTUAL: "1e5", BUDGET: "8"})
    assert list(answer["errors"]) == [ACTUAL]
    assert kronor(report) == (100_000, 5_000)


def test_an_equal_stored_value_is_no_conflict_however_written(client: Client, report: Report) -> None:
    """The button may be pressed while the same figure is being saved: "1200" equals the stored "1 200"."""
    send(client, report, ekonomi_0_actual="1200")
    answer = send(client, report, ekonomi_0_actual="1200,0")
    assert (answer["saved"], answer["errors"], answer["conflicts"]) == (True, {}, {})
    answer = send(client, report, ekonomi_0_actual="1201")
    assert answer["conflicts"][ACTUAL]["theirs"] == "1\u00a0200"
    assert kronor(report) == (100_000, 1_200_000)
