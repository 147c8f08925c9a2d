"""What is typed: amounts, rows, kinds, names and texts, in pages that may be old."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.urls import reverse
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from reporting.models import Report
from reporting.models.choices import Status
from tests.edits.malls import CONVENTIONS, MONEY, OTHERS, malls
from tests.edits.memory import Line
from tests.edits.portal import FIRST, NUMBERS, Opened, Portal, pick
from tests.edits.typing import AMOUNTS, ANYTHING, TEXTS, WORDS, Typed
from tests.factories import fresh, make_report, make_template
from tests.patches import as_patch

KINDS = st.sampled_from(["revenue", "cost", "appropriation"])


class TypedIn(Portal):
    @initialize(mall=malls(), convention=CONVENTIONS)
    def begin(self, mall: list[dict[str, Any]], convention: dict[str, Any]) -> None:
        template = make_template(*mall, committee=self.committee, convention=convention)
        self.report = make_report(template=template, actuals_through=FIRST).pk
        for key in [spec["key"] for spec in mall if spec["key"] in MONEY]:
            page = self.opened(key)
            kinds = ("revenue", "cost", "cost")
            self.add(page, {
                row: self.new_row(page, row, kind, [Typed("1 000", Decimal(1000))])
                for row, kind in zip(page.blank_rows(), kinds, strict=False)
            })  # fmt: skip

    def grid(self, which: int) -> Opened | None:
        """A page of figures with a row or more."""
        page = self.page(which, MONEY)
        return page if page and page.rows() else None

    @precondition(lambda self: self.report is not None)
    @rule(which=NUMBERS, row=NUMBERS, name=NUMBERS, figure=ANYTHING)
    def type_amount(self, which: int, row: int, name: int, figure: Typed) -> None:
        self.type_amounts(which, [(row, name, figure)])

    @precondition(lambda self: self.report is not None)
    @rule(which=NUMBERS, cells=st.lists(st.tuples(NUMBERS, NUMBERS, ANYTHING), min_size=2, max_size=6))
    def paste_amounts(self, which: int, cells: list[tuple[int, int, Typed]]) -> None:
        self.type_amounts(which, cells)

    @precondition(lambda self: self.report is not None)
    @rule(which=NUMBERS, row=NUMBERS, name=NUMBERS, first=ANYTHING, second=ANYTHING)
    def type_in_two_tabs(self, which: int, row: int, name: int, first: Typed, second: Typed) -> None:
        """In one cell of one page, opened twice before anything was typed."""
        if page := self.grid(which):
            twin = replace(page, data=dict(page.data))
            for tab, figure in ((page, first), (twin, second)):
                typed = self.chosen(tab, [(row, name, figure)])
                self.send(tab, {cell: each.text for cell, each in typed.items()}, typed)

    def type_amounts(self, which: int, cells: list[tuple[int, int, Typed]]) -> None:
        if (page := self.grid(which)) is None:
            return
        typed = self.chosen(page, cells)
        how = "typed" if len(typed) == 1 else "pasted"
        self.send(page, {name: each.text for name, each in typed.items()}, typed, how=how)

    def chosen(self, page: Opened, cells: Iterable[tuple[int, int, Typed]]) -> dict[str, Typed]:
        typed: dict[str, Typed] = {}
        for row_number, name_number, each in cells:
            row = pick(page.rows(), row_number)
            if names := page.figures(row):
                typed[f"{row}-{pick(names, name_number)}"] = each
        return typed

    def send(
        self, page: Opened, texts: dict[str, str], typed: dict[str, Typed], how: str = "typed"
    ) -> dict[str, Any]:
        """A patch from a page that may be old, and what should come of it."""
        before = self.printed(page, typed)
        data = page.data | texts
        response = self.patch(page, data, how)
        report = fresh(Report.objects.get(pk=page.report))
        if page.data["template"] != report.template.state and report.status == Status.DRAFT:
            assert response.status_code == 409
        if response.status_code != 200:
            return {}
        answer: dict[str, Any] = response.json()
        left = {*answer["errors"], *answer["waiting"], *answer["conflicts"]}
        assert not left or answer["saved"] is not None
        for name, each in typed.items():
            if is_plain(each) and self.line(page, name.rpartition("-")[0]):
                assert name in answer["conflicts"] or name not in answer["errors"], answer["errors"]
            if not each.is_amount:
                assert name in left or page.data[name] == each.text, (name, each)
            if self.is_in_conflict(page, name, each, before):
                assert name in left, name
        if answer["saved"]:
            self.remember(page, {name: each for name, each in typed.items() if name not in left})
            self.follow(page, answer, data, left)
        return answer

    def patch(self, page: Opened, data: dict[str, str], how: str) -> Any:
        slug = self.slug_of(page.report)
        sent = json.dumps(as_patch(data, batch=str(uuid.uuid4()), how=how))
        return self.answered(
            self.person.post(
                reverse("section_cells", args=[slug, page.key]), sent, content_type="application/json"
            )
        )

    def printed(self, page: Opened, names: Iterable[str]) -> dict[str, Decimal | None]:
        """What stands in the cells now, in kronor with the printed sign."""
        found: dict[str, Decimal | None] = {}
        for name in names:
            row, _, each = name.rpartition("-")
            line = self.line(page, row)
            if line is not None and page.mall is not None:
                kronor = line.figures[each]
                found[name] = None if kronor is None else kronor * page.mall.signs[line.kind]
        return found

    def line(self, page: Opened, row: str) -> Line | None:
        pk = page.data.get(f"{row}-id")
        return self.memory.lines.get((MONEY[page.key]._meta.label_lower, int(pk))) if pk else None

    def is_in_conflict(self, page: Opened, name: str, each: Typed, before: dict[str, Decimal | None]) -> bool:
        """Whether another's figure stands there now, neither what the page showed nor what was typed."""
        if name not in before or page.mall is None or page.data[name] == each.text:
            return False
        shown = (
            page.data.get(f"initial-{name}", "")
            .replace("\u2212", "-")
            .replace("\u00a0", "")
            .replace(",", ".")
        )
        opened = in_kronor(shown, page.mall.unit)
        return before[name] not in (opened, each.kronor(page.mall.unit))

    def remember(self, page: Opened, typed: dict[str, Typed]) -> None:
        for name, each in typed.items():
            row, _, column = name.rpartition("-")
            line = self.line(page, row)
            if line is None or page.mall is None or page.data[name] == each.text:
                continue
            kronor = each.kronor(page.mall.unit)
            self.memory.change(
                line, **{column: None if kronor is None else kronor * page.mall.signs[line.kind]}
            )

    def follow(self, page: Opened, answer: dict[str, Any], data: dict[str, str], left: set[str]) -> None:
        """The page after an answer, as the browser's script leaves it."""
        page.data |= answer["rows"]
        for name, text in answer["values"].items():
            if name in left:
                continue
            page.data[f"initial-{name}"] = text
            if text in ("True", "False"):
                page.data.pop(name, None)
                page.data |= {name: "on"} if text == "True" else {}
            else:
                page.data[name] = text

    @precondition(lambda self: self.report is not None)
    @rule(which=NUMBERS, kind=KINDS, figures=st.lists(AMOUNTS, min_size=0, max_size=4))
    def add_row(self, which: int, kind: str, figures: list[Typed]) -> None:
        if page := self.page(which, MONEY):
            self.add_to(page, kind, figures)

    def add_to(self, page: Opened, kind: str, figures: list[Typed]) -> None:
        if not page.blank_rows():
            return
        row = page.blank_rows()[0]
        self.add(page, {row: self.new_row(page, row, kind, figures)})

    def new_row(
        self, page: Opened, row: str, kind: str, figures: list[Typed]
    ) -> tuple[dict[str, str], dict[str, Typed]]:
        self.named += 1
        texts = {f"{row}-label": f"Rad {self.named}"}
        if f"{row}-kind" in page.data:
            texts[f"{row}-kind"] = kind
        typed = {f"{row}-{name}": each for name, each in zip(page.figures(row), figures, strict=False)}
        return texts | {name: each.text for name, each in typed.items()}, typed

    def add(self, page: Opened, rows: dict[str, tuple[dict[str, str], dict[str, Typed]]]) -> None:
        """New rows in one patch: the texts of each, and its figures."""
        answer = self.send(
            page, {name: text for texts, _ in rows.values() for name, text in texts.items()}, {}
        )
        for row, (texts, typed) in rows.items():
            if pk := answer.get("rows", {}).get(f"{row}-id"):
                self.remember_new(page, MONEY[page.key].objects.get(pk=pk), row, texts, typed)

    def remember_new(
        self, page: Opened, stored: Any, row: str, texts: dict[str, str], typed: dict[str, Typed]
    ) -> None:
        assert page.mall is not None
        kind = texts.get(f"{row}-kind", "cost")
        figures = {
            name.rpartition("-")[2]: None if kronor is None else kronor * page.mall.signs[kind]
            for name, each in typed.items()
            for kronor in [each.kronor(page.mall.unit)]
        }
        self.memory.add(stored, label=texts[f"{row}-label"], kind=kind, figures=figures)

    @precondition(lambda self: self.report is not None)
    @rule(which=NUMBERS, row_number=NUMBERS, kind=KINDS)
    def turn_kind_or_rename(self, which: int, row_number: int, kind: str) -> None:
        if (page := self.grid(which)) is None:
            return
        row = pick(page.rows(), row_number)
        if kind == "appropriation" or f"{row}-kind" not in page.data:
            self.named += 1
            name, text = f"{row}-label", f"Rad {self.named}"
        else:
            name, text = f"{row}-kind", kind
        is_new = page.data[name] != text
        answer = self.send(page, {name: text}, {})
        line = self.line(page, row)
        left = {*answer.get("errors", ()), *answer.get("waiting", ()), *answer.get("conflicts", ())}
        if not answer.get("saved") or name in left or line is None or not is_new:
            return
        assert page.mall is not None
        if name.endswith("-label"):
            self.memory.change(line, label=text)
        else:
            self.memory.turn(line, text, page.mall)

    @precondition(lambda self: self.report is not None)
    @rule(
        which=NUMBERS,
        cells=st.lists(st.tuples(NUMBERS, NUMBERS, ANYTHING), max_size=3),
        gone=st.one_of(st.none(), NUMBERS),
        kind=KINDS,
        figures=st.one_of(st.none(), st.lists(AMOUNTS, max_size=3)),
    )
    def save_by_button(
        self,
        which: int,
        cells: list[tuple[int, int, Typed]],
        gone: int | None,
        kind: str,
        figures: list[Typed] | None,
    ) -> None:
        """The whole page: cells typed, perhaps a row away and a row added. All or nothing."""
        if (page := self.grid(which)) is None:
            return
        typed = self.chosen(page, cells)
        away = pick(page.rows(), gone) if gone is not None else ""
        typed = {name: each for name, each in typed.items() if not away or not name.startswith(f"{away}-")}
        texts = {name: each.text for name, each in typed.items()}
        new: tuple[dict[str, str], dict[str, Typed]] = ({}, {})
        row = next(iter(page.blank_rows()), "")
        if figures is not None and row:
            new = self.new_row(page, row, kind, figures)
        data = page.data | texts | new[0] | ({f"{away}-DELETE": "on"} if away else {})
        before = self.printed(page, typed)
        keys = set(MONEY[page.key].objects.filter(report=page.report).values_list("pk", flat=True))
        slug = self.slug_of(page.report)
        response = self.answered(self.person.post(reverse("section_edit", args=[slug, page.key]), data))
        if response.status_code != 302:
            return
        self.pages.remove(page)
        for name, each in typed.items():
            assert each.is_amount or page.data[name] == each.text
            assert not self.is_in_conflict(page, name, each, before)
        self.remember(page, typed)
        if away and self.line(page, away):
            self.memory.forget(MONEY[page.key]._meta.label_lower, page.pk(away))
        for stored in MONEY[page.key].objects.filter(report=page.report).exclude(pk__in=keys):
            self.remember_new(page, stored, row, *new)

    @precondition(lambda self: self.report is not None)
    @rule(which=NUMBERS, text=TEXTS)
    def write_text(self, which: int, text: str) -> None:
        page = self.page(which, ["inledning", *MONEY])
        if page is None or "text-markdown" not in page.data:
            return
        is_new = page.data["text-markdown"] != text
        answer = self.send(page, {"text-markdown": text}, {})
        left = {*answer.get("errors", ()), *answer.get("conflicts", ())}
        if answer.get("saved") and is_new and "text-markdown" not in left:
            self.memory.write(page.report, page.key, text.strip())

    @precondition(lambda self: self.report is not None)
    @rule(which=NUMBERS, number=NUMBERS, words=st.lists(WORDS, min_size=1, max_size=3), button=st.booleans())
    def type_in_another_chapter(self, which: int, number: int, words: list[str], button: bool) -> None:
        """What is stored is held against the journal alone."""
        if (page := self.page(which, OTHERS)) is None:
            return
        names = [
            name for name in page.data if name.count("-") > 1 and not name.startswith(("initial-", "text-"))
        ]
        names = [name for name in names if not name.endswith(("-id", "_FORMS"))]
        texts = {pick(names, number + place): word for place, word in enumerate(words)} if names else {}
        labels = [
            name for name in names if name.endswith("-label") and name.rpartition("-")[0] in str(list(texts))
        ]
        texts = {name: "Något nytt" for name in labels if not page.data[name]} | texts
        if button:
            slug = self.slug_of(page.report)
            self.answered(self.person.post(reverse("section_edit", args=[slug, page.key]), page.data | texts))
            self.pages.remove(page)
        else:
            self.send(page, texts, {})


def is_plain(each: Typed) -> bool:
    """Whether nothing about it can be asked: whole, in the table's unit, grouped or not."""
    return each.is_amount and not each.unit and "," not in each.text and "." not in each.text


def in_kronor(text: str, unit: str) -> Decimal | None:
    return Typed("", Decimal(text)).kronor(unit) if text else None
