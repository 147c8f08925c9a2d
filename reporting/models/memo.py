"""What goes before a report when it is taken up: the officials' letter to the nämnd."""

from __future__ import annotations

from django.db import models

from reporting.models.report import Report


class MemoManager(models.Manager["CoverMemo"]):
    def get_by_natural_key(self, report: str) -> CoverMemo:
        return self.get(report__slug=report)


class CoverMemo(models.Model):
    """In Swedish: tjänsteskrivelse. What the nämnd is asked to decide, and why. Texts are Markdown."""

    report = models.OneToOneField(
        Report, on_delete=models.CASCADE, related_name="cover_memo", verbose_name="rapport"
    )
    matter = models.CharField("ärende", max_length=300, blank=True)
    reference = models.CharField("diarienummer", max_length=60, blank=True)
    summary = models.TextField("sammanfattning", blank=True)
    description = models.TextField("beskrivning", blank=True)
    basis = models.TextField("beslutsunderlag", blank=True)
    proposals = models.TextField("förslag till beslut", blank=True, help_text="Ett förslag på varje rad.")
    economy = models.TextField("ekonomiska konsekvenser", blank=True)
    attachments = models.TextField("bilagor", blank=True)
    recipients = models.TextField("beslut skickas till", blank=True)

    objects = MemoManager()

    class Meta:
        verbose_name = "tjänsteskrivelse"
        verbose_name_plural = "tjänsteskrivelser"

    def __str__(self) -> str:
        return f"Tjänsteskrivelse: {self.report}"

    def natural_key(self) -> tuple[str]:
        return (self.report.slug,)

    natural_key.dependencies = ["reporting.report"]  # type: ignore[attr-defined]
