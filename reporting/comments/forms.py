"""Forms for a comment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms

from reporting.comments.places import CommentPlace
from reporting.comments.writing import LONGEST
from reporting.document.visible import validate_lines
from reporting.models import User


class CommentForm(forms.Form):
    """``people``: whom one may mention."""

    text = forms.CharField(
        label="Kommentar",
        max_length=LONGEST,
        validators=[validate_lines],
        widget=forms.Textarea(attrs={"rows": 3, "translate": "no", "class": "prose-input"}),
    )
    mentioned = forms.TypedMultipleChoiceField(
        label="Säg till",
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="De får ett mejl, om de inte har avböjt det.",
    )

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(person.pk, person.display_name()) for person in people]
        self.fields["mentioned"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        if not choices:
            del self.fields["mentioned"]

    @property
    def written(self) -> tuple[str, list[int]]:
        """The text and the people of a valid form."""
        return self.cleaned_data["text"], self.cleaned_data.get("mentioned", [])


class NewCommentForm(CommentForm):
    """At one of ``places``, the first if nothing else is chosen."""

    place = forms.ChoiceField(label="Gäller")
    field_order = ("place", "text", "mentioned")

    def __init__(self, *args: Any, places: Sequence[CommentPlace], is_cell: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {place.token: place for place in places}
        names = [place.name for place in places]
        if is_cell:
            last = names.pop()
            cell, *rows = [name.removeprefix(f"{last} › ") for name in names]
            names = [cell, *(f"Hela raden {row}" for row in rows), f"Hela avsnittet {last}"]
        field: Any = self.fields["place"]
        field.choices = list(zip(self.places, names, strict=True))
        if is_cell or len(places) == 1:
            field.widget = forms.RadioSelect(choices=field.choices)
        self.initial.setdefault("place", next(iter(self.places), ""))

    @property
    def chosen(self) -> CommentPlace:
        """Of a valid form."""
        return self.places[self.cleaned_data["place"]]
