from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from goals.steering import MER, SteeringRules
from reporting.models import Municipality
from reporting.models.texts import ReadableTexts


def mer_rules() -> dict[str, Any]:
    return MER.to_dict()


class SteeringModelManager(models.Manager["SteeringModel"]):
    def get_by_natural_key(self, municipality: str, name: str) -> SteeringModel:
        return self.get(municipality__slug=municipality, name=name)


class SteeringModel(ReadableTexts, models.Model):
    """In Swedish: styrmodell. A kommun's rules for judging goals, named in the options of a goals section.

    Without one the rules are those of MER-styrning.
    """

    municipality = models.ForeignKey(
        Municipality, on_delete=models.CASCADE, related_name="steering_models", verbose_name="kommun"
    )
    name = models.CharField("namn", max_length=100)
    rules = models.JSONField("regler", default=mer_rules, help_text="Regeln för bedömningar, som data.")
    description = models.TextField(
        "princip", blank=True, help_text="Hur rapporten beskriver principen, i Markdown. Tomt: regelns rader."
    )

    objects = SteeringModelManager()

    class Meta:
        verbose_name = "styrmodell"
        verbose_name_plural = "styrmodeller"
        ordering = ["municipality", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "name"],
                name="steering_model_once",
                violation_error_message="Kommunen har redan en styrmodell med det namnet.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str, str]:
        return (self.municipality.slug, self.name)

    natural_key.dependencies = ["reporting.municipality"]  # type: ignore[attr-defined]

    def clean(self) -> None:
        try:
            self.rules = SteeringRules.from_dict(self.rules).to_dict()
        except ValueError as error:
            raise ValidationError({"rules": str(error)}) from None

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.full_clean()
        super().save(*args, **kwargs)

    @property
    def steering_rules(self) -> SteeringRules:
        return SteeringRules.from_dict(self.rules)
