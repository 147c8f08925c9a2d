"""The words that a role and a status are stored as."""

from __future__ import annotations

from django.db import models


class Role(models.TextChoices):
    """In Swedish: roll. What a person may do in one nämnd; a person may hold several."""

    READER = "reader", "läsare"
    REPORTER = "reporter", "rapportör"
    CONTROLLER = "controller", "controller"
    APPROVER = "approver", "godkännare"
    ADMINISTRATOR = "administrator", "administratör"


class Status(models.TextChoices):
    """In Swedish: status. An upprättad handling is explicit (TF 2 kap.); what is adopted never changes."""

    DRAFT = "draft", "utkast"
    HANDED_IN = "handed_in", "inlämnad"
    APPROVED = "approved", "godkänd"
    ADOPTED = "adopted", "fastställd"
    DISCARDED = "discarded", "borttagen"  # a draft: no one sees it, and its journal stays
