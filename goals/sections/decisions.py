from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import models

from goals.deviations import judged_decisions
from goals.forms.decisions import DecisionForm
from goals.highlights import decisions_highlight
from goals.models import CLOSED, CommitteeDecision
from goals.tables import decision_table
from reporting.document.blocks import Block
from reporting.document.deviations import Judged
from reporting.document.document import Document, SectionContent
from reporting.document.highlights import Highlight
from reporting.entry.rows_section import RowsSection
from reporting.models import Report


class DecisionsSection(RowsSection):
    kind = "goals.decisions"
    name = "Politiska beslut"
    model = CommitteeDecision
    form_class = DecisionForm
    grid_title = "Fattade politiska beslut"
    carried = ("status",)

    @classmethod
    def highlight(cls, contents: Sequence[SectionContent], document: Document) -> Highlight | None:
        return decisions_highlight(contents, key=cls.kind)

    def judged(self, content: SectionContent, document: Document) -> Iterable[Judged]:
        return judged_decisions(content)

    def tables(self, rows: Sequence[CommitteeDecision]) -> list[Block]:
        return [decision_table(rows)]

    def rows_to_carry(self, previous: Report) -> models.QuerySet[CommitteeDecision]:
        """Open decisions; comments start empty."""
        return super().rows_to_carry(previous).exclude(status__in=CLOSED)
