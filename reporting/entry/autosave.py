"""Saving while one types: what can be saved of a section, and what stands in its way. And what is sent twice,
which is saved once.

The lock of each cell is what it held when the page was opened: under the report's row lock a cell is written
only if it still holds that (or already holds what was typed), and its journal entry takes the next version,
which the database gives to one entry alone.
"""

from __future__ import annotations

import uuid
from collections.abc import Container, Iterable, Iterator
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from reporting.entry.forms import ONESELF, SOMEONE_ELSE, CarefulForm
from reporting.entry.section_entry import SectionEntry, careful_forms
from reporting.models import JournalEntry, Report, User
from reporting.models.journal import CellKey
from reporting.sections import Section, section_of
from reporting.workflow.writing import writing

KEPT_FOR_THE_BUTTON = ("position", "DELETE")  # where a row stands, and whether it goes
NOT_WRITTEN = ("csrfmiddlewaretoken", "stay", "next")  # in a form that is sent, but nothing a person wrote


def judge_cells(report: Report, key: str, data: QueryDict) -> dict[str, Any]:
    """What is wrong with what stands in the form, by the fields' names. Nothing is saved."""
    return {"errors": _errors(SectionEntry(section_of(report, key), data))}


def save_cells(
    report: Report, key: str, data: QueryDict, *, by: User, how: str, batch: uuid.UUID
) -> dict[str, Any]:
    """Saves the cells that can be saved; tells of the others, and of what followed from it in other cells. To be
    called once per batch: the same batch again is answered and not saved.

    ``errors``, ``waiting`` (typed in a new row that lacks something, and what), ``conflicts``, ``values`` (what is
    stored) and ``followed`` by the fields' names; ``rows``: the ids of new rows, by the names of their id fields.
    """
    section = section_of(report, key)
    with writing(report, by=by, how=how, batch=batch):
        written = _written_in(report, batch, by=by)
        sent = _without_what_waits(section, data)
        before = _held_now(sent)
        errors, waiting, conflicts = _hindrances(sent, by=by, but_not=written)
        entry = _without(sent, {*errors, *waiting, *_names_in_conflict(sent)})
        is_saved = entry.is_valid()
        if is_saved and not written:
            entry.save()
        elif not is_saved:
            errors |= _errors(entry)
    rows = _stored_rows(entry, SectionEntry(section_of(report, key)), report, batch)
    values = _values_now(rows)
    return {
        "saved": is_saved,
        "at": f"{timezone.localtime():%H:%M}",
        "errors": errors,
        "waiting": waiting,
        "conflicts": conflicts,
        "rows": {form.add_prefix("id"): str(row.instance.pk) for form, row in rows if not form.was_saved},
        "values": values,
        "followed": {name: text for name, text in values.items() if before.get(name, text) != text},
    }


def _hindrances(
    entry: SectionEntry, *, by: User, but_not: set[CellKey]
) -> tuple[dict[str, str], dict[str, str], dict[str, dict[str, str]]]:
    """What stands in the way of saving, by the fields' names: errors, what new rows wait for, conflicts.

    ``but_not``: what the batch itself has saved before. That someone has changed it since is no conflict.
    """
    errors = _errors(entry)
    conflicts = dict(_conflicts(entry, by=by, but_not=but_not))
    for name in set(_names_in_conflict(entry)) - set(conflicts):
        del errors[name]
    waiting, held_back = _held_back(entry)
    return errors | held_back, waiting, conflicts


def batch_of_form(data: QueryDict) -> uuid.UUID:
    """The batch of a form sent with its button: the same for what is sent once more, as with a double click, or
    when the answer was lost and the page is loaded again. A form from a page without its number is always new."""
    try:
        page = uuid.UUID(data.get("page", ""))
    except ValueError:
        return uuid.uuid4()
    written = data.copy()
    for name in NOT_WRITTEN:
        written.pop(name, None)
    return uuid.uuid5(page, written.urlencode())


def is_saved_already(report: Report, batch: uuid.UUID, *, by: User) -> bool:
    """To be asked inside ``writing()``."""
    return bool(_written_in(report, batch, by=by))


def _written_in(report: Report, batch: uuid.UUID, *, by: User) -> set[CellKey]:
    return {entry.cell for entry in JournalEntry.objects.filter(report=report, batch=batch, by=by)}


def _rows(entry: SectionEntry) -> list[CarefulForm]:
    return [form for part in entry.forms() for form in careful_forms(part)]


def _without_what_waits(section: Section, data: QueryDict) -> SectionEntry:
    """What is sent, with places and the rows that are to go as if they had not been touched."""
    entry = SectionEntry(section, data)
    waits = [
        (form, name)
        for form in _rows(entry)
        for name in set(form.fields) - {"id"}
        if name in KEPT_FOR_THE_BUTTON or form.add_prefix("DELETE") in data
    ]
    return _untouched(entry, waits)


def _without(entry: SectionEntry, refused: Container[str]) -> SectionEntry:
    """The same, with the refused cells as if they had not been touched, and without rows that are gone."""
    rows = _rows(entry)
    left_out = [
        (form, name)
        for form in rows
        for name in set(form.fields) - {"id"}
        if form.add_prefix(name) in refused
    ]
    gone = [form.add_prefix("DELETE") for form in rows if "id" in form.errors and "DELETE" in form.fields]
    return _untouched(entry, left_out, gone)


