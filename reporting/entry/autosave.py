"""Autosave: save the valid cells of a patch, report the rest. Idempotent per batch.

Optimistic locking by cell: under the report's row lock a cell is written only if it still holds what it held
when the page was opened, or already holds what was typed. Its journal entry takes the next version, which is
unique in the database.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.forms import BooleanField
from django.http import QueryDict

from reporting.entry.forms import CellForm
from reporting.entry.patch import Patch
from reporting.entry.section_entry import SectionEntry, choices_of, formsets_of, row_forms
from reporting.entry.unsaved import errors_of, is_new, names_in_conflict, unsaved_cells
from reporting.models import JournalEntry, Report, User
from reporting.models.journal import CellKey
from reporting.sections import section_of
from reporting.workflow.writing import writing

NOT_TYPED = ("csrfmiddlewaretoken", "stay", "next", "done")  # fields of the page that nobody types
PRINTED_OTHERWISE = (
    "Rapportens mall, enhet eller tecken har ändrats sedan sidan visades. Inget av det du har skrivit sedan dess är "
    "sparat, för det kunde läsas fel. Läs in sidan på nytt och skriv in det där."
)


class PrintedOtherwise(Exception):
    """The page was printed under another template, unit or sign. Nothing was read."""


@dataclass
class Saved:
    """The outcome of a patch, by field name in the page.

    ``waiting``: cells of new rows that lack something, and what. ``values``: the stored values of the rows sent;
    ``followed``: those that changed. ``rows``: ids of new rows, by the name of the id field. ``places``: [grid,
    row, place] of rows that moved. ``choices``: what can be chosen now in fields whose options are rows, when that
    has changed. ``since``: the report's ``changed_at`` before the save.
    """

    entry: SectionEntry
    since: dt.datetime
    is_saved: bool = False
    errors: dict[str, str] = field(default_factory=dict)
    waiting: dict[str, str] = field(default_factory=dict)
    conflicts: dict[str, dict[str, str]] = field(default_factory=dict)
    rows: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    followed: dict[str, str] = field(default_factory=dict)
    places: list[list[str]] = field(default_factory=list)
    choices: list[tuple[str, str, list[tuple[str, str]]]] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether everything sent is stored."""
        return self.is_saved and not (self.errors or self.waiting or self.conflicts)


def refuse_other_print(report: Report, printed_under: str) -> None:
    """Raises PrintedOtherwise, also when the page has no ``printed_under``."""
    if printed_under != report.template.state:
        raise PrintedOtherwise


def judge_patch(report: Report, key: str, patch: Patch) -> Saved:
    """Validate a patch without saving, locking or looking for conflicts."""
    refuse_other_print(report, patch.template)
    entry = SectionEntry(section_of(report, key), patch.all_data)
    return Saved(entry, report.changed_at, errors=errors_of(entry))


def save_patch(report: Report, key: str, patch: Patch, *, by: User) -> Saved:
    """Save the cells that can be saved. A repeated batch is answered but not saved again."""
    with writing(report, by=by, how=patch.how, batch=patch.batch, section=key) as batch:
        since = report.changed_at
        refuse_other_print(report, patch.template)
        own_cells = _cells_of_batch(report, batch.uuid, by=by) if batch.is_repeated else set()
        sent = _after(SectionEntry(section_of(report, key), patch.data, batch=batch), patch.after, by=by)
        values_before = _values_before(sent)
        places = _places(sent)
        errors, waiting, conflicts = unsaved_cells(sent, by=by, own_cells=own_cells)
        entry = _without(sent, {*errors, *waiting, *names_in_conflict(sent)})
        is_saved = entry.is_valid()
        if is_saved and not own_cells:
            entry.save()
        elif not is_saved:
            errors |= errors_of(entry)
    saved = Saved(entry, since, is_saved, errors, waiting, conflicts)
    rows = _saved_rows(entry, report, batch.uuid if own_cells else None)
    saved.rows = {form.add_prefix("id"): str(row.instance.pk) for form, row in rows if not form.was_saved}
    saved.values = _values(rows) if is_saved else values_before
    saved.followed = {
        name: text for name, text in saved.values.items() if values_before.get(name, text) != text
    }
    saved.places = _moved(entry, places)
    if is_saved and any(_is_named_anew(form) for form in row_forms(entry)):
        saved.choices = choices_of(section_of(report, key).form())
    return saved


def batch_of_form(data: QueryDict) -> uuid.UUID:
    """The batch of a whole page sent with its button: the same contents sent twice give the same batch, as by a
    double click or a reload after a lost answer. A page without a number always gives a new one."""
    try:
        page = uuid.UUID(data.get("page", ""))
    except ValueError:
        return uuid.uuid4()
    typed = data.copy()
    for name in NOT_TYPED:
        typed.pop(name, None)
    return uuid.uuid5(page, typed.urlencode())


