"""Rows that change places, are given each other's names, and are put back after they were removed."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from reporting.models.choices import Status
from reporting.sections import sections_of
from tests.edits.malls import MONEY
from tests.edits.memory import MODEL_OF
from tests.edits.portal import NUMBERS, Opened, pick
from tests.edits.typed_in import TypedIn


class Rows(TypedIn):
    def new_page(self, which: int) -> Opened | None:
        """Opened now, with two rows or more."""
        shown = [section.key for section in sections_of(self.now) if section.key in MONEY]
        pages = [page for page in map(self.opened, shown) if len(page.rows()) > 1]
        return pick(pages, which) if pages else None

    @precondition(lambda self: self.status == Status.DRAFT)
    @rule(which=NUMBERS, row_number=NUMBERS, place=st.integers(1, 8))
    def move_row(self, which: int, row_number: int, place: int) -> None:
        """It stands at the place that was typed, or last; the others keep their order."""
        if (page := self.new_page(which)) is None:
            return
        row = pick(page.rows(), row_number)
        data = page.data | {f"{row}-position": str(place)}
        response = self.answered(self.person.post(self.address("section_edit", page.key), data))
        assert response.status_code == 302
        line = self.line(page, row)
        assert line is not None
        self.memory.move(line, place)
        self.done["row moved"] += 1

    @precondition(lambda self: self.status == Status.DRAFT)
    @rule(which=NUMBERS, order=st.permutations(range(3)), has_new=st.booleans())
    def paste_names(self, which: int, order: list[int], has_new: bool) -> None:
        """The names of the first rows in another order, perhaps with a new one. A row never becomes another that is
        given a new name at the same time: that is asked about."""
        if (page := self.new_page(which)) is None:
            return
        rows = page.rows()[:3]
        held = {row: page.data[f"{row}-label"] for row in rows}
        pasted = dict(zip(rows, (held[rows[number]] for number in order if number < len(rows)), strict=True))
        if has_new:
            self.named += 1
            pasted[rows[0]] = f"Rad {self.named}"
        renamed = {row: name for row, name in pasted.items() if name != held[row]}
        given_up = {held[row] for row in renamed}
        answer = self.send(page, {f"{row}-label": name for row, name in renamed.items()}, {}, how="pasted")
        for row, name in renamed.items():
            is_asked = name in given_up
            assert (f"{row}-label" in answer["errors"]) == is_asked
            if is_asked:
                self.done["name asked about"] += 1
            elif line := self.line(page, row):
                self.memory.change(line, label=name)

    @precondition(lambda self: self.status == Status.DRAFT and self.memory.removed_from(self.report))
    @rule(which=NUMBERS)
    def restore_row(self, which: int) -> None:
        """From *Vad har ändrats?*: with all that it held, last in its table."""
        line = pick(self.memory.removed_from(self.report), which)
        data = {"model": line.model, "row": line.key}
        response = self.answered(self.person.post(self.address("report_changes"), data))
        assert response.status_code == 302
        self.memory.put_back(line, MODEL_OF[line.model].objects.get(report=line.report, key=line.key))
        self.done["row restored"] += 1
