"""From report to document: numbering, and that what is adopted never changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import ProtectedError

from reporting.assembly import Edition, document_of
from reporting.document.blocks import Heading, Prose
from reporting.document.document import Document
from reporting.document.json_writing import digest, to_json
from reporting.journal import triggers as journal_guards
from reporting.models import AdoptedDocument, Report, Role
from reporting.models.choices import Status
from reporting.permissions import LEADS_TO, Action, may
from reporting.sections import TextSection, registry
from tests.factories import fresh, make_report, make_user, section, take
from tests.worlds import World, made_by

pytestmark = pytest.mark.django_db


class HeadingsSection(TextSection):
    """A chapter whose blocks have headings, as goals have."""

    kind = "headings"
    name = "Rubriker"

    def blocks(self) -> list[Any]:
        return [
            Heading(text="Första", is_numbered=True),
            Heading(text="Onumrerad"),
            Heading(text="Andra", is_numbered=True),
        ]


@pytest.fixture
def _headings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(registry(), "headings", HeadingsSection)


def numbers(document: Document) -> list[str]:
    return [part.number for part in document.sections]


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([1, 2, 2, 3, 1], ["1", "1.1", "1.2", "1.2.1", "2"]),
        ([1, 1, 2, 2, 3, 1], ["1", "2", "2.1", "2.2", "2.2.1", "3"]),
        ([1, 2, 3, 2, 3, 1, 2], ["1", "1.1", "1.1.1", "1.2", "1.2.1", "2", "2.1"]),
    ],
)
def test_numbering(levels: list[int], expected: list[str]) -> None:
    report = make_report(*(section(f"del-{place}", level=level) for place, level in enumerate(levels)))
    assert numbers(document_of(fresh(report))) == expected


def test_unnumbered_sections_take_no_number() -> None:
    report = make_report(
        section("sammanfattning", is_numbered=False), section("inledning"), section("mal"),
        section("bilaga", is_numbered=False), section("ekonomi"),
    )  # fmt: skip
    assert numbers(document_of(fresh(report))) == ["", "1", "2", "", "3"]


@pytest.mark.usefixtures("_headings")
def test_headings_inside_a_section_are_numbered_below_it() -> None:
    report = make_report(section("inledning"), section("mal", "headings"), section("beslut", level=2))
    document = document_of(fresh(report))
    headings = [block for block in document.sections[1].blocks if isinstance(block, Heading)]
    assert [(h.number, h.text) for h in headings] == [("2.1", "Första"), ("", "Onumrerad"), ("2.2", "Andra")]
    assert numbers(document) == ["1", "2", "2.3"]


def test_text_comes_before_the_blocks_and_only_if_there_is_one() -> None:
    report = make_report(section("a", has_prose=True), section("b", has_prose=True), section("c"))
    for key, markdown in [("a", "Text."), ("b", " \n"), ("c", "Hör inte hit.")]:
        report.texts.create(section_key=key, markdown=markdown)
    blocks = [part.blocks for part in document_of(fresh(report)).sections]
    assert blocks == [(Prose(markdown="Text."),), (), ()]


def test_document_says_what_it_is() -> None:
    report = make_report()
    committee = report.committee
    committee.members.create(name="Örebro", slug="orebro")
    committee.members.create(name="Askersund", slug="askersund")
    document = document_of(fresh(report))
    assert (document.slug, document.title, document.kind) == (report.slug, "Delårsrapport", "Delårsrapport")
    assert (document.municipality, document.committee) == (committee.municipality.name, committee.name)
    assert document.members == ("Askersund", "Örebro")
    assert (document.year, document.status, document.status_label, document.unit) == (
        2023,
        "draft",
        "utkast",
        "tkr",
    )
    assert document.changed_at == report.changed_at


def test_same_rows_give_the_same_digest() -> None:
    report = make_report()
    assert Edition(fresh(report)).digest == Edition(fresh(report)).digest


# What is adopted


def make_adopted() -> None:
    report = make_report(section("inledning", has_prose=True))
    report.texts.create(section_key="inledning", markdown="Så blev det.")
    way = {Action.HAND_IN: Role.CONTROLLER, Action.APPROVE: Role.APPROVER, Action.ADOPT: Role.ADMINISTRATOR}
    for action, role in way.items():
        take(fresh(report), action, by=make_user(report.committee, role))


@pytest.fixture(scope="module")
def adopted_world(django_db_setup: None, django_db_blocker: Any) -> World:
    with django_db_blocker.unblock():
        return made_by(make_adopted)


@pytest.fixture
def adopted(adopted_world: World) -> Report:
    adopted_world.enter()
    return Report.objects.with_context().get()


def test_adopted_report_says_so_in_its_document(adopted: Report) -> None:
    document = document_of(adopted)
    assert (document.status, document.status_label) == (Status.ADOPTED, "fastställd")
    assert document.sections[0].blocks == (Prose(markdown="Så blev det."),)


def test_digest_is_the_sha256_of_the_stored_text(adopted: Report) -> None:
    stored = adopted.adopted_document
    assert stored.sha256 == digest(stored.content) == digest(to_json(document_of(adopted)))
    assert Edition(adopted).digest == stored.sha256


def test_adopted_report_stays_when_rows_change(adopted: Report) -> None:
    before = document_of(adopted)
    journal_guards.remove_locks(connection)  # another program's write
    adopted.texts.update(markdown="Omskrivet.")
    Report.objects.filter(pk=adopted.pk).update(title="Omdöpt", dated="2030-01-01")
    adopted.committee.members.create(name="Ny kommun", slug="ny")
    type(adopted.committee).objects.update(name="Omdöpt nämnd")
    adopted.template.convention = {"unit": "kr"}
    type(adopted.template).objects.update(convention={"unit": "kr"}, sections=[])
    assert document_of(fresh(adopted)) == before


def test_adopted_document_is_read_in_one_query(adopted: Report, django_assert_num_queries: Any) -> None:
    report = fresh(adopted)
    with django_assert_num_queries(1):
        document_of(report)


def tamper(sql: str) -> None:
    journal_guards.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(sql)
    journal_guards.install(connection)


def test_tampered_content_is_detected(adopted: Report) -> None:
    tamper(
        "UPDATE reporting_adopteddocument SET content = REPLACE(content, 'Så blev det.', 'Så blev det inte.')"
    )
    with pytest.raises(ValueError, match="stämmer inte med sin kontrollsumma"):
        document_of(fresh(adopted))


def test_tampered_digest_is_detected(adopted: Report) -> None:
    tamper("UPDATE reporting_adopteddocument SET sha256 = REPLACE(sha256, SUBSTR(sha256, 1, 4), 'abcd')")
    with pytest.raises(ValueError, match="stämmer inte med sin kontrollsumma"):
        document_of(fresh(adopted))


CHANGES: dict[str, Callable[[AdoptedDocument], Any]] = {
    "save": lambda document: document.save(),
    "delete": lambda document: document.delete(),
    "update": lambda document: AdoptedDocument.objects.filter(pk=document.pk).update(content="{}"),
    "delete all": lambda document: AdoptedDocument.objects.all().delete(),
    "bulk update": lambda document: AdoptedDocument.objects.bulk_update([document], ["content"]),
}


@pytest.mark.parametrize("way", CHANGES)
def test_adopted_document_can_not_be_changed_or_taken_away(adopted: Report, way: str) -> None:
    before = AdoptedDocument.objects.values().get()
    with pytest.raises(ValidationError, match="En fastställd handling ändras aldrig"), transaction.atomic():
        CHANGES[way](AdoptedDocument.objects.get())
    assert AdoptedDocument.objects.values().get() == before


def test_adopted_report_can_not_be_deleted(adopted: Report) -> None:
    with pytest.raises(ProtectedError):
        adopted.delete()
    assert Report.objects.count() == 1


@pytest.mark.parametrize("action", [*LEADS_TO, Action.WRITE])
def test_nothing_leads_from_adopted(adopted: Report, action: Action) -> None:
    everyone = [make_user(adopted.committee, role) for role in Role.values]
    assert not any(may(user, action, adopted) for user in everyone)
