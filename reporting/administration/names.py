"""Addresses and names that are free."""

from __future__ import annotations

from itertools import chain, count

from django.db import models
from django.utils.text import slugify

LONGEST_SLUG = 50


def free_slug(model: type[models.Model], name: str, *more: str) -> str:
    """Of a name, with ``more`` and then a number added while it is taken."""
    base = (slugify(name) or "namn")[: LONGEST_SLUG - 4].strip("-")
    longer = ("-".join([base, slugify(word)])[: LONGEST_SLUG - 4].strip("-") for word in more)
    wanted = chain([base], longer, (f"{base}-{number}" for number in count(2)))
    rows = model._default_manager
    return next(slug for slug in wanted if not rows.filter(slug=slug).exists())
