"""Granskning: deterministic rules that find the wrong figure before the nämnd does.

``review(document)`` is pure: the same document gives the same findings. To add a rule: a subclass of Rule, its
module in RULES below, a test file.
"""

from __future__ import annotations

from collections.abc import Callable

from reporting.document.document import Document
from reporting.review.facts import Facts
from reporting.review.findings import Finding, by_severity
from reporting.review.rule import Rule
from reporting.review.rules import (
    appropriations,
    columns,
    decisions,
    followups,
    forecasts,
    formal,
    goals,
    indicators,
    laws,
    live,
    prose,
    siblings,
    signs,
    spelling,
    tables,
    title,
)

RULES: tuple[type[Rule], ...] = (
    *tables.RULES,
    *forecasts.RULES,
    *signs.RULES,
    *appropriations.RULES,
    *siblings.RULES,
    *columns.RULES,
    *indicators.RULES,
    *goals.RULES,
    *decisions.RULES,
    *followups.RULES,
    *prose.RULES,
    *formal.RULES,
    *title.RULES,
    *laws.RULES,
    *live.RULES,
    *spelling.RULES,
)


def review(
    document: Document, previous: Document | None = None, knows: Callable[[str], bool] | None = None
) -> list[Finding]:
    """All findings, the most severe first. ``previous``: the nämnd's report before, if any.

    ``knows``: whether a Swedish word is known; without it spelling is not checked.
    """
    facts = Facts(document, previous, knows)
    return by_severity(finding for rule in RULES for finding in rule().find(facts))
