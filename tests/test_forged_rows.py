"""Pages sent with forged row names, in every grid of every demo report: refused, or taken as new rows.

No saved row is doubled or silently ignored.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from reporting.entry.section_entry import SectionEntry, formsets_of
from reporting.models import Membership, Report, Role, User
from reporting.sections import section_of, sections_of
from tests.factories import PASSWORD, fresh
from tests.patches import autosave, judged, print_of

pytestmark = pytest.mark.django_db

Posted = dict[str, str]
WITH_EVERY_KIND = (
    "sydnarke-2024-04-delarsrapport",
    "sydnarke-2020-12-internkontroll",
    "herrljunga-2023-08-delarsrapport",
)
GONE = "Raden finns inte i rapporten."
NAMELESS = "Det framgår inte vilken rad det här är. Läs in sidan på nytt."


@pytest.fixture
def person(client: Client, demo: None) -> Client:
    user = User.objects.create_user(username="den-som-provar", password=PASSWORD)
    for report in Report.objects.all():
        Membership.objects.get_or_create(user=user, committee=report.committee, role=Role.CONTROLLER)
    client.force_login(user)
    return client


def as_if_new(data: Posted, prefix: str) -> Posted:
    """All rows sent as new, with their ids."""
    return data | {f"{prefix}-INITIAL_FORMS": "0"}


def one_twice(data: Posted, prefix: str) -> Posted:
    """The second row claims to be the first."""
    return data | {f"{prefix}-1-id": data[f"{prefix}-0-id"]}


def without_id(data: Posted, prefix: str) -> Posted:
    """The first row without its id."""
    return data | {f"{prefix}-0-id": ""}


def of_another(data: Posted, prefix: str) -> Posted:
    return data | {f"{prefix}-0-id": "999999999"}


def taken_away_and_kept(data: Posted, prefix: str) -> Posted:
    return one_twice(data, prefix) | {f"{prefix}-0-DELETE": "on"}


def grids(report: Report) -> list[tuple[str, Any]]:
    """Each grid with at least two rows: its section's key and the formset."""
    return [
        (section.key, formset)
        for section in sections_of(fresh(report))
        for formset in formsets_of(section.form())
        if len(formset.initial_forms) > 1
    ]


def posted(report: Report, key: str) -> Posted:
    """What a browser sends of a page opened now."""
    return print_of(report) | SectionEntry(section_of(fresh(report), key)).as_posted()


def renamed(data: Posted, formset: Any) -> Posted:
    """With each row's name changed, so that each has something to save."""
    names = [f"{formset.prefix}-{number}-label" for number in range(len(formset.initial_forms))]
    return data | {name: f"{data[name]} igen" for name in names}


@pytest.mark.parametrize("slug", WITH_EVERY_KIND)
@pytest.mark.parametrize(
    ("forge", "told"),
    [
        (one_twice, GONE),
        (without_id, NAMELESS),
        (of_another, GONE),
        (taken_away_and_kept, GONE),
    ],
)
def test_a_page_with_its_rows_named_otherwise_is_refused(
    person: Client, slug: str, forge: Callable[[Posted, str], Posted], told: str
) -> None:
    report = Report.objects.get(slug=slug)
    for key, formset in grids(report):
        data = posted(report, key)
        before = list(formset.model.objects.filter(report=report).values())

        response = person.post(
            reverse("section_edit", args=[slug, key]), forge(renamed(data, formset), formset.prefix)
        )

        assert (key, formset.prefix, response.status_code) == (key, formset.prefix, 422)
        assert told in response.content.decode()
        assert list(formset.model.objects.filter(report=report).values()) == before


def test_a_row_sent_as_new_with_its_id_is_the_saved_row(person: Client) -> None:
    """As an autosaved row does; also when a forged page claims it of all."""
    report = Report.objects.get(slug=WITH_EVERY_KIND[0])
    for key, formset in grids(report):
        data = renamed(posted(report, key), formset)
        rows = formset.model.objects.filter(report=report)
        before = set(rows.values_list("pk", flat=True))
        response = person.post(
            reverse("section_edit", args=[report.slug, key]), as_if_new(data, formset.prefix)
        )
        assert (key, response.status_code) == (key, 302)
        assert set(rows.values_list("pk", flat=True)) == before
        assert all(row.label.endswith(" igen") for row in rows)


@pytest.mark.parametrize("slug", [*WITH_EVERY_KIND, "ludvika-2022-08-rapportering"])
def test_a_deleted_row_is_ticked_away_as_the_page_says(person: Client, slug: str) -> None:
    report = Report.objects.get(slug=slug)
    for key, formset in grids(report):
        url = reverse("section_edit", args=[slug, key])
        data = of_another(posted(report, key), formset.prefix)
        data |= {f"{formset.prefix}-0-DELETE": "on"}
        assert person.post(url, data | {f"{formset.prefix}-1-label": ""}).status_code == 422
        autosave(person, report, key, data)
        assert person.post(url, data).status_code == 302


@pytest.mark.parametrize("looks", [True, False])
@pytest.mark.parametrize("forge", [as_if_new, one_twice, without_id, of_another, taken_away_and_kept])
def test_a_forged_row_stops_no_preview_and_no_autosave(
    person: Client, looks: bool, forge: Callable[[Posted, str], Posted]
) -> None:
    report = Report.objects.get(slug=WITH_EVERY_KIND[0])
    for key, formset in grids(report):
        data = forge(renamed(posted(report, key), formset), formset.prefix)
        rows = formset.model.objects.filter(report=report)
        count = rows.count()
        (judged if looks else autosave)(person, report, key, data)
        assert rows.count() == count


def test_saved_rows_sent_without_ids_are_new_only_where_typed_in(
    person: Client,
) -> None:
    report = Report.objects.get(slug=WITH_EVERY_KIND[0])
    for key, formset in grids(report):
        data = as_if_new(posted(report, key), formset.prefix)
        data |= {f"{formset.prefix}-{number}-id": "" for number in range(len(formset.initial_forms))}
        before = formset.model.objects.filter(report=report).count()
        assert person.post(reverse("section_edit", args=[report.slug, key]), data).status_code == 302
        assert formset.model.objects.filter(report=report).count() == before
