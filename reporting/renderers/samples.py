"""Made-up blocks of every kind and state, for the page of looks. Pure."""

from __future__ import annotations

from decimal import Decimal

from reporting.document.amounts import format_number
from reporting.document.blocks import (
    EMPTY,
    Block,
    Cell,
    Column,
    Heading,
    Matrix,
    MatrixCell,
    MatrixLevel,
    Prose,
    Row,
    Table,
)
from reporting.document.charts import Chart, ChartPoint
from reporting.document.highlights import Highlight, Highlights, Progress, Share

PROSE = """Ett stycke med **fet** och *kursiv* text, och ett belopp: 1 200 tkr.

- En punkt i en lista
- En punkt till, som är så lång att den får fortsätta på en andra rad när sidan är smal

> Ett citat ur ett beslut.
"""


def _money(value: str) -> Cell:
    amount = Decimal(value)
    return Cell(text=format_number(amount), value=amount)


def _quantity(value: str) -> Cell:
    return Cell(text=f"{value} st", value=Decimal(value), unit="st")


def _status(text: str, tone: str) -> Cell:
    return Cell(text=text, value=tone, tone=tone)  # type: ignore[arg-type]  # one of the four below


MISSING = Cell(text="saknas")
MET = _status("Uppnås", "good")
PARTLY = _status("Uppnås delvis", "partly")
NOT_MET = _status("Uppnås inte", "bad")
NO_VERDICT = _status("Bedömning saknas", "neutral")

STATEMENT = Table(
    key="stil-resultat",
    title="Resultat",
    label_heading="Post",
    unit="tkr",
    better="+",
    surplus="-",
    result_rows=("summa",),
    columns=(
        Column(key="budget", heading="Budget"),
        Column(key="actual", heading="Utfall 240430"),
        Column(key="forecast", heading="Prognos"),
        Column(key="variance_forecast", heading="Avvikelse", kind="variance"),
    ),
    rows=(
        Row(key="intakter", label="Intäkter", cells=tuple(map(_money, ("-43306", "-14286", "-43706", "400")))),
        Row(key="personal", label="Personalkostnader", cells=(_money("12106"), _money("3463"), MISSING, MISSING)),
        Row(key="ovrigt", label="Övriga kostnader", cells=tuple(map(_money, ("31200", "10734", "32800", "-1600")))),
        Row(
            key="summa", label="Summa", kind="total", adds=("intakter", "personal", "ovrigt"),
            cells=tuple(map(_money, ("0", "-89", "1200", "-1200"))),
        ),
    ),
    notes=("Prognos saknas för Personalkostnader. Summan gäller de andra raderna.",),
)  # fmt: skip

GOALS = Table(
    key="stil-mal",
    title="Mål och indikatorer",
    label_heading="Indikator",
    columns=(
        Column(key="current", heading="Nuvärde", kind="quantity"),
        Column(key="target", heading="Målvärde", kind="quantity"),
        Column(key="assessment", heading="Bedömning", kind="status"),
        Column(key="comment", heading="Kommentar", kind="text"),
    ),
    rows=(
        Row(key="mal-1", label="Nämndmål: Ge god service", kind="group", cells=()),
        Row(
            key="svarstid", label="Besvarade samtal inom en minut",
            cells=(Cell(text="87 %"), Cell(text="minst 90 %"), NOT_MET, Cell(text="Två vakanser under våren.")),
        ),
        Row(key="nki", label="Nöjd kund-index", cells=(Cell(text="82"), Cell(text="minst 80"), MET, EMPTY)),
        Row(key="mal-2", label="Nämndmål: Ökad samverkan över kommungränserna", kind="group", cells=()),
        Row(key="moten", label="Digitala möten", cells=(Cell(text="45 st"), Cell(text="minst 50 st"), PARTLY, EMPTY)),
        Row(key="enkat", label="Medarbetarundersökning", cells=(EMPTY, Cell(text="minst 75"), NO_VERDICT, EMPTY)),
    ),
)  # fmt: skip

MATRIX = Matrix(
    key="stil-risker",
    title="Riskmatris",
    row_heading="Sannolikhet",
    column_heading="Konsekvens",
    row_labels=("2 Möjlig", "1 Osannolik"),
    column_labels=("1 Lindrig", "2 Allvarlig"),
    cells=(
        (MatrixCell(level="medium", text="2"), MatrixCell(level="hog", text="1, 4")),
        (MatrixCell(level="lag"), MatrixCell(level="medium", text="3")),
    ),
    levels=(
        MatrixLevel(key="lag", label="Låg 1", word="Låg"),
        MatrixLevel(key="medium", label="Medium 2", word="Medium"),
        MatrixLevel(key="hog", label="Hög 4", word="Hög"),
    ),
)

