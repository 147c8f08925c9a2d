from django.db import models

from reporting.models import Report, ReportRow


class Grant(ReportRow):
    """In Swedish: bidrag."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="grants")
    amount = models.DecimalField("belopp", max_digits=14, decimal_places=2, null=True, blank=True)

    class Meta:
        app_label = "tiny_chapter"
        verbose_name = "bidrag"
        verbose_name_plural = "bidrag"
        ordering = ["position", "pk"]
