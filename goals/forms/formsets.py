"""The rows of goals: two beside each other never have the same name."""

from __future__ import annotations

from goals.models import CommitteeGoal, Indicator
from reporting.entry.named_rows import NamedRowFormSet

INSTEAD = "Skriv på den raden, eller ge den här ett annat namn."


class CouncilGoalFormSet(NamedRowFormSet):
    namesake = f"Målet ”{{}}” finns redan. {INSTEAD}"


class CommitteeGoalFormSet(NamedRowFormSet):
    namesake = f"Nämndmålet ”{{}}” finns redan under målet. {INSTEAD}"

    def beside(self, row: CommitteeGoal) -> int:
        return row.council_goal_id


class IndicatorFormSet(NamedRowFormSet):
    namesake = f"Indikatorn ”{{}}” finns redan under målet. {INSTEAD}"

    def beside(self, row: Indicator) -> tuple[int, int | None]:
        return row.council_goal_id, row.committee_goal_id
