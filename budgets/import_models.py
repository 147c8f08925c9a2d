"""What an import leaves behind: the file's digest, the account rules of a nämnd, and each account's amount."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone

from reporting.models import Committee, Report, User


class FileKind(models.TextChoices):
    """In Swedish: filens slag."""

    SIE = "sie", "SIE-fil"
    WORKBOOK = "workbook", "arbetsbok"
    TEXT = "text", "CSV-fil"


class ImportedFile(models.Model):
    """In Swedish: inläst fil. Its content is kept until it is read in or replaced; its digest always."""

    report = models.ForeignKey(
        Report, on_delete=models.CASCADE, related_name="imported_files", verbose_name="rapport"
    )
    kind = models.CharField("slag", max_length=20, choices=FileKind.choices)
    name = models.CharField("filnamn", max_length=200)
    digest = models.CharField("kontrollsumma (SHA-256)", max_length=64)
    size = models.PositiveIntegerField("storlek i byte")
    content = models.BinaryField("innehåll", blank=True, default=b"")
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name="av")
    uploaded_at = models.DateTimeField("mottagen", default=timezone.now)
    applied_at = models.DateTimeField("inläst", null=True, blank=True)

    if TYPE_CHECKING:
        ledger_amounts: models.Manager[LedgerAmount]

    class Meta:
        verbose_name = "inläst fil"
        verbose_name_plural = "inlästa filer"
        ordering = ["-uploaded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=FileKind.values),
                name="imported_file_kind_known",
                violation_error_message="Filslaget finns inte.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def receive(cls, report: Report, *, kind: str, name: str, content: bytes, by: User) -> ImportedFile:
        """Keeps an uploaded file for its preview. What the same person left unread before is thrown away."""
        report.imported_files.filter(uploaded_by=by, applied_at=None).delete()
        return cls._default_manager.create(
            report=report,
            kind=kind,
            name=name[-200:],
            digest=hashlib.sha256(content).hexdigest(),
            size=len(content),
            content=content,
            uploaded_by=by,
        )

    def mark_applied(self) -> None:
        """Its figures are in the report; of the file only the digest is kept."""
        self.applied_at, self.content = timezone.now(), b""
        self.save(update_fields=["applied_at", "content"])


class AccountRule(models.Model):
    """In Swedish: kontoregel. Accounts (and objects) with a beginning belong to a line; blank is outside."""

    committee = models.ForeignKey(
        Committee, on_delete=models.CASCADE, related_name="account_rules", verbose_name="nämnd"
    )
    prefix = models.CharField("konto börjar med", max_length=10, blank=True)
    dimension = models.CharField("dimension", max_length=10, blank=True)
    object_prefix = models.CharField("objekt börjar med", max_length=40, blank=True)
    line_key = models.SlugField("rad", max_length=60, blank=True)

    class Meta:
        verbose_name = "kontoregel"
        verbose_name_plural = "kontoregler"
        ordering = ["prefix", "object_prefix"]
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "prefix", "dimension", "object_prefix"],
                name="account_rule_once",
                violation_error_message="Nämnden har redan en regel för det kontot och objektet.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.prefix}{f' / {self.object_prefix}' if self.object_prefix else ''}"


class LedgerFigure(models.TextChoices):
    """In Swedish: uppgift. The figures of a budget line that a ledger can give."""

    ACTUAL = "actual", "Utfall"
    BUDGET = "budget", "Budget"
    PERIOD_BUDGET = "period_budget", "Periodbudget"


class LedgerAmount(models.Model):
    """In Swedish: kontobelopp. Kronor, debit +, of one account in a line: what the line's figure was made of."""

    report = models.ForeignKey(
        Report, on_delete=models.CASCADE, related_name="ledger_amounts", verbose_name="rapport"
    )
    file = models.ForeignKey(
        ImportedFile, on_delete=models.CASCADE, related_name="ledger_amounts", verbose_name="fil"
    )
    figure = models.CharField("uppgift", max_length=20, choices=LedgerFigure.choices)
    line_key = models.SlugField("rad", max_length=60)
    account = models.CharField("konto", max_length=20)
    account_name = models.CharField("kontonamn", max_length=200, blank=True)
    object_number = models.CharField("objekt", max_length=60, blank=True)
    amount: models.DecimalField[Any, Any] = models.DecimalField("belopp", max_digits=15, decimal_places=2)

    class Meta:
        verbose_name = "kontobelopp"
        verbose_name_plural = "kontobelopp"
        ordering = ["figure", "account", "object_number"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "figure", "account", "object_number"],
                name="ledger_amount_once",
                violation_error_message="Kontot står redan på en rad.",
            ),
            models.CheckConstraint(
                condition=models.Q(figure__in=LedgerFigure.values),
                name="ledger_amount_figure_known",
                violation_error_message="Uppgiften finns inte.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.account_name}: {self.amount}"
