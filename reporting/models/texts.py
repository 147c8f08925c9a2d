"""Readable texts: model forms refuse others, with an error at the field."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from reporting.document.visible import problem


class ReadableTexts:
    """Mixin; list it before ``models.Model``."""

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        errors: dict[str, Any] = {}
        try:
            super().clean_fields(exclude=exclude)  # type: ignore[misc]  # models.Model has it
        except ValidationError as error:
            errors = error.update_error_dict(errors)
        fields = self._meta.concrete_fields  # type: ignore[attr-defined]
        for field in fields:
            if field.name in (exclude or ()) or field.name in errors:
                continue
            if isinstance(field, models.CharField | models.TextField):
                is_long = isinstance(field, models.TextField)
                if found := problem(getattr(self, field.attname) or "", is_long=is_long):
                    errors[field.name] = [found]
        if errors:
            raise ValidationError(errors)
