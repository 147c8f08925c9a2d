"""Rules on headings, labels and units, and on results that two tables show. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from reporting.document.blocks import Heading, Row, Table
from reporting.review.facts import Facts, SectionTable, shown
from reporting.review.findings import Finding, Severity
from reporting.review.rule import Rule

YEAR = re.compile(r"(?<![\d.,-])(?:19|20)\d{2}(?![\d,%]|-\d)")
COMPACT = re.compile(r"(?<!\d)(?:20)?(\d{2})-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?!\d)")
EARLIER = re.compile(r"\b(?:från|sedan|fr\.o\.m|bokslut|föregående|förra)\b", re.IGNORECASE)
RESULT = re.compile(r"(?:årets |ekonomiskt )?resultat|nettokostnad(?:er)?|netto", re.IGNORECASE)
INDEX = re.compile(r"index|\bNKI\b|\bHME\b|\bNMI\b|\bSCB\b", re.IGNORECASE)
SHARE = re.compile(r"\bandel|procent|%", re.IGNORECASE)
DURATION = re.compile(r"(?:handläggnings|hanterings|svars|vänte|ledtid|besöks)s?tid", re.IGNORECASE)
COUNTED = re.compile(r"\bantal", re.IGNORECASE)
PIECES = re.compile(r"st\.?|stycken", re.IGNORECASE)


class SameHeading(Rule):
    code = "samma-rubrik"
    name = "Två kolumner har samma rubrik"
    help = "En läsare kan inte skilja två kolumner med samma rubrik åt."

    def find(self, facts: Facts) -> Iterator[Finding]:
        for table in facts.tables:
            headings = Counter((column.group, column.heading.casefold()) for column in table.table.columns)
            for column in table.table.columns:
                if headings.pop((column.group, column.heading.casefold()), 1) > 1:
                    yield self.at_table(
                        Severity.WARNING,
                        table,
                        f"Två kolumner i ”{table.title}” har rubriken ”{column.heading}”. Ge dem olika rubriker.",
                        column=column,
                        evidence=[column.heading],
                    )


class OddUnit(Rule):
    code = "enhet"
    name = "Enheten passar inte måttet"
    help = "Ett index har ingen procent, en tid räknas inte i stycken, och en rad har en enhet."

    def find(self, facts: Facts) -> Iterator[Finding]:
        for table in facts.tables:
            for row in table.lines:
                units = list(dict.fromkeys(cell.unit for cell in row.cells if cell.unit))
                if advice := _unit_advice(row.label, units):
                    yield self.at_table(Severity.ADVICE, table, advice, row=row, evidence=units)


def _unit_advice(label: str, units: list[str]) -> str:
    if "%" in units and INDEX.search(label) and not SHARE.search(label):
        return f"”{label}” är ett index men står i %. Ta bort procenttecknet."
    if DURATION.search(label) and not COUNTED.search(label) and any(PIECES.fullmatch(unit) for unit in units):
        return f"”{label}” är en tid men står i ”st”. Skriv enheten, till exempel dagar."
    if len(units) > 1:
        return f"”{label}” står i olika enheter: {', '.join(units)}. Använd samma i hela raden."
    return ""


class OtherPeriod(Rule):
    code = "period-i-rubrik"
    name = "En rubrik har en annan period än rapporten"
    help = "Årtal och datum i rubriker och summor ska vara rapportens, om de inte hör till en jämförelse."

    def find(self, facts: Facts) -> Iterator[Finding]:
        for table in facts.tables:
            labels = [(None, table.title), *((row, row.label) for row in table.sums)]
            if len(_years(row.label for row in table.lines)) <= 1:
                labels += [(row, row.label) for row in table.lines if "total" in row.label.casefold()]
            for row, label in labels:
                yield from self._year(facts, table, row, label)
            yield from self._headings(facts, table)
        yield from self._sections(facts)

    def _sections(self, facts: Facts) -> Iterator[Finding]:
        """Section headings with an earlier year. A later year may belong to a plan."""
        for section in facts.document.sections:
            titles = [section.title, *(block.text for block in section.blocks if isinstance(block, Heading))]
            for title in titles:
                years = _years([title])
                if years and max(years) < facts.document.year and not EARLIER.search(title):
                    yield self.at_section(
                        Severity.WARNING,
                        section,
                        f"Rubriken ”{title}” har årtalet {', '.join(map(str, sorted(years)))}, men rapporten gäller "
                        f"{facts.document.year}. Rätta årtalet om det har följt med från en tidigare rapport.",
                        evidence=[title, str(facts.document.year)],
                    )

    def _year(self, facts: Facts, table: SectionTable, row: Row | None, label: str) -> Iterator[Finding]:
        years = _years([label])
        if years and facts.document.year not in years and not EARLIER.search(label):
            yield self.at_table(
                Severity.ERROR if row is not None and row.kind == "total" else Severity.WARNING,
                table,
                f"”{label}” har årtalet {', '.join(map(str, sorted(years)))}, men rapporten gäller "
                f"{facts.document.year}. Rätta årtalet om det har följt med från en tidigare rapport.",
                row=row,
                evidence=[label, str(facts.document.year)],
            )

    def _headings(self, facts: Facts, table: SectionTable) -> Iterator[Finding]:
        document = facts.document
        headings = [column.heading for column in table.table.columns]
        is_series = len(_years(headings)) > 1
        for column in table.table.columns:
            text = f"{column.group} {column.heading}".strip()
            dates = _dates(text)
            wrong = [day for day in dates if not _is_known(day, document.actuals_through)]
            years = set() if dates else _years([text]) - {document.year}
            if wrong or (
                years and not is_series and not EARLIER.search(text) and max(years) < document.year - 1
            ):
                yield self.at_table(
                    Severity.WARNING,
                    table,
                    f"Kolumnen ”{text}” i ”{table.title}” har en annan period än rapporten, som har utfall till och "
                    f"med {document.actuals_through:%Y-%m-%d}. Rätta rubriken.",
                    column=column,
                    evidence=[text, str(document.actuals_through)],
                )


def _years(texts: Iterable[str]) -> set[int]:
    return {int(year) for text in texts for year in YEAR.findall(text)}


def _dates(text: str) -> list[date]:
    dates = []
    for year, month, day in COMPACT.findall(text):
        try:
            dates.append(date(2000 + int(year), int(month), int(day)))
        except ValueError:
            continue
    return dates


def _is_known(day: date, through: date) -> bool:
    """Whether a day is the period's last, the same day a year before, or the last of a year."""
    last_year = (through.year - 1, through.month, through.day)
    return day == through or (day.year, day.month, day.day) == last_year or (day.month, day.day) == (12, 31)


