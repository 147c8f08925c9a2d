"""Starter rapportmallar: the shapes that a nämnd may begin with. Their data lies beside, in ``starters/``."""

from __future__ import annotations

import json
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from reporting.models import Committee, PeriodKind, ReportTemplate

FOLDER = Path(__file__).parent / "starters"
KINDS = {  # the file's name -> the kind of report it is made for, in the order of the list
    "delarsrapport": PeriodKind.INTERIM,
    "arsredovisning": PeriodKind.ANNUAL,
    "internkontroll": PeriodKind.INTERNAL_CONTROL,
    "tertialuppfoljning": PeriodKind.FOLLOW_UP,
}


@dataclass(frozen=True)
class Starter:
    """``text``: what is in it, in a sentence."""

    key: str
    name: str
    text: str
    sections: list[dict[str, Any]]
    convention: dict[str, Any]
    hand_in_questions: list[str]


@cache
def starters() -> dict[str, Starter]:
    return {
        key: Starter(key=key, **json.loads((FOLDER / f"{key}.json").read_text(encoding="utf-8")))
        for key in KINDS
    }


def choices() -> list[tuple[str, str]]:
    return [(key, f"{one.name}: {one.text}") for key, one in starters().items()]


def add_starters(committee: Committee, keys: Iterable[str]) -> list[ReportTemplate]:
    """The nämnd's new templates; one whose name it has already is left as it is."""
    taken = set(committee.templates.values_list("name", flat=True))
    added = [
        ReportTemplate(
            committee=committee,
            name=starter.name,
            sections=deepcopy(starter.sections),
            convention=deepcopy(starter.convention),
            hand_in_questions=list(starter.hand_in_questions),
        )
        for key in keys
        if (starter := starters()[key]).name not in taken
    ]
    for template in added:
        template.save()
    return added
