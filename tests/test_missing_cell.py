"""A missing figure makes the review call no other figure wrong."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models

from reporting.assembly import assemble
from reporting.journal import triggers
from reporting.management.commands.load_demo import REPORTS
from reporting.models import Report
from reporting.review.engine import review
from reporting.review.findings import Severity
from tests.factories import fresh

pytestmark = pytest.mark.django_db


def field_names(model: type[models.Model]) -> set[str]:
    return {field.name for field in model._meta.get_fields()}


def stored_figures(report: Report) -> Iterator[tuple[Any, str]]:
    """Each figure of the report, with its row."""
    rows = [model for model in apps.get_models() if {"report", "key", "label"} <= field_names(model)]
    for model in rows:
        names = [
            field.name
            for field in model._meta.fields
            if isinstance(field, models.DecimalField) and field.null
        ]
        for row in model._default_manager.filter(report=report):
            yield from ((row, name) for name in names if getattr(row, name) is not None)


def errors(report: Report) -> set[tuple[str, ...]]:
    found = [
        one for one in review(assemble(fresh(report))) if one.code != "levande-siffra"
    ]  # of the cell itself
    return {
        (one.code, one.table, one.row, one.column, one.sentence)
        for one in found
        if one.severity == Severity.ERROR
    }


@pytest.mark.parametrize("slug", REPORTS)
def test_a_missing_figure_makes_no_other_wrong(demo: None, slug: str) -> None:
    triggers.remove_locks(connection)  # one of them is adopted
    report = Report.objects.get(slug=slug)
    before, found = errors(report), {}
    for row, name in stored_figures(report):
        known = getattr(row, name)
        type(row)._default_manager.filter(pk=row.pk).update(**{name: None})
        new = {error for error in errors(report) - before if error[2] != row.key}
        if new:
            found[f"{row.label} without {name}"] = new
        type(row)._default_manager.filter(pk=row.pk).update(**{name: known})
    assert found == {}