class SameResult(Rule):
    code = "samma-storhet"
    name = "Samma resultat i två tabeller"
    help = "En resultatrad som står i två tabeller med samma rubrik ska ha samma belopp."

    def find(self, facts: Facts) -> Iterator[Finding]:
        seen: dict[tuple[str, ...], tuple[SectionTable, str]] = {}
        for table in facts.money:
            for row in table.table.rows:
                if not row.cells or not RESULT.fullmatch(row.label.strip()):
                    continue
                for column, cell in zip(table.table.columns, row.cells, strict=True):
                    quantity = (
                        row.label.casefold(),
                        column.group,
                        column.heading.casefold(),
                        table.table.unit,
                    )
                    if column.kind != "amount" or (value := cell.number) is None:
                        continue
                    other, text = seen.setdefault(quantity, (table, cell.text))
                    if text != cell.text:
                        yield self.at_table(
                            Severity.ERROR,
                            table,
                            f"”{row.label}” i {column.heading} är {shown(value, table.table.unit)} här men {text} i "
                            f"”{other.title}”. Rätta den som är fel.",
                            row=row,
                            column=column,
                            evidence=(cell, text),
                        )


class BudgetFrame(Rule):
    code = "budgetram"
    name = "Indikatorn om budgetram stämmer inte med resultatet"
    help = "Indikatorn om att hålla budgeten visar resultatet: tabellens belopp, med minus för underskott."
    label = re.compile(r"budgetram|budget i balans|håller sin budget", re.IGNORECASE)

    def find(self, facts: Facts) -> Iterator[Finding]:
        result = facts.result
        if result is None or result.total is None:
            return
        for table in facts.goals:
            for row in table.lines:
                if self.label.search(row.label):
                    yield from self._check(facts, table, row, result, result.total)

    def _check(
        self, facts: Facts, table: SectionTable, row: Row, result: SectionTable, total: Row
    ) -> Iterator[Finding]:
        surplus = facts.surplus_of(result)
        for key, result_key in (("current", "actual"), ("forecast", "forecast")):
            cell, amount = table.cell(row, key), result.value(total, result_key)
            if not result.is_whole(total, result_key):
                continue
            value = cell.number if cell else None
            if (
                cell is None
                or value is None
                or amount is None
                or surplus is None
                or cell.unit != result.table.unit
            ):
                continue
            expected = amount * surplus  # + is a surplus
            if value == expected:
                continue
            column = table.table.columns[table.columns[key]]
            yield self.at_table(
                Severity.ERROR,
                table,
                f"”{row.label}” har {column.heading.lower()} {shown(value, cell.unit)}, men "
                f"{_result_in_words(amount, surplus, result.table)} i ”{result.title}”. "
                f"{_advice(value, expected)}",
                row=row,
                column=column,
                computation=f"resultattabellen: {shown(amount, cell.unit)}, där ett överskott skrivs med "
                + ("plus" if surplus > 0 else "minus"),
                evidence=(cell, str(amount), str(surplus)),
            )


def _result_in_words(value: Decimal, surplus: int, table: Table) -> str:
    kind = "ett överskott" if value * surplus > 0 else "ett underskott" if value else "noll"
    return f"resultatet är {kind} om {shown(abs(value), table.unit)}"


def _advice(value: Decimal, expected: Decimal) -> str:
    if value == -expected:
        return "Tecknet är det omvända: minus är ett underskott här. Rätta indikatorn eller resultattabellen."
    return "Rätta det belopp som är fel."


RULES: tuple[type[Rule], ...] = (SameHeading, OddUnit, OtherPeriod, SameResult, BudgetFrame)
