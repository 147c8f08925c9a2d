"""Which role a group of the kommun's own log-in gives."""

from __future__ import annotations

from django.db import models

from reporting.models.choices import Role
from reporting.models.committee import Committee, Municipality


class GroupRole(models.Model):
    """In Swedish: grupp. Whoever is in it has the role in the nämnd; without nämnd and role, is kommunadministratör.

    ``group``: the id that the log-in sends.
    """

    municipality = models.ForeignKey(
        Municipality, on_delete=models.CASCADE, related_name="group_roles", verbose_name="kommun"
    )
    group = models.CharField("gruppens id", max_length=200)
    name = models.CharField("gruppens namn", max_length=200, blank=True)
    committee = models.ForeignKey(
        Committee,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="group_roles",
        verbose_name="nämnd",
    )
    role = models.CharField("roll", max_length=20, choices=Role.choices, blank=True)

    class Meta:
        verbose_name = "grupp"
        verbose_name_plural = "grupper"
        ordering = ["name", "group", "committee__name", "role"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "committee", "role"],
                condition=models.Q(committee__isnull=False),
                name="group_role_once",
                violation_error_message="Gruppen ger redan den rollen i nämnden.",
            ),
            models.UniqueConstraint(
                fields=["group", "municipality"],
                condition=models.Q(committee__isnull=True),
                name="group_administrator_once",
                violation_error_message="Gruppen ger redan rollen kommunadministratör.",
            ),
            models.CheckConstraint(
                condition=models.Q(committee__isnull=True, role="")
                | models.Q(committee__isnull=False, role__in=Role.values),
                name="group_role_known",
                violation_error_message="Rollen finns inte.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name or self.group}: {self.gives}"

    @property
    def gives(self) -> str:
        """In Swedish: "rapportör i Kommunstyrelsen"."""
        if self.committee is None:
            return f"kommunadministratör i {self.municipality.name}"
        return f"{self.get_role_display()} i {self.committee.name}"
