"""Autosave: save the valid cells of a patch, report the rest. Idempotent per batch.

The lock of each cell is what it held when the page was opened: under the report's row lock a cell is written
only if it still holds that (or already holds what was typed), and its journal entry takes the next version,
which the database gives to one entry alone.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.forms import BooleanField
from django.http import QueryDict
from django.utils import timezone

from reporting.entry.forms import ONESELF, SOMEONE_ELSE, CellForm
from reporting.entry.patch import Patch
from reporting.entry.section_entry import SectionEntry, cell_forms, choices_of, formsets_of
from reporting.models import JournalEntry, Report, User
from reporting.models.journal import CellKey
from reporting.sections import section_of
from reporting.workflow.writing import writing

NOT_WRITTEN = ("csrfmiddlewaretoken", "stay", "next")  # in a form that is sent, but nothing a person wrote
PRINTED_OTHERWISE = (
    "Rapportens mall, enhet eller tecken har ändrats sedan sidan visades. Inget av det du har skrivit sedan dess är "
    "sparat, för det kunde läsas fel. Läs in sidan på nytt och skriv in det där."
)


class PrintedOtherwise(Exception):
    """The page was printed under another version of the template, or another unit or sign. Nothing was read."""


@dataclass
class Saved:
    """What became of a patch, by the fields' names in the page.

    ``waiting``: typed in a new row that lacks something, and what. ``values``: what is stored of the rows sent;
    ``followed``: what of it changed as a consequence. ``rows``: the ids of new rows, by the names of their id
    fields. ``places``: [grid, row, place] of other rows that moved. ``choices``: what can be chosen now in fields
    whose options are rows, when that has changed. ``since``: when the report was changed before.
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
        """Whether all that was sent is stored."""
        return self.is_saved and not (self.errors or self.waiting or self.conflicts)


def refuse_other_print(report: Report, printed_under: str) -> None:
    """Raises PrintedOtherwise, also for a page that does not say what it was printed under."""
    if printed_under != report.template.state:
        raise PrintedOtherwise


def judge_patch(report: Report, key: str, patch: Patch) -> Saved:
    """What would become of a patch. Nothing is saved, and no one is in the way of who only looks."""
    refuse_other_print(report, patch.template)
    entry = SectionEntry(section_of(report, key), patch.all_data)
    return Saved(entry, report.changed_at, errors=_errors(entry))


def save_patch(report: Report, key: str, patch: Patch, *, by: User) -> Saved:
    """Saves the cells that can be saved. The same batch again is answered and not saved."""
    with writing(report, by=by, how=patch.how, batch=patch.batch) as batch:
        since = report.changed_at
        refuse_other_print(report, patch.template)
        written = _written_in(report, batch.uuid, by=by) if batch.is_repeated else set()
        sent = _after(SectionEntry(section_of(report, key), patch.data), patch.after, by=by)
        before = _held_now(sent)
        places = _places(sent)
        errors, waiting, conflicts = _hindrances(sent, by=by, but_not=written)
        entry = _without(sent, {*errors, *waiting, *_names_in_conflict(sent)})
        is_saved = entry.is_valid()
        if is_saved and not written:
            entry.save()
        elif not is_saved:
            errors |= _errors(entry)
    saved = Saved(entry, since, is_saved, errors, waiting, conflicts)
    rows = _saved_rows(entry, report, batch.uuid if written else None)
    saved.rows = {form.add_prefix("id"): str(row.instance.pk) for form, row in rows if not form.was_saved}
    saved.values = _values_now(rows) if is_saved else before
    saved.followed = {name: text for name, text in saved.values.items() if before.get(name, text) != text}
    saved.places = _moved(entry, places)
    if is_saved and any(_is_named_anew(form) for form in _rows(entry)):
        saved.choices = choices_of(section_of(report, key).form())
    return saved


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


def _after(entry: SectionEntry, before: uuid.UUID | None, *, by: User) -> SectionEntry:
    """The same entry, where what one's own patch before it has saved is no conflict: the page was left before that
    one was answered, and still says what the cells held before both."""
    if before is None:
        return entry
    own = _written_in(entry.section.report, before, by=by)
    entry.is_valid()
    data = entry.data.copy()  # type: ignore[union-attr]  # a QueryDict
    for form in _rows(entry):
        for name in form.conflicts:
            known = form.as_known(name) if form.cell_key(name) in own else {}
            data.update({form[other].html_initial_name: text for other, text in known.items()})
    return SectionEntry(entry.section, data)


def _written_in(report: Report, batch: uuid.UUID, *, by: User) -> set[CellKey]:
    return {entry.cell for entry in JournalEntry.objects.filter(report=report, batch=batch, by=by)}


def _rows(entry: SectionEntry) -> list[CellForm]:
    return [form for part in entry.forms() for form in cell_forms(part)]


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
    entry: SectionEntry, cells: Iterable[tuple[CellForm, str]], gone: Iterable[str] = ()
) -> SectionEntry:
    """The same entry with cells as they were when the page was opened; itself when they are. The forms of a long
    table cost too much to be made for nothing while the report is locked."""
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
    return entry if data == entry.data else SectionEntry(entry.section, data)


def _held(data: QueryDict, form: CellForm, name: str) -> str:
    """What a cell held, as a browser sends it: nothing of a box that was not ticked."""
    held = str(data.get(form[name].html_initial_name, ""))
    is_box = isinstance(form.fields[name], BooleanField)
    return "" if is_box and held == "False" else held


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


def _is_new(form: CellForm) -> bool:
    """Of a new row, and not yet saved."""
    return not form.was_saved and form.instance.pk is None


def _is_named_anew(form: CellForm) -> bool:
    """Whether the form made a row, or changed what one is called."""
    named_by = getattr(form, "named_by", ())
    return (not form.was_saved and bool(form.instance.pk)) or not set(named_by).isdisjoint(form.changed_data)


def _fault_elsewhere(form: CellForm) -> str:
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
                yield (
                    form.add_prefix(name),
                    {"theirs": theirs, "said": form.conflict_words.get(name) or _said(form, name, by)},
                )


def _said(form: CellForm, name: str, by: User) -> str:
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


def _saved_rows(
    entry: SectionEntry, report: Report, repeated: uuid.UUID | None
) -> list[tuple[CellForm, CellForm]]:
    """Each row sent with its form as it is stored now; of a batch that has come before, also the rows it made then."""
    if repeated is not None:
        _find_made_rows(entry, report, repeated)
    return [(form, form.fresh()) for form in _rows(entry) if form.instance.pk]


def _find_made_rows(entry: SectionEntry, report: Report, batch: uuid.UUID) -> None:
    """Gives the new rows of a patch the rows that the same batch made before, each once, by their names."""
    made = dict.fromkeys(report.journal.filter(batch=batch).order_by("pk").values_list("model", "row_key"))
    for formset in formsets_of(entry.form):
        model = formset.model._meta.label_lower
        stored = {row.key: row for row in formset.get_queryset()}
        found = [stored[key] for name, key in made if name == model and key in stored]
        for form in formset.forms:
            if not _is_new(form) or not form.has_changed():
                continue
            row = next((row for row in found if str(row) == str(form.instance)), None)
            if row is not None:
                found.remove(row)
                form.instance = row


def _places(entry: SectionEntry) -> dict[tuple[str, Any], Any]:
    """Where each row of the grids stands."""
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


def _values_now(rows: Iterable[tuple[CellForm, CellForm]]) -> dict[str, str]:
    """What each field of the rows holds in the database, by its name in the page."""
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
