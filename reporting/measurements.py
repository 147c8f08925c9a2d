"""What one chapter counts and another may show, by name and without importing it.

A chapter offers a Measurement and names it in ``settings.REPORT_MEASUREMENTS``.
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
    """What was counted for one report: (Swedish word, number) in order, and where it was counted."""

    counts: tuple[tuple[str, int], ...]
    source: str


@dataclass(frozen=True, kw_only=True)
class Measurement:
    """Something countable. ``read`` gives None when there is nothing to count; a constant number of queries.

    ``key`` is what is stored; ``name`` is what it is called; ``heading`` is what the words are ("Status").
    """

    key: str
    name: str
    heading: str
    read: Callable[[Report], Tally | None]


@cache
def measurements() -> dict[str, Measurement]:
    """All that can be counted, by key."""
    offered: list[Measurement] = [import_string(path) for path in settings.REPORT_MEASUREMENTS]
    return {measurement.key: measurement for measurement in offered}
