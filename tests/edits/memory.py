"""What a person who typed it all would remember, with arithmetic of its own, held against the portal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from reporting.assembly import assemble
from reporting.document.blocks import Cell, Prose, Table
from reporting.models import AdoptedDocument, JournalEntry, ProseText, Report
from tests.edits.malls import FIGURES, MONEY, VARIANCES, figures_of
from tests.edits.typing import KRONOR

MODEL_OF = {model._meta.label_lower: model for model in MONEY.values()}
Figures = dict[str, Decimal | None]
Fact = tuple[int, str, str, str]  # report, model, key of the row, field


@dataclass
class Line:
    """A row as it was typed; kronor, debit +."""

    report: int
    model: str
    key: str
    label: str
    kind: str
    figures: Figures


@dataclass(frozen=True)
class Mall:
    """The convention a section's figures are typed and printed in."""

    section: str
    unit: str
    decimals: int
    signs: Mapping[str, int]  # of a revenue, cost, appropriation and result: 1 keeps the ledger's
    better: int
    columns: tuple[str, ...]
    form: str

    @classmethod
    def of(cls, report: Report, key: str) -> Mall | None:
        """None when the report has no such section of money."""
        spec = next((spec for spec in report.template.sections if spec["key"] == key), None)
        if spec is None or key not in MONEY:
            return None
        options = spec["options"]
        convention = report.template.convention | options.get("convention", {})
        if key == "forandringar":
            convention = convention | {"cost": "+"}
        signs = {
            "revenue": 1 if convention["revenue"] == "-" else -1,
            "cost": 1 if convention["cost"] == "+" else -1,
            "appropriation": 1 if options.get("appropriation", "+") == "-" else -1,
            "result": 1 if convention["surplus"] == "-" else -1,
        }
        return cls(
            section=key,
            unit=convention["unit"],
            decimals=convention["decimals"],
            signs=signs,
            better=1 if convention["better"] == "+" else -1,
            columns=tuple(column["key"] for column in options["columns"]),
            form=options.get("form", "sum"),
        )

    def printed(self, kronor: Decimal, kind: str) -> Decimal:
        return kronor * self.signs[kind] / KRONOR[self.unit]


