"""The sections of a joint nämnd's members: net costs, and the split of a surplus or deficit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms

from budgets.calculations import allocate, percent_used, rounded, total
from budgets.forms import AllocationKeyForm, MemberResultForm
from budgets.models import AllocationKey, BudgetLine, LineKind, MemberResult
from budgets.sections.money import FOLLOW_UP_COLUMNS, MoneySection
from budgets.sections.options import MoneyColumnsField, MoneyOptions
from budgets.sections.pictures import DEVIATIONS, SHARES
from budgets.sections.subtotals import TOTAL_KEY, MoneyRow
from reporting.document.amounts import UNITS, format_number
from reporting.document.blocks import Block, Cell, Column, Row, Table
from reporting.document.naming import naming
from reporting.template_editor.options import ChartsField, HeadingField

STATEMENT = "budgets.statement"  # the kind of section whose result is compared and split
COMPARED_WITH = {"net": "nettokostnaden", "result": "resultatet"}


@dataclass(frozen=True)
class Gap:
    """A column whose printed sum over members is not the statement's. In the table's unit; ``exact``: unrounded."""

    heading: str
    members: Decimal
    statement: Decimal
    exact: Decimal

    @property
    def size(self) -> Decimal:
        return abs(self.members - self.statement)


class MembersSection(MoneySection):
    """The net cost of each member kommun."""

    class Options(MoneyOptions):
        title = HeadingField(label="Tabellens rubrik", initial="Resultat netto per medlemskommun")
        columns = MoneyColumnsField(
            FOLLOW_UP_COLUMNS, initial=("actual", "budget", "forecast", "variance_forecast")
        )
        compare = forms.ChoiceField(
            label="Summan ska stämma med",
            initial="net",
            choices=[*COMPARED_WITH.items(), ("", "ingenting")],
            required=False,
        )
        charts = ChartsField(SHARES | DEVIATIONS)
        field_order = ("title", "columns", "charts", "compare")

    kind = "budgets.members"
    name = "Resultat per medlemskommun"
    model = MemberResult
    form_class = MemberResultForm
    table_key = "medlemskommuner"
    label_heading = "Medlemskommun"
    no_rows = "har inga rader. Lägg till en rad för varje medlemskommun."

    def reads(self, kind: str) -> bool:
        return kind in (self.kind, STATEMENT)

    def notes(self, rows: Sequence[MoneyRow]) -> list[str]:
        """The gap that rounding explains, if any."""
        sizes = [gap.size for gap in self._gaps(rows) if self._is_rounding(gap, rows)]
        if not sizes:
            return []
        convention = self.convention
        most = format_number(max(sizes), convention.decimals)
        whole = COMPARED_WITH[self.options["compare"]]
        return [
            f"Avrundningsdifferens: summan av medlemskommunerna skiljer sig från {whole} för hela nämnden "
            f"med högst {most}\u00a0{convention.unit}."
        ]

    def _faults(self, rows: Sequence[MoneyRow]) -> list[str]:
        whole = COMPARED_WITH.get(self.options["compare"], "")
        return [
            f"Avsnittet ”{self.title}”: {gap.heading} är {self._printed(gap.members)} för medlemskommunerna, "
            f"men {whole} för hela nämnden är {self._printed(gap.statement)}. De ska vara lika."
            for gap in self._gaps(rows)
            if not self._is_rounding(gap, rows)
        ]

    def _printed(self, figure: Decimal) -> str:
        return f"{format_number(figure, self.convention.decimals)}\u00a0{self.convention.unit}"

    def _is_rounding(self, gap: Gap, rows: Sequence[MoneyRow]) -> bool:
        """Whether rounding each member and the whole can explain the gap."""
        step = Decimal(1).scaleb(-self.convention.decimals)
        return abs(gap.exact) <= step * (len(rows) + 1) / 2

    def _gaps(self, rows: Sequence[MoneyRow]) -> list[Gap]:
        """The gaps of amount columns where both sums are known."""
        compare = self.options["compare"]
        if not compare:
            return []
        lines = BudgetLine.objects.filter(report_id=self.report.pk)
        whole = list(lines if compare == "result" else lines.exclude(kind=LineKind.APPROPRIATION))
        gaps = []
        for column in self.table.columns:
            if column.source.kind == "amount":
                sums = [_sum(part, column.needs) for part in (rows, whole)]
                gaps.append(self._gap(column.full_heading, sums[0], sums[1]))
        return [gap for gap in gaps if gap is not None and gap.size]

    def _gap(self, heading: str, members: Decimal | None, whole: Decimal | None) -> Gap | None:
        if members is None or whole is None:
            return None
        unit, decimals = UNITS[self.convention.unit], self.convention.decimals
        return Gap(
            heading,
            rounded(members / unit, decimals),
            rounded(whole / unit, decimals),
            (members - whole) / unit,
        )


def _sum(rows: Sequence[Any], names: Sequence[str]) -> Decimal | None:
    """The sum of stored amounts over all rows; missing if any is."""
    figures = [getattr(row, name) for row in rows for name in names]
    return None if None in figures else total(figures)


class AllocationSection(MoneySection):
    """The surplus or deficit split between the members by an allocation key. The parts always sum to it."""

    class Options(MoneyOptions):
        title = HeadingField(label="Tabellens rubrik", initial="Fördelning av resultatet")
        columns = MoneyColumnsField(("share", "amount"), initial=("share", "amount"))
        of = forms.ChoiceField(
            label="Det som fördelas",
            initial="actual",
            choices=[("actual", "Resultatet enligt utfallet"), ("forecast", "Resultatet enligt prognosen")],
        )
        charts = ChartsField(SHARES)
        field_order = ("title", "columns", "charts", "of")

    kind = "budgets.allocation"
    name = "Fördelning av över- eller underskott"
    model = AllocationKey
    form_class = AllocationKeyForm
    table_key = "fordelning"
    label_heading = "Medlemskommun"
    carried = ("weight",)
    carried_within_year = ()
    has_unit = False
    no_rows = "har ingen fördelningsnyckel. Lägg till en rad för varje medlemskommun."

    def reads(self, kind: str) -> bool:
        return kind in (self.kind, STATEMENT)

    def _form_headings(self) -> dict[str, str]:
        return {
            "label": self.label_heading,
            "weight": "Andel (procent eller annat mått)",
            "position": "Ordning",
        }

    def result(self) -> Decimal | None:
        """The report's result in kronor, + is a deficit; missing if any line's amount is."""
        lines = list(BudgetLine.objects.filter(report_id=self.report.pk))
        return _sum(lines, (self.options["of"],))

    def tables(self, rows: Sequence[Any]) -> list[Block]:
        parts = self._parts(rows, self.result())
        columns = tuple(self._column(column) for column in self.options["columns"])
        weights = [row.weight for row in rows]
        lines = [
            Row(key=row.key, label=row.label, cells=self._cells(columns, row.weight, weights, part))
            for row, part in zip(rows, parts, strict=True)
        ]
        all_rows = (*lines, *self._total(columns, rows, parts))
        table = Table(
            key=self.table_key,
            title=self.table_title,
            label_heading=self.label_heading,
            unit=self.convention.unit,
            columns=columns,
            rows=all_rows,
            surplus=self.convention.surplus,
            result_rows=tuple(row.key for row in all_rows),
        )
        return [*self.charts(table), table]

    def _parts(self, rows: Sequence[Any], result: Decimal | None) -> list[Decimal | None]:
        """Each row's part in the table's unit, with its printed sign; missing if a weight is."""
        weights = [row.weight for row in rows]
        if result is None or None in weights or not sum(weights):
            return [None] * len(rows)
        printed = self.convention.printed(result, "result") / UNITS[self.convention.unit]
        return list(allocate(printed, weights, self.convention.decimals))

    def _column(self, column: dict[str, str]) -> Column:
        heading = self.filled(column["heading"])
        group = self.filled(column.get("group", ""))
        if column["key"] == "share":
            decimals = self.options["percent_decimals"]
            return Column(
                key="share", heading=heading, kind="percent", unit="%", decimals=decimals, group=group
            )
        return Column(key="amount", heading=heading, decimals=self.convention.decimals, group=group)

    def _cells(
        self,
        columns: Sequence[Column],
        weight: Decimal | None,
        weights: Sequence[Decimal | None],
        part: Decimal | None,
    ) -> tuple[Cell, ...]:
        share = None if None in weights else percent_used(total(weights), weight)
        figures = {"share": share, "amount": part}
        return tuple(_cell(figures[column.key], column.decimals) for column in columns)

    def _total(
        self, columns: Sequence[Column], rows: Sequence[Any], parts: Sequence[Decimal | None]
    ) -> list[Row]:
        label = self.filled(self.options["total"])
        if not label:
            return []
        weights = [row.weight for row in rows]
        whole = None if None in parts else total(parts)
        cells = self._cells(columns, total(weights), weights, whole)
        keys = tuple(row.key for row in rows)
        return [Row(key=TOTAL_KEY, label=label, kind="total", cells=cells, adds=keys)]

    def _missing(self, rows: Sequence[Any]) -> list[str]:
        labels = [row.label for row in rows if row.weight is None]
        return [naming(f"Avsnittet ”{self.title}”: Andel saknas för", labels)] if labels else []

    def _faults(self, rows: Sequence[Any]) -> list[str]:
        if not total(row.weight for row in rows) and not self._missing(rows):
            return [f"Avsnittet ”{self.title}”: alla andelar är noll. Skriv minst en som är mer än noll."]
        if self.result() is None:
            return [
                f"Avsnittet ”{self.title}” har inget resultat att fördela: "
                "någon budgetrad saknar belopp, eller så finns inga budgetrader."
            ]
        return []


def _cell(value: Decimal | None, decimals: int) -> Cell:
    return Cell(text="saknas") if value is None else Cell(text=format_number(value, decimals), value=value)
