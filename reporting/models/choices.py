"""Stored roles and statuses."""

from __future__ import annotations

from django.db import models


class Role(models.TextChoices):
    """In Swedish: roll. What a person may do in one nämnd; a person may hold several."""

    READER = "reader", "läsare"
    REPRESENTATIVE = "representative", "ledamot"  # reads what is handed in, never drafts
    REPORTER = "reporter", "rapportör"
    CONTROLLER = "controller", "controller"
    APPROVER = "approver", "godkännare"
    ADMINISTRATOR = "administrator", "administratör"


class Status(models.TextChoices):
    """In Swedish: status. Handing in makes an upprättad handling (TF 2 kap.); an adopted report never changes."""

    DRAFT = "draft", "utkast"
    HANDED_IN = "handed_in", "inlämnad"
    APPROVED = "approved", "godkänd"
    ADOPTED = "adopted", "fastställd"
    DISCARDED = "discarded", "borttagen"  # a draft: no one sees it, and its journal stays
