"""Rules on forecasts: below the actual, unmoved, or far from budget without a comment. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from reporting.document.blocks import Row
from reporting.review.facts import Facts, SectionTable, shown
from reporting.review.findings import Finding, Severity
from reporting.review.rule import Rule
from reporting.review.words import share_named, words


class ForecastBelowActual(Rule):
    code = "prognos-under-utfall"
    name = "Prognosen ligger under utfallet"
    help = "Utfallet hittills är redan större än prognosen för hela året."

    def find(self, facts: Facts) -> Iterator[Finding]:
        for table in facts.money:
            for row in () if table.is_of_results else table.lines:
                actual, forecast = table.value(row, "actual"), table.value(row, "forecast")
                if actual and forecast is not None and actual * forecast >= 0 and abs(actual) > abs(forecast):
                    unit = table.table.unit
                    yield self.at_table(
                        Severity.WARNING,
                        table,
                        f"”{row.label}” har redan utfallet {shown(actual, unit)}, men prognosen för året är "
                        f"{shown(forecast, unit)}. Kontrollera prognosen, eller skriv vad som ska komma tillbaka.",
                        row=row,
                        evidence=(str(actual), str(forecast)),
                    )


class UnmovedForecast(Rule):
    code = "prognos-lika-budget"
    name = "Prognosen är lika med budget trots ovanlig förbrukning"
    help = (
        "Prognosen är budgeten oförändrad, fast andelen som är förbrukad ligger långt från andelen av året."
    )
    gap, least = Decimal("0.25"), Decimal("0.01")  # of the year; of the table's whole budget

    def find(self, facts: Facts) -> Iterator[Finding]:
        elapsed = facts.share_of_year
        if elapsed == 1:
            return
        for table in facts.money:
            turnover = sum((abs(table.value(row, "budget") or Decimal(0)) for row in table.lines), Decimal(0))
            for row in table.lines:
                budget, actual, forecast = (table.value(row, key) for key in ("budget", "actual", "forecast"))
                if not budget or actual is None or budget != forecast:
                    continue
                used = actual / budget
                if abs(used - elapsed) > self.gap and abs(actual - budget * elapsed) >= turnover * self.least:
                    yield self.at_table(
                        Severity.ADVICE,
                        table,
                        f"”{row.label}” har förbrukat {shown(used * 100, '%', 0)} när {shown(elapsed * 100, '%', 0)} "
                        "av året har gått, men prognosen är lika med budget. Se över prognosen, eller skriv varför.",
                        row=row,
                        computation=f"{shown(actual)} / {shown(budget)} = {shown(used * 100, '%', 1)}",
                        evidence=(str(budget), str(actual), str(elapsed)),
                    )


class UnexplainedVariance(Rule):
    code = "avvikelse-utan-kommentar"
    name = "En stor avvikelse utan kommentar"
    help = "En avvikelse på minst 10 % av raden och 1 % av tabellen nämns inte i kommentar eller text."
    of_row, of_table = Decimal("0.10"), Decimal("0.01")

    def find(self, facts: Facts) -> Iterator[Finding]:
        words_of_section: dict[str, list[str]] = {}
        for section, markdown in facts.prose:
            words_of_section.setdefault(section.key, []).extend(words(markdown))
        for table in facts.money:
            turnover = sum((abs(table.value(row, "budget") or Decimal(0)) for row in table.lines), Decimal(0))
            for row in table.lines:
                budget, variance = table.value(row, "budget"), table.value(row, "variance_forecast")
                if budget is None or not variance or _has_comment(table, row):
                    continue
                is_large = (
                    abs(variance) >= abs(budget) * self.of_row and abs(variance) >= turnover * self.of_table
                )
                if is_large and not share_named(row.label, words_of_section.get(table.section_key, [])):
                    unit = table.table.unit
                    yield self.at_table(
                        Severity.ADVICE,
                        table,
                        f"”{row.label}” avviker med {shown(variance, unit)} från budget {shown(budget, unit)}, "
                        "men texten i avsnittet nämner den inte. Skriv vad avvikelsen beror på.",
                        row=row,
                        evidence=(str(budget), str(variance)),
                    )


def _has_comment(table: SectionTable, row: Row) -> bool:
    return any(
        column.kind == "text" and cell.text.strip()
        for column, cell in zip(table.table.columns, row.cells, strict=True)
    )


RULES: tuple[type[Rule], ...] = (ForecastBelowActual, UnmovedForecast, UnexplainedVariance)
