"""What a report says, and what belongs to its own way: every model with a ``report``."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from django.apps import apps
from django.db import models

from reporting.models.access import TemporaryAccess
from reporting.models.assignment import DoneMark, SectionAssignment
from reporting.models.comment import Comment
from reporting.models.frozen import AdoptedDocument, AdoptedFile, HandedInDocument
from reporting.models.hand_in import HandInAnswer
from reporting.models.imported_file import ImportedFile
from reporting.models.journal import JournalEntry, JournalHead
from reporting.models.question import Note, Question
from reporting.models.report import PublishedText, Report
from reporting.models.steps import ReturnAnswer, StatusChange

# What belongs to one report's own way, not to what it says: neither copied into a correction nor locked.
OF_ITS_WAY: tuple[type[models.Model], ...] = (
    *(StatusChange, JournalEntry, JournalHead, HandedInDocument, AdoptedDocument, AdoptedFile, PublishedText),
    *(ImportedFile, Question, Note, TemporaryAccess, SectionAssignment, DoneMark),
    *(ReturnAnswer, HandInAnswer, Comment),
)


@cache
def carried_models() -> tuple[type[models.Model], ...]:
    """Those that say what a report says: copied into its correction, locked when it is handed in. A row's parents
    before it."""
    waiting = [model for model in apps.get_models() if _is_carried(model)]
    ordered: list[type[models.Model]] = []
    while waiting:
        ready = [model for model in waiting if not set(_parents(model)) & set(waiting)]
        assert ready, f"rows that are each other's parents: {waiting}"
        ordered += ready
        waiting = [model for model in waiting if model not in ready]
    return tuple(ordered)


def _is_carried(model: type[models.Model]) -> bool:
    fields = {field.name: field.related_model for field in model._meta.concrete_fields}
    return fields.get("report") is Report and model not in OF_ITS_WAY


def _parents(model: type[models.Model]) -> Iterator[type[models.Model]]:
    for field in model._meta.concrete_fields:
        if isinstance(field.related_model, type) and _is_carried(field.related_model):
            yield field.related_model
