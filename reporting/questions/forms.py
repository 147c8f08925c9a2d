"""Forms for a question, a note and an answer."""

from __future__ import annotations

from typing import Any

from django import forms

from reporting.document.document import Document
from reporting.document.places import Place, place_at, places_in, places_of
from reporting.document.visible import validate_lines
from reporting.questions.writing import LONGEST_ANSWER, LONGEST_QUESTION

Choices = list[tuple[str, Any]]


class PlaceForm(forms.Form):
    """A text at a place of a document, chosen among those of its section, or of all sections without their rows."""

    place = forms.ChoiceField(label="Gäller")

    def __init__(
        self, *args: Any, document: Document, anchor: str = "", label: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"place": anchor}
        self.document = document
        self.fields["place"].choices = choices_at(document, anchor)  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["text"] = forms.CharField(
            label=label,
            max_length=LONGEST_QUESTION,
            validators=[validate_lines],
            widget=forms.Textarea(attrs={"rows": 5, "translate": "no", "class": "prose-input"}),
        )

    @property
    def chosen(self) -> Place:
        """Of a valid form."""
        found = place_at(self.document, self.cleaned_data["place"])
        assert found is not None  # one of the choices
        return found


class AnswerForm(forms.Form):
    text = forms.CharField(
        label="Svar",
        max_length=LONGEST_ANSWER,
        validators=[validate_lines],
        widget=forms.Textarea(attrs={"rows": 8, "translate": "no", "class": "prose-input"}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)
    is_public = forms.BooleanField(
        label="Publicera frågan och svaret i rapporten",
        required=False,
        help_text="Då läses de av alla som kan läsa rapporten, utan namn, och är med i bilagan till protokollet.",
    )


def choices_at(document: Document, anchor: str) -> Choices:
    """Of an anchor's section: the section, and each table with its rows. Of none: all sections and tables."""
    chosen = place_at(document, anchor)
    if chosen is None:
        return [(place.anchor, place.name) for place in places_of(document) if not place.row]
    section = next(section for section in document.sections if section.key == chosen.section)
    first, *others = places_in(section)
    choices: Choices = [(first.anchor, f"Hela avsnittet {first.name}")]
    tables: dict[str, Choices] = {}
    for place in others:
        last = place.name.removeprefix(f"{first.name} › ")
        tables.setdefault(place.table, []).append((place.anchor, last))
    return choices + [(rows[0][1], [(rows[0][0], "Hela tabellen"), *_rows(rows)]) for rows in tables.values()]


def _rows(rows: Choices) -> Choices:
    title = rows[0][1]
    return [(anchor, name.removeprefix(f"{title} › ")) for anchor, name in rows[1:]]