def _untouched(
    entry: SectionEntry, cells: Iterable[tuple[CarefulForm, str]], gone: Iterable[str] = ()
) -> SectionEntry:
    """The same entry with cells as they were when the page was opened; itself when they are. The forms of a long
    table cost too much to be made for nothing while the report is locked."""
    assert isinstance(entry.data, QueryDict)
    data = entry.data.copy()
    for name in gone:
        data[name] = "on"
    for form, name in cells:
        field, held = form.add_prefix(name), data.get(form[name].html_initial_name, "").removeprefix("False")
        if data.get(field, "") == held:
            continue
        data.pop(field, None)
        if held:
            data[field] = held
    return entry if data == entry.data else SectionEntry(entry.section, data)


def _errors(entry: SectionEntry) -> dict[str, str]:
    """By the fields' names. What a new row still lacks is none."""
    entry.is_valid()
    return {
        form.add_prefix(name): " ".join(str(error) for error in errors)
        for form in _rows(entry)
        for name, errors in form.errors.items()
        if name in form.fields and not (_is_new(form) and name not in form.changed_data)
    }


def _held_back(entry: SectionEntry) -> tuple[dict[str, str], dict[str, str]]:
    """The typed cells of rows with a fault in a cell that nobody typed in, or between cells: a verdict whose
    reason is missing. Which of the typed cells it comes of is not known, so they all wait.

    First those of new rows, which only aren't ready yet; then those of saved rows, where it is an error.
    """
    waiting: dict[str, str] = {}
    held_back: dict[str, str] = {}
    for form in _rows(entry):
        if fault := _fault_elsewhere(form):
            names = [form.add_prefix(name) for name in form.changed_data if name not in form.errors]
            if _is_new(form):
                waiting |= dict.fromkeys(names, f"{getattr(form, 'row_name', 'Ny rad')}. {fault}")
            else:
                held_back |= dict.fromkeys(names, f"Sparas inte ännu. {fault}")
    return waiting, held_back


def _is_new(form: CarefulForm) -> bool:
    """Of a new row, and not yet saved."""
    return not form.was_saved and form.instance.pk is None


def _fault_elsewhere(form: CarefulForm) -> str:
    """The first fault that is of no typed cell; "" when there is none. A row that is gone is another matter."""
    for name, errors in form.errors.items():
        if name in form.fields and name not in (*form.changed_data, "id"):
            return f"{form.fields[name].label}: {errors[0]}"
        if name not in form.fields:
            return str(errors[0])
    return ""


def _names_in_conflict(entry: SectionEntry) -> list[str]:
    return [form.add_prefix(name) for form in _rows(entry) for name in form.conflicts]


def _conflicts(
    entry: SectionEntry, *, by: User, but_not: set[CellKey]
) -> Iterator[tuple[str, dict[str, str]]]:
    """What has been saved in a cell meanwhile, and that in words: by whom, when, and what was typed instead."""
    for form in _rows(entry):
        for name, theirs in form.conflicts.items():
            if form.cell_key(name) not in but_not:
                yield form.add_prefix(name), {"theirs": theirs, "said": _said(form, name, by)}


def _said(form: CarefulForm, name: str, by: User) -> str:
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


def _stored_rows(
    entry: SectionEntry, stored: SectionEntry, report: Report, batch: uuid.UUID
) -> list[tuple[CarefulForm, CarefulForm]]:
    """Each row of the page with the same row as it is stored: also the new ones that this batch has made, the
    first time it came or before."""
    now = {form.row_key: form for form in _rows(stored) if form.instance.pk}
    found = [(form, now[form.row_key]) for form in _rows(entry) if form.instance.pk and form.row_key in now]
    new = [form for form in _rows(entry) if _is_new(form) and form.has_changed()]
    if not new:
        return found
    mine = {form.row_key for form, _ in found}
    by_batch = report.journal.filter(batch=batch).order_by("pk").values_list("model", "row_key")
    made = [now[key] for key in dict.fromkeys(by_batch) if key in now and key not in mine]
    for form in new:
        same = (row for row in made if _name(row) == _name(form))
        if row := next(same, None):
            made.remove(row)
            found.append((form, row))
    return found


def _name(form: CarefulForm) -> tuple[type, str]:
    return type(form.instance), str(form.instance)


def _values_now(rows: Iterable[tuple[CarefulForm, CarefulForm]]) -> dict[str, str]:
    """What each field of the page holds in the database, by its name in the page: of each row in the page with the
    same row as it is stored."""
    return {
        form.add_prefix(name): posted[row[name].html_initial_name]
        for form, row in rows
        if (posted := row.as_posted())
        for name, field in form.fields.items()
        if field.show_hidden_initial and name in row.fields
    }


def _held_now(entry: SectionEntry) -> dict[str, str]:
    """The same, before anything is saved."""
    return _values_now((form, form) for form in _rows(entry) if form.instance.pk)
