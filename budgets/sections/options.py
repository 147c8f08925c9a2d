"""Options of money sections: those of all, and fields that some share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django import forms

from budgets.sections.columns import COLUMN_SOURCES, FIGURES, source_of
from reporting.template_editor.columns_field import ColumnsField
from reporting.template_editor.options import ConventionField, HeadingField, SectionOptions

MOST_LIMIT = 999_999_999


class MoneyColumnsField(ColumnsField):
    """The ``allowed`` column sources. ``headings``: of those with another than the source's."""

    def __init__(
        self, allowed: Sequence[str], *, initial: Sequence[str], headings: Mapping[str, str] | None = None
    ) -> None:
        names = {key: (headings or {}).get(key) or COLUMN_SOURCES[key].heading for key in allowed}
        figures = {key: name for key, name in names.items() if key in FIGURES}
        super().__init__(
            choices=names,
            figures=figures if len(figures) > 1 else {},
            has_groups=True,
            initial=initial,
            label="Kolumner",
            help_text="Kolumner med samma grupprubrik bredvid varandra får den som gemensam rubrik.",
        )

    def pair_heading(self, key: str) -> str:
        source = source_of(key)
        return source.heading if source else super().pair_heading(key)


class MoneyOptions(SectionOptions):
    """The options of every money table. Those not in ``always_stored`` are stored only if not at their default."""

    title = HeadingField(label="Tabellens rubrik", initial="")
    columns: ColumnsField = MoneyColumnsField((), initial=())
    total = HeadingField(label="Summans namn", initial="Summa", required=False)
    percent_decimals = forms.IntegerField(label="Decimaler i procent", initial=1, min_value=0, max_value=2)
    zero_row = forms.ChoiceField(
        label="En rad med bara nollor skrivs",
        initial="0",
        choices=[("0", "0"), ("-", "–"), ("", "tom")],
        required=False,
    )
    convention = ConventionField(label="Enhet och tecken")
    always_stored = frozenset({"title", "columns", "total", "percent_decimals", "convention"})


def amount_limit() -> forms.IntegerField:
    """How far a forecast may be from budget without a comment, in the table's unit; 0 is no limit."""
    return forms.IntegerField(
        label="Kommentar krävs vid avvikelse över (i tabellens enhet)",
        help_text="När prognosen skiljer sig mer än så från budget. 0: ingen sådan gräns.",
        initial=0,
        min_value=0,
        max_value=MOST_LIMIT,
    )


def share_limit() -> forms.IntegerField:
    """The same, in per cent of the budget."""
    return forms.IntegerField(
        label="Kommentar krävs vid avvikelse över (procent av budget)",
        help_text="0: ingen sådan gräns.",
        initial=0,
        min_value=0,
        max_value=MOST_LIMIT,
    )