@dataclass
class Memory:
    lines: dict[tuple[str, int], Line] = field(default_factory=dict)
    texts: dict[tuple[int, str], str] = field(default_factory=dict)
    past: defaultdict[Fact, list[str]] = field(default_factory=lambda: defaultdict(list))
    order: defaultdict[tuple[int, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    removed: list[Line] = field(default_factory=list)
    booked: set[tuple[int, str, str]] = field(
        default_factory=set
    )  # report, key and figure of a ledger's amounts
    adopted: dict[int, tuple[str, str, bytes]] = field(default_factory=dict)

    # --- remembering ------------------------------------------------------------------------------

    def add(self, row: Any, *, label: str, kind: str, figures: Figures) -> None:
        model = row._meta.label_lower
        empty: Figures = dict.fromkeys(figures_of(type(row)))
        line = Line(row.report_id, model, row.key, "", "", empty)
        self.lines[model, row.pk] = line
        self.order[line.report, model].append(line.key)
        self.change(line, label=label, kind=kind, **figures)

    def change(self, line: Line, **new: Any) -> None:
        """A figure in kronor, or the label."""
        for name, value in new.items():
            if name in ("label", "kind"):
                setattr(line, name, value)
            else:
                line.figures[name] = value
            if name != "kind" or line.model == "budgets.budgetline":
                self._note((line.report, line.model, line.key, name), value)

    def turn(self, line: Line, kind: str, mall: Mall) -> None:
        """Another kind: what is printed stays, so what is stored takes the new kind's sign."""
        turned = mall.signs[line.kind] * mall.signs[kind]
        self.change(line, kind=kind)
        for name, kronor in line.figures.items():
            if kronor is not None:
                self.change(line, **{name: kronor * turned})

    def forget(self, model: str, pk: int) -> None:
        line = self.lines.pop((model, pk))
        self.order[line.report, model].remove(line.key)
        self.removed.append(replace(line, figures=dict(line.figures)))
        self.change(line, label="", kind="", **dict.fromkeys(line.figures))

    def removed_from(self, report: int | None) -> list[Line]:
        return [line for line in self.removed if line.report == report]

    def put_back(self, line: Line, row: Any) -> None:
        self.removed.remove(line)
        self.add(row, label=line.label, kind=line.kind, figures=line.figures)

    def move(self, line: Line, place: int) -> None:
        """To a place from 1; past the end is last."""
        order = self.order[line.report, line.model]
        order.remove(line.key)
        order.insert(place - 1, line.key)

    def write(self, report: int, key: str, text: str) -> None:
        self.texts[report, key] = text
        self._note((report, "reporting.prosetext", key, "markdown"), text)

    def _note(self, fact: Fact, value: Any) -> None:
        text = as_journaled(value)
        if text != (self.past[fact][-1] if self.past[fact] else ""):
            self.past[fact].append(text)

    def lines_of(self, report: int, model: type[Any]) -> list[Line]:
        return [
            line
            for line in self.lines.values()
            if (line.report, line.model) == (report, model._meta.label_lower)
        ]

    # --- held against the portal ------------------------------------------------------------------

    def check_values(self) -> None:
        for model in MONEY.values():
            rows = list(model.objects.order_by("report", "position", "pk"))
            stored = {
                (row._meta.label_lower, row.pk): Line(
                    row.report_id,
                    row._meta.label_lower,
                    row.key,
                    row.label,
                    getattr(row, "kind", "cost"),
                    {name: getattr(row, name) for name in figures_of(model)},
                )
                for row in rows
            }
            assert stored == {pk: line for pk, line in self.lines.items() if MODEL_OF[line.model] is model}
            order: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
            for row in rows:
                order[row.report_id, row._meta.label_lower].append(row.key)
            assert order == {of: keys for of, keys in self.order.items() if keys and MODEL_OF[of[1]] is model}
        texts = {(text.report_id, text.section_key): text.markdown for text in ProseText.objects.all()}
        assert {k: t for k, t in texts.items() if t} == {k: t for k, t in self.texts.items() if t}

    def check_history(self) -> None:
        told: defaultdict[Fact, list[str]] = defaultdict(list)
        for entry in JournalEntry.objects.order_by("version"):
            told[entry.report_id, *entry.cell].append(entry.new)
        for fact, past in self.past.items():
            assert told[fact] == past, fact

    def check_adopted(self) -> None:
        stored = AdoptedDocument.objects.values_list("report", "sha256", "content")
        assert sorted(stored) == sorted((report, *kept[:2]) for report, kept in self.adopted.items())

    def check_document(self, now: Report) -> None:
        document = assemble(now)
        for content in document.sections:
            self._check_prose(now, content.key, content.blocks)
            mall = Mall.of(now, content.key)
            if mall is not None:
                lines = self.lines_of(now.pk, MONEY[content.key])
                table = next((block for block in content.blocks if isinstance(block, Table)), None)
                if lines:
                    assert table is not None
                    check_table(table, mall, lines)

    def _check_prose(self, report: Report, key: str, blocks: Iterable[Any]) -> None:
        prose = next((block.markdown for block in blocks if isinstance(block, Prose)), "")
        spec = next(spec for spec in report.template.sections if spec["key"] == key)
        typed = self.texts.get((report.pk, key), "") if spec["has_prose"] else ""
        if spec["has_prose"] and "{{" not in typed:
            assert prose == (typed if typed.strip() else "")


def as_journaled(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    return str(value)


def check_table(table: Table, mall: Mall, lines: list[Line]) -> None:
    """Every figure that was typed, under today's unit and signs, and the sum of those there are."""
    rows = {row.key: row for row in table.rows}
    assert table.unit == mall.unit
    for column, *cells in zip(table.columns, *(row.cells for row in table.rows), strict=True):
        by_row = dict(zip(rows, cells, strict=True))
        for line in lines if mall.form != "net" else ():
            assert rows[line.key].label == line.label
            check_cell(by_row[line.key], of_line(column.key, line, mall), mall)
        total = by_row["summa"]
        if column.key in (*FIGURES, "amount"):
            known = [each for line in lines if (each := line.figures[column.key]) is not None]
            side = "result" if mall.section == "ekonomi" else "cost"
            check_cell(total, mall.printed(sum(known), side) if known else None, mall)  # type: ignore[arg-type]
        elif column.key in VARIANCES:
            effects = [each for line in lines if (each := effect(column.key, line)) is not None]
            unit = KRONOR[mall.unit]
            check_cell(total, mall.better * sum(effects) / unit if effects else None, mall)  # type: ignore[arg-type]


def of_line(column: str, line: Line, mall: Mall) -> Decimal | None:
    """A line's printed figure, not rounded. None where nothing is printed."""
    if column in VARIANCES:
        better = effect(column, line)
        return None if better is None else mall.better * better / KRONOR[mall.unit]
    kronor = line.figures.get(column)
    return None if kronor is None else mall.printed(kronor, line.kind)


def effect(column: str, line: Line) -> Decimal | None:
    """Kronor left of the first figure after the second, + is better."""
    first, second = (line.figures[name] for name in VARIANCES[column])
    return None if first is None or second is None else first - second


def check_cell(cell: Cell, expected: Decimal | None, mall: Mall) -> None:
    assert cell.value == expected
    if expected:
        printed = cell.text.replace("\u2212", "-").replace("\u00a0", "").replace(",", ".")
        assert Decimal(printed) == expected.quantize(Decimal(1).scaleb(-mall.decimals), ROUND_HALF_UP)
