"""What stands under each section of a report's page: its published answers, and where to ask."""

from __future__ import annotations

from django.template.loader import render_to_string

from reporting.document.document import SectionContent
from reporting.document.json_writing import digest
from reporting.models import Report
from reporting.models.choices import Status
from reporting.questions.reading import by_section, of_report


class UnderSections:
    """The same for everyone who may ask, and for everyone who may not: nothing of it is one reader's own."""

    def __init__(self, report: Report, *, may_ask: bool) -> None:
        self.report, self.may_ask = report, may_ask
        is_draft = report.status == Status.DRAFT  # never handed in, or sent back: answers wait
        self.answered = {} if is_draft else by_section(of_report(report, only_public=True))

    @property
    def key(self) -> str:
        """Names all that the HTML depends on; "" for no HTML at all."""
        if not self.answered and not self.may_ask:
            return ""
        facts = [
            (shown.question.pk, shown.question.answered_at, shown.asked_by, shown.answered_by)
            for of_section in self.answered.values()
            for shown in of_section
        ]
        return digest(repr((self.report.slug, self.may_ask, facts)))

    def html(self, section: SectionContent) -> str:
        answered = self.answered.get(section.key, [])
        if not answered and not self.may_ask:
            return ""
        context = {"report": self.report, "section": section, "answered": answered, "may_ask": self.may_ask}
        return render_to_string("reporting/questions/_under_section.html", context)
