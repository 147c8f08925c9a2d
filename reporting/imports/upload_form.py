"""The upload form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from reporting.imports.importers import importers
from reporting.imports.spreadsheets.cells import UploadRefused
from reporting.imports.spreadsheets.package import is_workbook, received
from reporting.models import FileKind, ImportedFile, Report, User

EXTENSIONS = (".xlsx", ".ods", ".csv", ".txt")


class UploadForm(forms.Form):
    """A file; its kind follows from its content before its name."""

    file = forms.FileField(
        label="Fil",
        allow_empty_file=True,
        widget=forms.FileInput,
        error_messages={"required": "Välj en fil först."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offers = [importer.offer for importer in importers()]
        self.fields["file"].help_text = (
            f"{', '.join([*offers, 'den ifyllda inmatningsboken'])}, en egen arbetsbok (.xlsx, .ods) eller CSV med "
            "semikolon, tabb eller komma mellan kolumnerna (inte komma om talen har decimalkomma). Högst 5 MB."
        )
        extensions = [extension for importer in importers() for extension in importer.extensions]
        self.fields["file"].widget.attrs["accept"] = ",".join([*extensions, *EXTENSIONS])

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        try:
            self.content = received(upload)
        except UploadRefused as error:
            raise ValidationError(str(error)) from None
        self.kind = self._kind(upload.name)
        return upload

    def receive(self, report: Report, *, by: User) -> ImportedFile:
        """Stores the file for its preview."""
        name = self.cleaned_data["file"].name
        return ImportedFile.receive(report, kind=self.kind, name=name, content=self.content, by=by)

    def _kind(self, name: str) -> str:
        if is_workbook(self.content):
            return FileKind.WORKBOOK
        extension = f".{name.lower().rpartition('.')[2]}"
        for importer in importers():
            if extension in importer.extensions or importer.recognises(self.content):
                return importer.kind
        return FileKind.WORKBOOK if extension.startswith((".xls", ".ods")) else FileKind.TEXT
