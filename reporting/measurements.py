"""Counts of one chapter, shown by another without importing it.

A chapter names its Measurement in ``settings.REPORT_MEASUREMENTS``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.utils.module_loading import import_string

from reporting.models import Report


@dataclass(frozen=True, kw_only=True)
class Tally:
    """``counts``: (Swedish word, number) in order; ``source``: where they come from."""

    counts: tuple[tuple[str, int], ...]
    source: str


@dataclass(frozen=True, kw_only=True)
class Measurement:
    """``key`` is stored, ``name`` shown; ``heading`` goes over the words ("Status").

    ``read`` returns None when there is nothing to count. A constant number of queries.
    """

    key: str
    name: str
    heading: str
    read: Callable[[Report], Tally | None]


@cache
def measurements() -> dict[str, Measurement]:
    """By key."""
    installed: list[Measurement] = [import_string(path) for path in settings.REPORT_MEASUREMENTS]
    return {measurement.key: measurement for measurement in installed}
