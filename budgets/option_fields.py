"""What the template editor asks about the money sections. New measures appear in it by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from budgets.options import MOST_LIMIT
from budgets.sections.columns import FIGURES, MEASURES
from reporting.template_editor.options import (
    ChoiceOption,
    ColumnsOption,
    ConventionOption,
    FlagOption,
    LinesOption,
    NumberOption,
    Option,
    TextOption,
    TextsOption,
)

SIGN_CHOICES = {"+": "plus", "-": "minus"}

EXPLAIN: tuple[Option, ...] = (
    NumberOption(
        key="explain_amount", label="Kommentar krävs vid avvikelse över (i tabellens enhet)", most=MOST_LIMIT,
        help="När prognosen skiljer sig mer än så från budget. 0: ingen sådan gräns.",
    ),
    NumberOption(
        key="explain_share", label="Kommentar krävs vid avvikelse över (procent av budget)", most=MOST_LIMIT,
        help="0: ingen sådan gräns.",
    ),
)  # fmt: skip

STATEMENT: tuple[Option, ...] = (
    ChoiceOption(
        key="form", label="Resultatets form", default="sum",
        choices={
            "sum": "Rader och en summa",
            "subtotals": "Delsummor för intäkter och kostnader, nettokostnad, kommunbidrag och resultat",
            "net": "En rad för intäkter, en för kostnader och netto",
        },
    ),
    TextsOption(
        key="labels", label="Summans namn",
        names={
            "revenue": "intäkter", "cost": "kostnader", "net": "nettokostnad", "appropriation": "kommunbidrag",
        },
        help="Tomt: det vanliga ordet. Skriv ett bindestreck för att utelämna summan.",
    ),
    ChoiceOption(
        key="appropriation", label="Kommunbidrag skrivs med", default="+", choices=SIGN_CHOICES,
    ),
    FlagOption(
        key="variance_below_net", label="Avvikelse visas även för kommunbidrag och resultat", default=True,
    ),
    *EXPLAIN,
)  # fmt: skip

INVESTMENTS: tuple[Option, ...] = (
    ChoiceOption(
        key="groups", label="Grupper", default="none",
        choices={"none": "Inga", "subtotals": "Delsumma för varje grupp", "headings": "Rubrik och delsumma"},
    ),
    TextOption(
        key="subtotal", label="Delsummans namn", default="Summa {group}",
        help="{group} är gruppens namn.",
    ),
    *EXPLAIN,
)  # fmt: skip

MEMBERS: tuple[Option, ...] = (
    ChoiceOption(
        key="compare", label="Summan ska stämma med", default="net",
        choices={"net": "nettokostnaden", "result": "resultatet", "": "ingenting"},
    ),
)  # fmt: skip

ALLOCATION: tuple[Option, ...] = (
    ChoiceOption(
        key="of", label="Det som fördelas", default="actual",
        choices={"actual": "Resultatet enligt utfallet", "forecast": "Resultatet enligt prognosen"},
    ),
)  # fmt: skip

MEASURES_PLAN: tuple[Option, ...] = (
    LinesOption(
        key="areas", label="Verksamheter som alltid står med", help="En på varje rad.",
    ),
    TextOption(key="subtotal", label="Delsummans namn", default="Delsumma", is_required=False),
)  # fmt: skip


def money_options(
    *, columns: Iterable[str], headings: Mapping[str, str], own: tuple[Option, ...]
) -> tuple[Option, ...]:
    """The options every money table has, with a section's own after its columns."""
    keys = list(columns)
    names = {key: headings.get(key) or MEASURES[key].heading for key in keys}
    figures = {key: names[key] for key in keys if key in FIGURES}
    return (
        TextOption(key="title", label="Tabellens rubrik"),
        ColumnsOption(
            key="columns", label="Kolumner", choices=names, has_groups=True,
            figures=figures if len(figures) > 1 else {},
            help="Kolumner med samma grupprubrik bredvid varandra får den som gemensam rubrik.",
        ),
        *own,
        TextOption(key="total", label="Summans namn", default="Summa", is_required=False),
        NumberOption(key="percent_decimals", label="Decimaler i procent", most=2, default=1),
        ChoiceOption(
            key="zero_row", label="En rad med bara nollor skrivs", default="0",
            choices={"0": "0", "-": "–", "": "tom"},
        ),
        ConventionOption(key="convention", label="Enhet och tecken"),
    )  # fmt: skip
