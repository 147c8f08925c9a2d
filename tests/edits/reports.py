"""What is done with a report as a whole: begun, given another mall, moved along, read."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.test import TestCase
from django.urls import reverse
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from reporting.models import Report
from reporting.models.choices import Status
from reporting.permissions import Action
from reporting.sections import sections_of
from tests.edits.malls import CONVENTIONS, MONEY, malls
from tests.edits.memory import Mall
from tests.edits.portal import FIRST, NUMBERS, Portal, pick
from tests.edits.typing import TEXTS
from tests.factories import fresh, post_step, print_otherwise


class Reports(Portal):
    @precondition(lambda self: self.report is None)
    @rule(tertials=st.integers(0, 2), kind=st.sampled_from(["interim", "annual"]))
    def start_next_period(self, tertials: int, kind: str) -> None:
        """With no tertial more it is the same day in a report of another kind."""
        last = (
            Report.objects.kept()
            .filter(committee=self.committee)
            .order_by("-period__actuals_through", "-pk")
            .first()
        )
        through = last.period.actuals_through if last else FIRST
        for _ in range(tertials):
            through = min(end for end in ends(through) if end > through)
        template = self.committee.templates.order_by("-pk").first()
        assert template is not None
        response = self.answered(self.person.post(reverse("report_start", args=[self.committee.slug]), {
            "actuals_through": through.isoformat(), "dated": through.isoformat(), "kind": kind,
            "title": "Nästa rapport", "template": str(template.pk),
        }))  # fmt: skip
        if response.status_code != 302:
            return
        made = Report.objects.kept().filter(committee=self.committee).latest("pk")
        self.report = made.pk
        self.done["same day" if last and through == last.period.actuals_through else "next period"] += 1
        self.remember_copies(fresh(made))

    def remember_copies(self, report: Report) -> None:
        """The rows that follow into a new period, with the figures that stay or become last year's."""
        for key, model in MONEY.items():
            if report.previous is None or Mall.of(report, key) is None:
                continue
            kept = figures_kept(report, report.previous, key)
            for row in model.objects.filter(report=report):
                (old,) = (
                    line for line in self.memory.lines_of(report.previous.pk, model) if line.key == row.key
                )
                figures = {new: old.figures[name] for new, name in kept.items()}
                self.memory.add(row, label=old.label, kind=old.kind, figures=figures)
            assert model.objects.filter(report=report).count() == len(
                self.memory.lines_of(report.previous.pk, model)
            )

    @precondition(lambda self: self.report is None and self.memory.adopted)
    @rule(number=NUMBERS, reason=st.sampled_from(["Utfallet var från juni.", "Utfallet var från juni.", " "]))
    def correct(self, number: int, reason: str) -> None:
        """The next version, with all that the adopted one held. Of each period only the last version is corrected."""
        first = Report.objects.get(pk=pick(list(self.memory.adopted), number))
        versions = Report.objects.filter(
            committee=self.committee, period=first.period_id, status=Status.ADOPTED
        )
        is_last = not versions.filter(version__gt=first.version).exists()
        address = reverse("report_correction", args=[first.slug])
        response = self.answered(self.person.post(address, {"reason": reason}))
        assert response.status_code == (302 if is_last and reason.strip() else 422)
        if response.status_code == 302:
            self.done["corrected"] += 1
            made = Report.objects.get(committee=self.committee, status=Status.DRAFT)
            assert (made.replaces, made.version) == (first, first.version + 1)
            self.report = made.pk
            self.remember_correction(first, made)

    def remember_correction(self, first: Report, made: Report) -> None:
        for model in MONEY.values():
            old = {line.key: line for line in self.memory.lines_of(first.pk, model)}
            for row in model.objects.filter(report=made).order_by("position", "pk"):
                line = old.pop(row.key)
                self.memory.add(row, label=line.label, kind=line.kind, figures=line.figures)
            assert old == {}
        for (report, key), text in list(self.memory.texts.items()):
            if report == first.pk and text:
                self.memory.write(made.pk, key, text)

    @precondition(lambda self: self.report is not None)
    @rule(number=NUMBERS, title=TEXTS)
    def change_facts(self, number: int, title: str) -> None:
        through = pick([FIRST, dt.date(2023, 8, 31), dt.date(2024, 12, 31), dt.date(2023, 8, 30)], number)
        self.answered(self.person.post(self.address("report_facts"), {
            "kind": pick(["interim", "annual"], number), "actuals_through": through.isoformat(),
            "dated": through.isoformat(), "title": title[:200],
        }))  # fmt: skip

    @precondition(lambda self: self.status == Status.DRAFT)
    @rule(mall=malls(), convention=CONVENTIONS, keeps=st.booleans())
    def change_mall(self, mall: list[dict[str, Any]], convention: dict[str, Any], keeps: bool) -> None:
        """Sections, columns and order too, or unit and signs alone."""
        print_otherwise(self.now, None if keeps else mall, **convention)
        self.is_checked = False

    @precondition(lambda self: self.status == Status.DRAFT)
    @rule(number=NUMBERS)
    def go_back_to_a_mall(self, number: int) -> None:
        template = pick(list(self.committee.templates.order_by("pk")), number)
        response = self.person.post(self.address("report_template"), {"template": str(template.pk)})
        assert self.answered(response).status_code == 302

    @precondition(lambda self: self.report is not None)
    @rule(action=st.sampled_from([Action.HAND_IN, Action.APPROVE, Action.SEND_BACK]))
    def move(self, action: Action) -> None:
        self.moved(action)

    def moved(self, action: Action) -> None:
        with TestCase.captureOnCommitCallbacks(execute=True):
            response = self.answered(post_step(self.other, self.now, action, "Rätta."))
        assert response.status_code in (302, 403, 422)

    @precondition(lambda self: self.status == Status.APPROVED)
    @rule()
    def adopt(self) -> None:
        self.moved(Action.ADOPT)
        report = self.now
        if report.status == Status.ADOPTED:
            frozen = report.adopted_document
            self.memory.check_document(report)
            self.done["adopted"] += 1
            self.memory.adopted[report.pk] = (frozen.sha256, frozen.content, self.file(report, "json"))
            self.report = None

    @precondition(lambda self: self.status == Status.DRAFT and self.steps % 5 == 0)
    @rule()
    def discard(self) -> None:
        self.moved(Action.DISCARD)
        if self.now.status == Status.DISCARDED:
            self.report = None

    @precondition(lambda self: self.memory.adopted)
    @rule(number=NUMBERS, pdf=st.booleans())
    def read_what_is_adopted(self, number: int, pdf: bool) -> None:
        pk = pick(list(self.memory.adopted), number)
        report = Report.objects.get(pk=pk)
        assert self.file(report, "json") == self.memory.adopted[pk][2]
        assert self.answered(self.person.get(reverse("report_page", args=[report.slug]))).status_code == 200
        if pdf:
            assert self.file(report, "pdf").startswith(b"%PDF")

    @precondition(lambda self: self.report is not None)
    @rule(name=st.sampled_from(["report_page", "report_workspace", "report_changes", "report_review",
                                "report_comparison", "report_facts", "report_template", "import_start",
                                "report_comparison_file"]))  # fmt: skip
    def read(self, name: str) -> None:
        self.answered(self.person.get(self.address(name)))

    @precondition(lambda self: self.report is not None)
    @rule(extension=st.sampled_from(["xlsx", "docx", "json"]))
    def read_file(self, extension: str) -> None:
        self.file(self.now, extension)

    @precondition(lambda self: self.report is not None)
    @rule(number=NUMBERS)
    def read_editor(self, number: int) -> None:
        key = pick([section.key for section in sections_of(self.now)], number)
        self.answered(self.person.get(self.address("section_edit", key)))


def ends(after: dt.date) -> list[dt.date]:
    """The tertials' ends from that year on."""
    return [
        dt.date(year, *end) for year in (after.year, after.year + 1) for end in ((4, 30), (8, 31), (12, 31))
    ]


def figures_kept(report: Report, previous: Report, key: str) -> dict[str, str]:
    """The figures of a new period by those of the last that they are."""
    now, then = report.period.actuals_through, previous.period.actuals_through
    if now.year == then.year:
        if key == "forandringar":
            return {"amount": "amount"}
        same = ("budget", "carried_over", "extra_appropriation", "result_last_year")
        return {name: name for name in same} | {"previous_forecast": "forecast"}
    if key == "forandringar":
        return {}
    kept: dict[str, str] = {}
    if (now.month, now.day) == (then.month, then.day) and now.year == then.year + 1:
        kept["actual_last_year"] = "actual"
    if then.month == 12 and now.year == then.year + 1:
        kept["result_last_year"] = "actual"
    return kept
