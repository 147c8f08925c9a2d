"""Goals, political decisions, steering models and key figures.

Every row but a steering model belongs to one report and keeps its ``key`` from period to period.
"""

from goals.models.decisions import CLOSED, CommitteeDecision, DecisionStatus
from goals.models.goals import (
    TARGET_KIND_CHOICES,
    TARGET_KINDS,
    CommitteeGoal,
    CouncilGoal,
    Indicator,
    target_fields,
)
from goals.models.key_figures import EMPTY_GROUP, FIGURES, KeyFigure
from goals.models.rows import FULFILMENT_CHOICES, FULFILMENTS, REASON_MISSING, JudgedRow
from goals.models.steering import SteeringModel, mer_rules

__all__ = [
    "CLOSED",
    "EMPTY_GROUP",
    "FIGURES",
    "FULFILMENTS",
    "FULFILMENT_CHOICES",
    "REASON_MISSING",
    "TARGET_KINDS",
    "TARGET_KIND_CHOICES",
    "CommitteeDecision",
    "CommitteeGoal",
    "CouncilGoal",
    "DecisionStatus",
    "Indicator",
    "JudgedRow",
    "KeyFigure",
    "SteeringModel",
    "mer_rules",
    "target_fields",
]
