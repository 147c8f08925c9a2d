from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from goals.steering import MER, SteeringRules
from reporting.models import Municipality, User
from reporting.models.texts import ReadableTexts

NEVER_CHANGED = (
    "En sparad styrmodell ändras aldrig, eftersom rapporter är bedömda med den. Spara en ny version."
)
VERSIONED = re.compile(r"(.+), version ([1-9][0-9]{0,3})")


def mer_rules() -> dict[str, Any]:
    return MER.to_dict()


class SteeringModelQuerySet(models.QuerySet["SteeringModel"]):
    """Insert and read only."""

    def update(self, **kwargs: Any) -> int:
        raise ValidationError(NEVER_CHANGED)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise ValidationError(NEVER_CHANGED)

    def referred_to(self, reference: str) -> SteeringModelQuerySet:
        """What a rapportmall stores; a name alone is version 1."""
        match = VERSIONED.fullmatch(reference)
        name, version = (match[1], int(match[2])) if match else (reference, 1)
        return self.filter(name=name, version=version)


class SteeringModelManager(models.Manager["SteeringModel"]):
    def get_by_natural_key(self, municipality: str, name: str, version: int) -> SteeringModel:
        return self.get(municipality__slug=municipality, name=name, version=version)


class SteeringModel(ReadableTexts, models.Model):
    """In Swedish: styrmodell. A kommun's rules for judging goals, named in the options of a goals section.

    Without one the rules are those of MER-styrning. Each save is a new version with who and when, and is never changed:
    a report is judged by the version that its rapportmall names. Database triggers refuse the rest, as in the journal.
    """

    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="steering_models", verbose_name="kommun"
    )
    name = models.CharField("namn", max_length=100)
    version = models.PositiveSmallIntegerField("version", default=1)
    rules = models.JSONField("regler", default=mer_rules, help_text="Regeln för bedömningar, som data.")
    description = models.TextField(
        "princip", blank=True, help_text="Hur rapporten beskriver principen, i Markdown. Tomt: regelns rader."
    )
    by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name="sparad av"
    )
    at = models.DateTimeField("sparad", default=timezone.now)

    objects = SteeringModelManager.from_queryset(SteeringModelQuerySet)()

    class Meta:
        verbose_name = "styrmodell"
        verbose_name_plural = "styrmodeller"
        ordering = ["municipality", "name", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "name", "version"],
                name="steering_version_once",
                violation_error_message="Kommunen har redan en styrmodell med det namnet.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"

    def natural_key(self) -> tuple[str, str, int]:
        return (self.municipality.slug, self.name, self.version)

    natural_key.dependencies = ["reporting.municipality"]  # type: ignore[attr-defined]

    def clean(self) -> None:
        errors: dict[str, str] = {}
        if VERSIONED.fullmatch(self.name):
            errors["name"] = "Skriv namnet utan version: versionerna räknas av sig själva."
        try:
            self.rules = SteeringRules.from_dict(self.rules).to_dict()
        except ValueError as error:
            errors["rules"] = str(error)
        if errors:
            raise ValidationError(errors)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise ValidationError(NEVER_CHANGED)
        self.full_clean()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise ValidationError(NEVER_CHANGED)

    @property
    def reference(self) -> str:
        return self.name if self.version == 1 else str(self)

    @property
    def steering_rules(self) -> SteeringRules:
        return SteeringRules.from_dict(self.rules)
