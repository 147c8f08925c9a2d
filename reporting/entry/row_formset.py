"""The rows of a grid: all of a page, or only the rows of a patch."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property
from typing import Any, ClassVar, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.formsets import INITIAL_FORM_COUNT, MAX_NUM_FORM_COUNT, TOTAL_FORM_COUNT, ManagementForm
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from reporting.document.conventions import Convention
from reporting.entry.cells import GridCell
from reporting.entry.exchanged_names import refuse_exchanged_names
from reporting.entry.patch import SENT_ROWS_ONLY
from reporting.entry.rows import RowForm, RowIdField
from reporting.journal.writing import Batch
from reporting.models import Report
from reporting.models.rows import free_key

FULL = f"Tabellen har plats för högst {settings.MOST_ROWS} rader."


class RowFormSet(forms.BaseModelFormSet):  # type: ignore[type-arg]  # Django's takes none at runtime
    """Rows of one report. A new row gets the report and a key made from its label."""

    batch: Batch | None = None  # of all its forms
    label_field: ClassVar[str] = "label"
    reserved_keys: ClassVar[frozenset[str]] = frozenset()  # keys of rows that the table makes
    limit = FULL
    default_error_messages = {
        **forms.BaseModelFormSet.default_error_messages,
        "too_many_forms": f"{FULL} Ta bort rader, eller dela upp tabellen.",
    }

    def __init__(
        self,
        *args: Any,
        report: Report,
        convention: Convention,
        title: str,
        blank: int,
        previous: Iterable[Any] = (),
        more: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs["form_kwargs"] = {"report": report, "convention": convention, **(more or {})}
        super().__init__(*args, **kwargs)
        self.title = title
        self.extra = blank
        self._taken: set[Any] = set()  # pks of rows with a form
        self.report = report
        self.convention = convention
        self._previous_rows = previous

    @cached_property
    def previous(self) -> dict[str, Any]:
        """The last report's rows by key, read on first use."""
        return {row.key: row for row in self._previous_rows}

    @cached_property
    def has_only_sent_rows(self) -> bool:
        """Whether the data is a patch: forms of the rows it names, wherever they are in the page."""
        return bool(self.is_bound and SENT_ROWS_ONLY in self.data)

    @cached_property
    def management_form(self) -> Any:
        if not self.has_only_sent_rows:
            return super().management_form
        counts = {TOTAL_FORM_COUNT: 0, INITIAL_FORM_COUNT: 0}
        form = ManagementForm(
            {f"{self.prefix}-{name}": count for name, count in counts.items()}, prefix=self.prefix
        )
        form.full_clean()
        return form

    @cached_property
    def forms(self) -> list[Any]:
        """Of a patch, only the rows sent."""
        if not self.has_only_sent_rows:
            return cast("list[Any]", super().forms)
        return [self._construct_form(i, **self.get_form_kwargs(i)) for i in self._sent_numbers()]

    def _held_a_name(self, index: int) -> bool:
        """Whether a patched row had a label before: then it is not new."""
        return bool(
            self.has_only_sent_rows and self.data.get(f"initial-{self.add_prefix(index)}-{self.label_field}")
        )

    @property
    def counts_html(self) -> SafeString:
        """The management form: how many rows there are and may be."""
        form = self.management_form
        counts = (
            (name, form[name].value()) for name in (TOTAL_FORM_COUNT, INITIAL_FORM_COUNT, MAX_NUM_FORM_COUNT)
        )
        return format_html_join(
            "", '<input type="hidden" name="{}-{}" value="{}">', ((self.prefix, *count) for count in counts)
        )

    def _sent_numbers(self) -> list[int]:
        """Indexes in the page of the rows sent."""
        name = re.compile(rf"{re.escape(str(self.prefix))}-([0-9]{{1,5}})-id\Z")
        return sorted(int(match[1]) for key in self.data if (match := name.match(key)))

    def fresh(self, form: Any) -> Any:
        """An unbound form of the same row as stored now, under the same prefix."""
        stored: Any = self.form(instance=form.instance, prefix=form.prefix, **self.get_form_kwargs(None))
        stored.was_saved = True
        return stored

    @property
    def has_proposals(self) -> bool:
        """Whether the grid ever has proposals; all rows are alike in that."""
        return any(cell.proposals is not None for cell in self.header)

    @cached_property
    def history_address(self) -> str:
        """Relative to the editor, to keep the many links short."""
        return "../../historik"

    @cached_property
    def header(self) -> list[GridCell]:
        """A cell of each column, for the heading row."""
        rows: list[Any] = self.forms
        return list(rows[0].cells()) if rows else []

    def add_fields(self, form: Any, index: int | None) -> None:
        """With an id field that refuses a form without a row of its own."""
        super().add_fields(form, index)
        form.formset = self
        is_saved = index is not None and (index < self.initial_form_count() or self._held_a_name(index))
        form.fields["id"] = RowIdField(
            pk=form.instance.pk, is_saved=is_saved, initial=form.fields["id"].initial
        )
        if self.can_delete:
            form.fields["DELETE"].label = "Ta bort"

    def _existing_object(self, pk: Any) -> Any:
        """Each row once: a second form with its id gets None."""
        row = super()._existing_object(pk)  # type: ignore[misc]  # Django's, without a stub
        if pk in self._taken:
            return None
        self._taken.add(pk)
        return row

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        """By the id a form sends, not by its index: a new row saved by a patch stays among the page's blank ones."""
        is_among_saved = i < self.initial_form_count()
        if self.is_bound and not is_among_saved and (row := self._row_sent(i)):
            kwargs["instance"] = row
        form = super()._construct_form(i, **kwargs)  # type: ignore[misc]  # Django's, without a stub
        has_id = self.has_only_sent_rows and bool(self.data.get(f"{self.add_prefix(i)}-id"))
        form.was_saved = is_among_saved or bool(form.instance.pk) or has_id
        form.instance.report = self.report
        form.number = self._number(form, i)
        return form

    def _row_sent(self, i: int) -> Any:
        """The row of the id sent with a form; None for a new row."""
        assert self.model is not None
        pk = self.data.get(f"{self.add_prefix(i)}-id")
        try:
            return self._existing_object(self.model._meta.pk.to_python(pk)) if pk else None
        except ValidationError:
            return None

    @property
    def initial_forms(self) -> list[Any]:
        """Of saved rows, also those saved since the page was opened."""
        return [form for form in cast("list[RowForm]", self.forms) if form.was_saved]

    @property
    def extra_forms(self) -> list[Any]:
        return [form for form in cast("list[RowForm]", self.forms) if not form.was_saved]

    def clean(self) -> None:
        super().clean()
        self._refuse_rows_without_room()
        refuse_exchanged_names(self.initial_forms, self.label_field)

    def _refuse_rows_without_room(self) -> None:
        """An error on each new row beyond the limit, so that the others are saved."""
        new = [form for form in self.extra_forms if form.has_changed() and not self.is_to_go(form)]
        if not new:
            return
        room = settings.MOST_ROWS - len(self.get_queryset()) + len(self.rows_taken_away())
        for form in new[max(0, room) :]:
            form.add_error(None, f"{FULL} Ta bort en rad först, eller dela upp tabellen.")

    def save_new(self, form: Any, commit: bool = True) -> Any:
        label = str(getattr(form.instance, self.label_field))
        form.instance.key = free_key(label, self._taken_keys)
        self._taken_keys.add(form.instance.key)
        return super().save_new(form, commit)

    @cached_property
    def _taken_keys(self) -> set[str]:
        """Keys of the report's rows, read once for all new rows."""
        assert self.model is not None
        keys = self.model._default_manager.filter(report=self.report).values_list("key", flat=True)
        return {*keys, *self.reserved_keys}

    def delete_existing(self, obj: Any, commit: bool = True) -> None:
        forms: list[Any] = self.forms
        form = next(form for form in forms if form.instance is obj)
        form.note(is_gone=True)
        super().delete_existing(obj, commit)

    def _rows_on_the_page(self) -> list[Any]:
        """Saved and new rows of the forms, without deleted ones."""
        return [
            form.instance
            for form in self.forms
            if (form.instance.pk or (form.is_bound and form.has_changed())) and not self.is_to_go(form)
        ]

    def is_to_go(self, form: Any) -> bool:
        """Whether the row is to be deleted; ``deleted_forms`` works only when all forms are valid."""
        return bool(self.can_delete and form.is_bound and self._should_delete_form(form))  # type: ignore[attr-defined]

    def _number(self, form: Any, i: int) -> int:
        """A blank row's number among the blank rows; 0 for a deleted row."""
        if not self.has_only_sent_rows:
            return i - self.initial_form_count() + 1
        return 0 if form.was_saved else max(1, i - len(self.get_queryset()) + 1)

    def placed_forms(self) -> list[Any]:
        """Forms of the rows that stay, in their new order."""
        kept = {id(row) for row in self._rows_on_the_page()}
        forms_kept: list[Any] = [form for form in self.forms if id(form.instance) in kept]
        return sorted(forms_kept, key=lambda form: form.place())

    def rows(self) -> list[Any]:
        """All rows in order, with those that others have added since the page was opened: they count in the sums
        and keep their places."""
        placed = [(form.place(), form.instance) for form in self.placed_forms()]
        placed += [((row.position, 1), row) for row in self._rows_not_on_the_page()]
        return [row for _, row in sorted(placed, key=lambda pair: pair[0])]

    def _rows_not_on_the_page(self) -> list[Any]:
        shown: set[Any] = {form.instance.pk for form in self.forms}
        rows = [row for row in self.get_queryset() if row.pk not in shown]
        form: Any = self.form  # a RowForm, which Django's stubs can't know
        for row in rows:
            form.place_unseen(row, **self.form_kwargs)
        return rows

    def rows_taken_away(self) -> list[Any]:
        """Saved rows to delete."""
        return [form.instance for form in self.initial_forms if form.instance.pk and self.is_to_go(form)]

    def save(self, commit: bool = True) -> Any:
        rows = self.rows()
        saved = super().save(commit)
        if self._has_changed_places(rows):
            self._renumber(rows)
        return saved

    def _has_changed_places(self, rows: Sequence[Any]) -> bool:
        """False for a saved figure, so that a patch leaves the page's places alone."""
        places = [row.position for row in rows]
        moved = any("position" in form.changed_data for form in self.initial_forms)
        return bool(moved or self.new_objects or self.deleted_objects or places != sorted(set(places)))

    def _renumber(self, rows: Sequence[Any]) -> None:
        """Number the rows 1, 2, 3 …, so that any place can be typed next time."""
        moved: list[Any] = []
        for place, row in enumerate(rows, start=1):
            if row.position != place:
                row.position = place
                moved.append(row)
        if moved:
            type(moved[0])._default_manager.bulk_update(moved, ["position"])


@cache
def row_formset(form: type[RowForm], formset: type[RowFormSet] = RowFormSet) -> type[RowFormSet]:
    formset_class = forms.modelformset_factory(
        form._meta.model,
        form=form,
        formset=formset,
        can_delete=True,
        max_num=settings.MOST_ROWS,
        absolute_max=2 * settings.MOST_ROWS,  # what two people who fill a table at once may make of it
    )
    return cast("type[RowFormSet]", formset_class)
