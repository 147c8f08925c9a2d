"""The form of a kommun's identity."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from reporting.imports.arms import MOST_BYTES, read_arms
from reporting.imports.separate_process import read_in_own_process
from reporting.imports.spreadsheets.cells import UploadRefused
from reporting.models import Municipality


class IdentityForm(forms.ModelForm):  # type: ignore[type-arg]  # Django's takes none at runtime
    """``person``: who reads the file, in a process of its own."""

    arms_file = forms.FileField(
        label="Vapen eller logotyp",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".svg,.png,image/svg+xml,image/png"}),
        help_text="En SVG utan text, toningar och skript, eller en PNG. Högst 500 kB. Den rensas när den läses in.",
    )
    without_arms = forms.BooleanField(label="Ta bort vapnet", required=False)

    class Meta:
        model = Municipality
        fields: tuple[str, ...] = (
            "arms_text",
            "accent",
            "organisation_number",
            "municipality_code",
            "contact",
            "accessibility_statement",
        )
        labels = {
            "arms_text": "Vapnet i ord",
            "accent": "Färg",
            "accessibility_statement": "Länk till tillgänglighetsredogörelsen",
        }
        help_texts = {
            "arms_text": "Läses upp för den som inte ser bilden, till exempel ”Lekebergs kommuns vapen”.",
            "accent": "För rubriker och linjer, till exempel #0f3d5e. Den behöver kontrasten 7:1 mot vitt.",
            "organisation_number": "Till exempel 212000-0142.",
            "municipality_code": "Fyra siffror, till exempel 1814.",
            "contact": "Hur en läsare når kommunen: e-post, telefon eller adress.",
            "accessibility_statement": "Hela adressen, med https:// först.",
        }

    field_order: tuple[str, ...] = ("arms_file", "without_arms")

    def __init__(self, *args: Any, person: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        if not self.instance.arms:
            del self.fields["without_arms"]

    def clean_accent(self) -> str:
        accent: str = self.cleaned_data["accent"]
        return accent.lower()

    def clean_arms_file(self) -> str:
        """The arms, safe to store; "" without a file."""
        upload = self.cleaned_data["arms_file"]
        if not upload:
            return ""
        try:
            return read_in_own_process(read_arms, upload.read(MOST_BYTES + 1), person=self.person)
        except UploadRefused as error:
            raise ValidationError(str(error)) from None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("without_arms"):
            self.instance.arms = ""
        self.instance.arms = cleaned.get("arms_file") or self.instance.arms
        if self.instance.arms and not cleaned.get("arms_text") and "arms_text" not in self.errors:
            self.add_error("arms_text", "Beskriv vapnet i ord, för den som inte ser bilden.")
        return cleaned
