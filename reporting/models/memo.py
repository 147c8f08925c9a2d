"""The cover memo of a report."""

from __future__ import annotations

from django.db import models

from reporting.models.report import Report
from reporting.models.texts import ReadableTexts

# Field -> default heading, in printed order. A template may rename them.
PARTS = {
    "summary": "Sammanfattning",
    "description": "Beskrivning av ärendet",
    "basis": "Beslutsunderlag",
    "proposal": "Förslag till beslut",
    "consequences": "Ekonomiska konsekvenser",
    "attachments": "Bilagor",
    "recipients": "Beslut skickas till",
}


class CoverMemo(ReadableTexts, models.Model):
    """In Swedish: tjänsteskrivelse. Parts are Markdown; blank ones are not printed."""

    report = models.OneToOneField(
        Report, on_delete=models.CASCADE, related_name="cover_memo", verbose_name="rapport"
    )
    matter = models.CharField("ärende", max_length=300)
    diary_number = models.CharField("diarienummer", max_length=50, blank=True)
    summary = models.TextField("sammanfattning", blank=True)
    description = models.TextField("beskrivning", blank=True)
    basis = models.TextField("beslutsunderlag", blank=True)
    proposal = models.TextField("förslag till beslut", blank=True)
    consequences = models.TextField("ekonomiska konsekvenser", blank=True)
    attachments = models.TextField("bilagor", blank=True)
    recipients = models.TextField("beslut skickas till", blank=True)

    journal_key = "report_id"  # one for each report

    class Meta:
        verbose_name = "tjänsteskrivelse"
        verbose_name_plural = "tjänsteskrivelser"

    def __str__(self) -> str:
        return self.matter
