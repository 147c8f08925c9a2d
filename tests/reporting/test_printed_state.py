"""What a section prints follows from what ``progress`` looks at: nothing else in the database changes it unseen."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.cache import caches
from django.db import connection, transaction

from reporting.assembly import assemble, read_report
from reporting.document.printed import printed_sections
from reporting.journal import triggers
from reporting.models import Report
from reporting.models.carried import carried_models
from tests.reporting.test_kept_pages import DRAFT, additions_to, changes_of, first_of

pytestmark = pytest.mark.django_db

# A save of the rows that sections show changes the report's changed_at, and so does every change named here: of the
# period by change_facts, of the rapportmall by a new version, of the report before it by its own.
SEEN = {
    *("ReportingPeriod kind", "ReportTemplate sections", "ReportTemplate convention"),
    *("Report period", "Report previous"),
}


def printed(pk: int) -> dict[str, str]:
    caches["blocks"].clear()
    return {key: section.digest for key, section in printed_sections(assemble(read_report(pk))).items()}


def test_nothing_else_changes_what_sections_print(demo: None) -> None:
    triggers.remove_locks(connection)
    pk = Report.objects.get(slug=DRAFT).pk
    before, seen = printed(pk), set()
    outside = [model for model in apps.get_models() if model not in carried_models()]
    for model in outside:
        if model._meta.app_label not in ("reporting", "budgets", "goals", "internal_control"):
            continue
        fields = {
            field.name: changes_of(field) for field in model._meta.concrete_fields if not field.primary_key
        }
        for name, ways in (fields | {"+": additions_to(model)}).items():
            with transaction.atomic(), first_of(ways, model) as is_changed:
                if is_changed and printed(pk) != before:
                    seen.add(f"{model.__name__} {name}")
    assert seen == SEEN
