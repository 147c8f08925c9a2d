"""The journal of a kommun: every change of its name, arms, colour, numbers and addresses; by whom and when.

As the journal of a report, an entry is never changed or deleted: database triggers refuse it.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from reporting.document.json_writing import digest
from reporting.models.committee import Municipality, User
from reporting.models.journal import NEVER_REWRITTEN, heading_of

JOURNALED = (
    *("name", "arms", "arms_text", "accent", "organisation_number", "municipality_code", "contact"),
    "accessibility_statement",
)


class IdentityChange(models.Model):
    """In Swedish: ändring av kommunens uppgifter. ``old`` and ``new``: "" is none; of arms, which picture it was."""

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="changes", verbose_name="kommun"
    )
    label = models.CharField("uppgift", max_length=60)
    old = models.TextField("tidigare", blank=True)
    new = models.TextField("ny", blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="av")
    at = models.DateTimeField("när", default=timezone.now)

    class Meta:
        verbose_name = "ändring av kommunens uppgifter"
        verbose_name_plural = "ändringar av kommunens uppgifter"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.municipality}: {self.label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise ValidationError(NEVER_REWRITTEN)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise ValidationError(NEVER_REWRITTEN)


def changes_between(before: Municipality, after: Municipality, *, by: User) -> list[IdentityChange]:
    held = [(name, _words(name, before), _words(name, after)) for name in JOURNALED]
    return [
        IdentityChange(municipality=after, label=heading_of(after, name), old=old, new=new, by=by)
        for name, old, new in held
        if old != new
    ]


def _words(name: str, municipality: Municipality) -> str:
    value: str = getattr(municipality, name)
    if name != "arms" or not value:
        return value
    kind = "SVG" if municipality.identity.is_drawn else "PNG"
    return f"{kind} med kontrollsumman (SHA-256) {digest(value)}"