def _after(entry: SectionEntry, earlier: uuid.UUID | None, *, by: User) -> SectionEntry:
    """Don't count the user's own earlier patch as a conflict. The page was left before that patch was answered, so
    its old values are from before both."""
    if earlier is None:
        return entry
    own = _cells_of_batch(entry.section.report, earlier, by=by)
    entry.is_valid()
    data = entry.data.copy()  # type: ignore[union-attr]  # a QueryDict
    for form in row_forms(entry):
        for name in form.conflicts:
            known = form.as_known(name) if form.cell_key(name) in own else {}
            data.update({form[other].html_initial_name: text for other, text in known.items()})
    return SectionEntry(entry.section, data, batch=entry.batch)


def _cells_of_batch(report: Report, batch: uuid.UUID, *, by: User) -> set[CellKey]:
    return {entry.cell for entry in JournalEntry.objects.filter(report=report, batch=batch, by=by)}


def _without(entry: SectionEntry, refused: Container[str]) -> SectionEntry:
    """The entry with the refused cells untouched, and without deleted rows."""
    rows = row_forms(entry)
    left_out = [
        (form, name)
        for form in rows
        for name in set(form.fields) - {"id"}
        if form.add_prefix(name) in refused
    ]
    gone = [form.add_prefix("DELETE") for form in rows if "id" in form.errors and "DELETE" in form.fields]
    return _untouched(entry, left_out, gone)


def _untouched(
    entry: SectionEntry, cells: Iterable[tuple[CellForm, str]], gone: Iterable[str] = ()
) -> SectionEntry:
    """The entry with cells as they were when the page was opened. Returns the same entry when nothing differs:
    forms of a long table are too slow to build in vain under the lock."""
    assert isinstance(entry.data, QueryDict)
    data = entry.data.copy()
    for name in gone:
        data[name] = "on"
    for form, name in cells:
        field, held = form.add_prefix(name), _held(data, form, name)
        if data.get(field, "") == held:
            continue
        data.pop(field, None)
        if held:
            data[field] = held
    return entry if data == entry.data else SectionEntry(entry.section, data, batch=entry.batch)


def _held(data: QueryDict, form: CellForm, name: str) -> str:
    """A cell's old value as a browser sends it: "" for an unticked box."""
    held = str(data.get(form[name].html_initial_name, ""))
    is_box = isinstance(form.fields[name], BooleanField)
    return "" if is_box and held == "False" else held


def _is_named_anew(form: CellForm) -> bool:
    """Whether the form made a row, or changed what one is called."""
    named_by = getattr(form, "named_by", ())
    return (not form.was_saved and bool(form.instance.pk)) or not set(named_by).isdisjoint(form.changed_data)


def _saved_rows(
    entry: SectionEntry, report: Report, repeated: uuid.UUID | None
) -> list[tuple[CellForm, CellForm]]:
    """Each form sent, with a fresh form of its row. ``repeated``: a batch whose new rows were saved before."""
    if repeated is not None:
        _find_new_rows(entry, report, repeated)
    return [(form, form.fresh()) for form in row_forms(entry) if form.instance.pk]


def _find_new_rows(entry: SectionEntry, report: Report, batch: uuid.UUID) -> None:
    """Give the new rows of a repeated patch the rows it made the first time, by name and each once."""
    journaled = dict.fromkeys(
        report.journal.filter(batch=batch).order_by("pk").values_list("model", "row_key")
    )
    for formset in formsets_of(entry.form):
        model = formset.model._meta.label_lower
        stored = {row.key: row for row in formset.get_queryset()}
        rows = [stored[key] for name, key in journaled if name == model and key in stored]
        for form in formset.forms:
            if not is_new(form) or not form.has_changed():
                continue
            row = next((row for row in rows if str(row) == str(form.instance)), None)
            if row is not None:
                rows.remove(row)
                form.instance = row


def _places(entry: SectionEntry) -> dict[tuple[str, Any], Any]:
    """Position of each row, by grid and pk."""
    return {
        (formset.prefix, row.pk): row.position
        for formset in formsets_of(entry.form)
        for row in formset.get_queryset()
    }


def _moved(entry: SectionEntry, before: dict[tuple[str, Any], Any]) -> list[list[str]]:
    return [
        [prefix, str(pk), str(place)]
        for (prefix, pk), place in _places(entry).items()
        if before.get((prefix, pk), place) != place
    ]


def _values(rows: Iterable[tuple[CellForm, CellForm]]) -> dict[str, str]:
    """The stored value of each field, by its name in the page."""
    return {
        form.add_prefix(name): posted[row[name].html_initial_name]
        for form, row in rows
        if (posted := row.as_posted())
        for name, field in form.fields.items()
        if field.show_hidden_initial and name in row.fields
    }


def _values_before(entry: SectionEntry) -> dict[str, str]:
    return _values((form, form) for form in row_forms(entry) if form.instance.pk)
