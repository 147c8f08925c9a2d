"""The typed cells of an entry that can't be saved now, by field name: errors, new rows not ready, conflicts."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from reporting.entry.forms import ONESELF, SOMEONE_ELSE, CellForm
from reporting.entry.section_entry import SectionEntry, row_forms
from reporting.models import User
from reporting.models.journal import CellKey


def unsaved_cells(
    entry: SectionEntry, *, by: User, own_cells: set[CellKey]
) -> tuple[dict[str, str], dict[str, str], dict[str, dict[str, str]]]:
    """Errors, what new rows still wait for, and conflicts.

    ``own_cells``: those the same batch has saved before. A later change of one is no conflict.
    """
    errors = errors_of(entry)
    conflicts = dict(_conflicts(entry, by=by, own_cells=own_cells))
    for name in set(names_in_conflict(entry)) - set(conflicts):
        del errors[name]
    waiting, held_back = _held_back(entry)
    return errors | held_back, waiting, conflicts


def errors_of(entry: SectionEntry) -> dict[str, str]:
    """Except untyped fields of a new row."""
    entry.is_valid()
    return {
        form.add_prefix(name): " ".join(str(error) for error in errors)
        for form in row_forms(entry)
        for name, errors in form.errors.items()
        if name in form.fields and not (is_new(form) and name not in form.changed_data)
    }


def _held_back(entry: SectionEntry) -> tuple[dict[str, str], dict[str, str]]:
    """All typed cells of rows with a fault in an untyped cell or between cells, such as a verdict without its
    reason: which typed cell causes it is not known. And of new rows with a fault in what they can't be without.

    First those of new rows, which are only incomplete; then those of saved rows, where it is an error.
    """
    waiting: dict[str, str] = {}
    held_back: dict[str, str] = {}
    for form in row_forms(entry):
        if fault := _fault_elsewhere(form):
            names = [form.add_prefix(name) for name in form.changed_data if name not in form.errors]
            if is_new(form):
                waiting |= dict.fromkeys(names, f"{getattr(form, 'row_name', 'Ny rad')}. {fault}")
            else:
                held_back |= dict.fromkeys(names, f"Sparas inte ännu. {fault}")
    return waiting, held_back


def is_new(form: CellForm) -> bool:
    return not form.was_saved and form.instance.pk is None


def _fault_elsewhere(form: CellForm) -> str:
    """The first fault of an untyped cell or of the whole row, or "". Not that of a deleted row."""
    for name, errors in form.errors.items():
        is_typed = name in (*form.changed_data, "id")
        if name in form.fields and (not is_typed or (is_new(form) and form.fields[name].required)):
            return f"{form.fields[name].label}: {errors[0]}"
        if name not in form.fields:
            return str(errors[0])
    return ""


def names_in_conflict(entry: SectionEntry) -> list[str]:
    return [form.add_prefix(name) for form in row_forms(entry) for name in form.conflicts]


def _conflicts(
    entry: SectionEntry, *, by: User, own_cells: set[CellKey]
) -> Iterator[tuple[str, dict[str, str]]]:
    """The value saved meanwhile, and a question in words: by whom, when, and what was typed instead."""
    for form in row_forms(entry):
        for name, theirs in form.conflicts.items():
            if form.cell_key(name) not in own_cells:
                question = form.conflict_words.get(name) or _question(form, name, by)
                yield form.add_prefix(name), {"theirs": theirs, "said": question}


def _question(form: CellForm, name: str, by: User) -> str:
    typed, last = str(form[name].data or ""), form.last_entry(name)
    theirs, mine = (
        form.as_read(name, *both) for both in ((form.conflicts[name], typed), (typed, form.conflicts[name]))
    )
    who = SOMEONE_ELSE if last is None or last.by is None else last.by.display_name()
    if last is not None and last.by == by:
        who = ONESELF
    at = f" {timezone.localtime(last.at):%H:%M}" if last else ""
    return (
        f"{who} {f'sparade {theirs} här' if theirs else 'tömde fältet'}{at} "
        f"medan du {f'skrev {mine}' if mine else 'tömde det'}. Vilket ska gälla? "
    )
