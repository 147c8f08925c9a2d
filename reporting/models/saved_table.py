"""Layouts of a nämnd's own tables, described once and reused each period."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import models

from reporting.models.committee import Committee
from reporting.models.table_layout import (
    LONGEST_TEXT,
    Blank,
    ColumnUse,
    Rounding,
    RowPlacement,
    Signs,
    TableLayout,
    folded,
)
from reporting.models.texts import ReadableTexts

UNIT_CHOICES = [("kr", "kronor"), ("tkr", "tusen kronor"), ("mnkr", "miljoner kronor")]
SIGN_CHOICES = [
    (Signs.AS_REPORT, "Som i rapportens tabell"),
    (Signs.TURNED, "Tvärtom mot rapportens tabell"),
    (Signs.LEDGER, "Som i huvudboken: kostnader +, intäkter −"),
    (Signs.PLAIN, "Utan minus: både kostnader och intäkter +"),
]
BLANK_CHOICES = [
    (Blank.KEEP, "Uppgiften i rapporten lämnas som den är"),
    (Blank.MISSING, "Uppgiften saknas"),
    (Blank.ZERO, "Noll"),
]
DASH_CHOICES = [(Blank.KEEP, "Fråga: det går inte att veta"), *BLANK_CHOICES[1:]]
ROUNDING_CHOICES = [
    (Rounding.EXACT, "Nej: delar av ett öre vägras"),
    (Rounding.ORE, "Till hela öre"),
    (Rounding.KRONA, "Till hela kronor"),
    (Rounding.THOUSAND, "Till hela tusental kronor"),
]


class TableMapping(ReadableTexts, models.Model):
    """In Swedish: sparad tabell. How a table in the nämnd's own files maps to one in its reports."""

    committee = models.ForeignKey(
        Committee, on_delete=models.CASCADE, related_name="table_mappings", verbose_name="nämnd"
    )
    name = models.CharField("namn", max_length=100)
    section_key = models.SlugField("avsnitt", max_length=60)
    grid = models.CharField("tabell", max_length=100)
    sheet = models.CharField("blad", max_length=200, blank=True)
    header_row = models.PositiveSmallIntegerField("rad med rubriker")
    columns = models.JSONField("kolumner")  # [index from 0, heading, use]
    unit = models.CharField("enhet", max_length=10, choices=UNIT_CHOICES, default="tkr")
    signs = models.CharField("tecken", max_length=10, choices=SIGN_CHOICES, default=Signs.AS_REPORT)
    blank_means = models.CharField("tom cell", max_length=10, choices=BLANK_CHOICES, default=Blank.KEEP)
    dash = models.CharField("streck", max_length=10, choices=DASH_CHOICES, default=Blank.KEEP)
    rounding = models.CharField("avrundning", max_length=10, choices=ROUNDING_CHOICES, default=Rounding.EXACT)

    class Meta:
        verbose_name = "sparad tabell"
        verbose_name_plural = "sparade tabeller"
        db_table = "budgets_tablemapping"  # its first app
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "name"],
                name="table_mapping_name_once",
                violation_error_message="Nämnden har redan en sparad tabell med det namnet.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def grid_id(self) -> str:
        """The report's table to import into."""
        return f"{self.section_key}:{self.grid}"

    @property
    def layout(self) -> TableLayout:
        return TableLayout(
            self.sheet,
            self.header_row,
            tuple(ColumnUse(index, heading, use) for index, heading, use in self.columns),
            self.unit,
            Signs(self.signs),
            Blank(self.blank_means),
            Blank(self.dash),
            Rounding(self.rounding),
        )

    def choices(self) -> dict[str, tuple[RowPlacement, str]]:
        return {row.text: (RowPlacement(row.place), row.row_key) for row in self.row_choices.all()}

    def choose(self, chosen: Sequence[tuple[str, RowPlacement, str]]) -> None:
        """Remember where rows belong: (name in the file, placement, row's key)."""
        for text, placement, key in chosen:
            self.row_choices.update_or_create(
                text=folded(text),
                defaults={"place": placement, "row_key": key if placement is RowPlacement.ROW else ""},
            )


class TableRowChoice(models.Model):
    """In Swedish: radval. Where a row of the file belongs, when no row of the report has its name."""

    mapping = models.ForeignKey(
        TableMapping, on_delete=models.CASCADE, related_name="row_choices", verbose_name="sparad tabell"
    )
    text = models.CharField("radens namn i filen", max_length=LONGEST_TEXT, blank=True)
    place = models.CharField(
        "hör till",
        max_length=10,
        choices=[
            (RowPlacement.ROW, "en rad i rapporten"),
            (RowPlacement.NEW, "en ny rad"),
            (RowPlacement.SKIP, "läses inte"),
        ],
    )
    row_key = models.SlugField("rad i rapporten", max_length=60, blank=True)

    class Meta:
        verbose_name = "radval"
        verbose_name_plural = "radval"
        db_table = "budgets_tablerowchoice"  # its first app
        ordering = ["text"]
        constraints = [
            models.UniqueConstraint(
                fields=["mapping", "text"],
                name="table_row_choice_once",
                violation_error_message="Raden står redan i den sparade tabellen.",
            ),
            models.CheckConstraint(
                condition=models.Q(place__in=[RowPlacement.NEW, RowPlacement.SKIP], row_key="")
                | (models.Q(place=RowPlacement.ROW) & ~models.Q(row_key="")),
                name="table_row_choice_place",
                violation_error_message="Välj en rad i rapporten, en ny rad eller att raden inte läses.",
            ),
        ]

    def __str__(self) -> str:
        return self.text or "(utan namn)"
