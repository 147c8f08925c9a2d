"""What is done outside reports: the log of it, and the first start of an empty portal."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from reporting.models.committee import Committee, Municipality, User

NEVER_REWRITTEN = "En rad i ändringsloggen ändras aldrig."


class AdministrationChange(models.Model):
    """In Swedish: ändring. One change of a kommun, its nämnder, people, roles or rapportmallar; never rewritten.

    ``old`` and ``new`` as printed; "" is missing. ``by`` is None for the server's own.
    """

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="changes", verbose_name="kommun"
    )
    committee = models.ForeignKey(
        Committee,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="changes",
        verbose_name="nämnd",
    )
    person = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="person"
    )
    label = models.CharField("uppgift", max_length=700)
    old = models.TextField("tidigare", blank=True)
    new = models.TextField("ny", blank=True)
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="av"
    )
    at = models.DateTimeField("när", default=timezone.now)

    class Meta:
        verbose_name = "ändring i kommunen"
        verbose_name_plural = "ändringar i kommunen"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(old=models.F("new")),
                name="administration_change_is_a_change",
                violation_error_message="En rad i ändringsloggen är en ändring.",
            )
        ]

    def __str__(self) -> str:
        return self.label

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise ValidationError(NEVER_REWRITTEN)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise ValidationError(NEVER_REWRITTEN)


def _nonce() -> str:
    return secrets.token_hex(16)


class FirstRun(models.Model):
    """In Swedish: första start. One row at most; ``nonce`` makes this portal's token, see ``first_run``."""

    nonce = models.CharField(max_length=32, default=_nonce)
    completed_at = models.DateTimeField("klar", null=True, blank=True)

    class Meta:
        verbose_name = "första start"
        verbose_name_plural = "första start"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pk=1),
                name="first_run_once",
                violation_error_message="Portalen startas en gång.",
            )
        ]

    def __str__(self) -> str:
        return "klar" if self.completed_at else "väntar"
