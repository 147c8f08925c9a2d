"""The account rules of a nämnd, and each account's amount in a report."""

from __future__ import annotations

from typing import Any

from django.db import models

from reporting.models import Committee, ImportedFile, Report
from reporting.models.texts import ReadableTexts


class AccountRule(ReadableTexts, models.Model):
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


class LedgerOwner(models.Model):
    """In Swedish: huvudbokens organisation. One that somebody in a nämnd has read a file from."""

    committee = models.ForeignKey(
        Committee, on_delete=models.CASCADE, related_name="ledger_owners", verbose_name="nämnd"
    )
    number = models.CharField("organisationsnummer", max_length=10, blank=True)  # digits alone
    name = models.CharField("organisationens namn", max_length=200, blank=True)

    class Meta:
        verbose_name = "huvudbokens organisation"
        verbose_name_plural = "huvudböckernas organisationer"
        ordering = ["name", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "number", "name"],
                name="ledger_owner_once",
                violation_error_message="Nämnden har redan den organisationen.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})" if self.name and self.number else self.name or self.number


class LedgerFigure(models.TextChoices):
    """In Swedish: uppgift. The figures of a budget line that a ledger can give."""

    ACTUAL = "actual", "Utfall"
    BUDGET = "budget", "Budget"
    PERIOD_BUDGET = "period_budget", "Periodbudget"
    ACTUAL_LAST_YEAR = "actual_last_year", "Utfall samma period förra året"
    RESULT_LAST_YEAR = "result_last_year", "Bokslut förra året"


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
