"""Refuses rows that exchange names, as when a table is sorted: a row keeps its key, and with it its history."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

EXCHANGED = (
    "”{}” är en annan rads namn. En rad behåller sin nyckel och sin historik: lägg siffrorna på raden som heter så, "
    "och ändra Ordning om raderna ska byta plats."
)


def folded_name(text: Any) -> str:
    return " ".join(str(text or "").split()).casefold()


def refuse_exchanged_names(saved_forms: Iterable[Any], label_field: str) -> None:
    """An error on each form of a saved row that takes the name another gives up."""
    renamed = [form for form in saved_forms if label_field in form.changed_data]
    given_up = {folded_name(form.initial.get(label_field)): form for form in renamed}
    for form in renamed:
        name = form.cleaned_data.get(label_field, "")
        if given_up.get(folded_name(name), form) is not form:
            form.add_error(label_field, EXCHANGED.format(name))
