"""Earlier values put back, findings accepted, figures made live, and a report finished."""

from __future__ import annotations

import json
from decimal import Decimal

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from reporting.models.choices import Status
from reporting.models.journal import CellKey
from reporting.permissions import Action
from reporting.review.of_report import open_errors
from reporting.sections import sections_of
from tests.edits.malls import MONEY
from tests.edits.memory import Mall
from tests.edits.portal import NUMBERS, Opened, pick
from tests.edits.reports import Reports
from tests.edits.typed_in import TypedIn
from tests.edits.typing import Typed
from tests.html import Page

FILLED = "Året har gått bra."


class Answers(Reports, TypedIn):
    @precondition(lambda self: self.report is not None and self.memory.past)
    @rule(which=NUMBERS, version=NUMBERS)
    def restore(self, which: int, version: int) -> None:
        facts = [fact for fact, past in self.memory.past.items() if fact[0] == self.report and len(past) > 1]
        if not facts:
            return
        fact = pick(facts, which)
        cell: CellKey = fact[1:]
        wanted = version % len(self.memory.past[fact]) + 1
        response = self.answered(
            self.person.post(self.address("cell_history", *cell), {"version": str(wanted)})
        )
        assert response.status_code in (302, 403, 422)
        if response.status_code == 302:
            self.remember_restored(cell, self.memory.past[fact][wanted - 1])

    def remember_restored(self, cell: CellKey, text: str) -> None:
        model, key, name = cell
        report = self.now
        if model == "reporting.prosetext":
            self.memory.write(report.pk, key, text)
            return
        (line,) = (
            line
            for line in self.memory.lines.values()
            if (line.report, line.model, line.key) == (report.pk, model, key)
        )
        if name == "kind":
            mall = Mall.of(report, "ekonomi")
            assert mall is not None
            self.memory.turn(line, text, mall)
        elif name == "label":
            self.memory.change(line, label=text)
        else:
            self.memory.change(line, **{name: Decimal(text) if text else None})

    @precondition(lambda self: self.report is not None)
    @rule(number=NUMBERS)
    def accept_a_finding(self, number: int) -> None:
        review = Page(self.answered(self.person.get(self.address("report_review"))).content)
        if found := [each.attrs["value"] for each in review.all("input", name="fingerprint")]:
            self.accept(pick(found, number))

    def accept(self, fingerprint: str) -> None:
        data = {"fingerprint": fingerprint, "reason": "Så ska det vara."}
        self.answered(self.person.post(self.address("finding_accept"), data))

    @precondition(lambda self: self.status == Status.DRAFT and any(self.memory.texts.values()))
    @rule(number=NUMBERS)
    def make_live(self, number: int) -> None:
        review = Page(self.answered(self.person.get(self.address("report_review"))).content)
        tokens = [e.attrs["value"] for e in review.all("input", name="token")]
        if not tokens:
            return
        before = self.read_texts()
        response = self.answered(
            self.person.post(self.address("figure_make_live"), {"token": pick(tokens, number)})
        )
        assert response.status_code == 302
        assert self.read_texts() == before  # it is printed as before
        report = self.now
        for key, text in report.prose.items():
            if text != self.memory.texts.get((report.pk, key), ""):
                assert "{{" in text
                self.memory.write(report.pk, key, text)

    def read_texts(self) -> list[str]:
        document = json.loads(self.file(self.now, "json"))
        return [
            block["markdown"]
            for section in document["sections"]
            for block in section["blocks"]
            if block["type"] == "prose"
        ]

    @precondition(lambda self: self.status == Status.DRAFT)
    @rule(steps=st.sampled_from([1, 2, 3, 3]))
    def finish(self, steps: int) -> None:
        """All that blocks is mended: every figure, text and error; then the report goes one to three steps on."""
        for section in sections_of(self.now):
            self.fill(self.opened(section.key))
        for finding in open_errors(self.now):
            self.accept(finding.fingerprint)
        for action in (Action.HAND_IN, Action.APPROVE)[:steps]:
            self.moved(action)
        if steps == 3:
            self.adopt()

    def fill(self, page: Opened) -> None:
        if "text-markdown" in page.data and not page.data["text-markdown"].strip():
            assert self.send(page, {"text-markdown": FILLED}, {})["saved"]
            self.memory.write(page.report, page.key, FILLED)
        if page.key in MONEY:
            if not page.rows():
                self.add_to(page, "cost", [])
            blank = [
                f"{row}-{name}"
                for row in page.rows()
                for name in page.figures(row)
                if not page.data[f"{row}-{name}"]
            ]
            if blank:
                self.send(page, dict.fromkeys(blank, "1"), dict.fromkeys(blank, Typed("1", Decimal(1))))