HIGHLIGHTS = Highlights(
    period="januari–april 2024",
    items=(
        Highlight(
            key="ekonomi", heading="Ekonomi, helårsprognos", statement="Underskott 1 200 tkr", tone="bad",
            section="stil", table="stil-resultat", table_title="Resultat",
            details=("1 200 tkr sämre än budget (2,8 % av budgeterade kostnader). Budget: nollresultat.",),
            before="Bättre än i förra rapporten (helåret 2023): underskott 1 956 tkr.",
        ),
        Highlight(
            key="mal", heading="Mål", statement="1 av 2 nämndmål uppnås",
            section="stil", table="stil-mal", table_title="Mål och indikatorer", details=("Av 14 indikatorer:",),
            shares=(
                Share(label="Uppnås", count=8, tone="good"), Share(label="Uppnås delvis", count=2, tone="partly"),
                Share(label="Uppnås inte", count=3, tone="bad"),
                Share(label="Bedömning saknas", count=1, tone="neutral"),
            ),
        ),
        Highlight(
            key="investeringar", heading="Investeringar", statement="2 519 av 11 334 tkr använt",
            section="stil", table="stil-resultat", table_title="Resultat",
            details=("22 % av budgeten när 33 % av året har gått.",),
            progress=Progress(part=Decimal(2519), whole=Decimal(11334), expected=Decimal("33.3")),
        ),
        Highlight(
            key="overskott", heading="Ekonomi, årets resultat", statement="Överskott 310 tkr", tone="good",
            section="stil", table="stil-resultat", table_title="Resultat",
        ),
    ),
)  # fmt: skip

INDICATORS = Table(
    key="stil-indikatorer",
    title="Indikatorer",
    label_heading="Indikator",
    columns=(
        Column(key="current", heading="Nuvärde", kind="quantity"),
        Column(key="forecast", heading="Prognos", kind="quantity"),
        Column(key="target", heading="Målvärde", kind="quantity"),
        Column(key="assessment", heading="Bedömning", kind="status"),
    ),
    rows=(
        Row(key="minst", label="Antal e-tjänster", cells=(*map(_quantity, ("58", "75", "75")), MET)),
        Row(key="hogst", label="Pågående incidenter", cells=(*map(_quantity, ("109", "95", "90")), PARTLY)),
        Row(key="mellan", label="Ärenden per vecka", cells=(*map(_quantity, ("21", "34", "20")), NOT_MET)),
        Row(key="utan", label="Nöjd kund-index", cells=(EMPTY, EMPTY, *map(_quantity, ("80",)), NO_VERDICT)),
    ),
)
POINTS = tuple(ChartPoint(row=row.key) for row in STATEMENT.rows if row.kind == "line")
CHARTS: list[Block] = [
    Chart(key="stil-avvikelser", title="Avvikelser", form="deviations", table=STATEMENT.key, points=POINTS,
          value="variance_forecast"),
    Chart(key="stil-budget", title="Utfall och prognos mot budget", form="progress", table=STATEMENT.key,
          points=POINTS, value="actual", against="budget", forecast="forecast", elapsed=Decimal("0.33")),
    Chart(key="stil-delar", title="Delar", form="shares", table=STATEMENT.key, points=POINTS[1:], value="actual"),
    Chart(key="stil-linje", title="Linje", form="line", table=STATEMENT.key, points=POINTS, value="actual",
          forecast="forecast"),
    STATEMENT,
    Chart(key="stil-bedomning", title="Bedömningar", form="statuses", table=INDICATORS.key,
          points=tuple(ChartPoint(row=row.key) for row in INDICATORS.rows), verdict="assessment"),
    Chart(key="stil-mal-bild", title="Indikatorer mot sina mål", form="targets", table=INDICATORS.key,
          points=(ChartPoint(row="minst", direction="at_least"), ChartPoint(row="hogst", direction="at_most"),
                  ChartPoint(row="mellan", direction="between", upper=Decimal(30)),
                  ChartPoint(row="utan", direction="at_least")),
          value="current", forecast="forecast", against="target", verdict="assessment"),
    Chart(key="stil-rutor", title="Mål", form="tiles", table=INDICATORS.key,
          points=tuple(ChartPoint(row=row.key) for row in INDICATORS.rows), verdict="assessment"),
    INDICATORS,
]  # fmt: skip

BLOCKS: dict[str, list[Block]] = {
    "I korthet": [HIGHLIGHTS],
    "Text": [Prose(markdown=PROSE), Heading(text="En underrubrik", number="1.1", is_numbered=True)],
    "Tabell med bedömningar": [GOALS],
    "Tabell med belopp, och bilder av tabeller": CHARTS,
    "Matris": [MATRIX],
}
