"""After a patch, answer and cache equal those of the whole report read again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from reporting.assembly import assemble
from reporting.entry.answer import Shown
from reporting.entry.kept import surroundings
from reporting.entry.section_entry import SectionEntry, formsets_of
from reporting.models import Report
from reporting.models.choices import Status
from reporting.sections import section_of
from tests import patches
from tests.factories import fresh, make_user

pytestmark = pytest.mark.django_db

WAITING = ("id", "position", "DELETE")  # for the button


def another(form: Any, name: str, was: str) -> str:
    """Another valid text for the field."""
    choices = [
        str(value) for value, _ in getattr(form.fields[name], "choices", ()) if str(value) not in ("", was)
    ]
    return choices[-1] if choices else f"{was}1"


def changes_in(section: Any) -> Iterator[tuple[str, str]]:
    """Of each grid the middle row: its first field, its last, and its first choice."""
    for formset in formsets_of(section.form()):
        rows = formset.initial_forms
        for form in rows[len(rows) // 2 :][:1]:
            names = [name for name in form.fields if name not in WAITING]
            chosen = [name for name in names if getattr(form.fields[name], "choices", ())]
            for name in dict.fromkeys([names[0], *chosen[:1], names[-1]]):
                was = form.as_posted().get(form.add_prefix(name), "")
                yield form.add_prefix(name), another(form, name, was)


def drafts() -> list[Report]:
    Report.objects.exclude(status=Status.ADOPTED).update(status=Status.DRAFT)
    return list(Report.objects.with_context().filter(status=Status.DRAFT))


def test_each_kind_of_section(client: Client, demo: None) -> None:
    differing = []
    for report in drafts():
        client.force_login(make_user(report.committee))
        for spec in report.template.specs:
            for name, text in changes_in(section_of(fresh(report), spec.key)):
                posted = SectionEntry(section_of(fresh(report), spec.key)).as_posted()
                answer = patches.autosave(client, report, spec.key, posted | {name: text})
                now = fresh(report)
                whole = Shown(SectionEntry(section_of(now, spec.key)), surroundings(now))
                if not answer["errors"] and whole.tables_html not in answer["html"]:
                    differing.append((report.slug, name, "shown"))
                if whole.stored_document != assemble(fresh(report)):
                    differing.append((report.slug, name, "kept"))
    assert differing == []
