"""A chart says what its table says: in figures, in lengths and in words, and disturbs no one else."""

from __future__ import annotations

import dataclasses
import io
import itertools
import pathlib
import re
import zipfile
from decimal import Decimal
from typing import Any, get_args
from xml.etree import ElementTree

import docx
import openpyxl
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from reporting.comparison import comparison
from reporting.document.amounts import format_number
from reporting.document.blocks import EMPTY, Cell, Column, Prose, Row, Table
from reporting.document.charts import MOST_ROWS, Chart, ChartForm, ChartPoint, Direction
from reporting.document.document import Document
from reporting.document.json_reading import from_json
from reporting.document.json_writing import to_json
from reporting.renderers.charts import deviations, lettering
from reporting.renderers.charts.figures import figures_of
from reporting.renderers.charts.line import sparkline
from reporting.renderers.charts.picture import picture
from reporting.renderers.charts.raster import png
from reporting.renderers.charts.svg import COLOURS, Circle, Line, Path, Picture, Rect, Shape, Text
from reporting.renderers.excel.report import render_workbook
from reporting.renderers.formats import render_pdf
from reporting.renderers.page import blocks_html, print_html
from reporting.renderers.word.render import render_word
from reporting.review.dictionary import swedish
from reporting.review.engine import review
from tests.html import Page
from tests.pdf_validation import assert_valid_pdf
from tests.reporting.documents import document
from tests.reporting.test_design_tokens import TOKENS, contrast

FORMS: tuple[ChartForm, ...] = get_args(ChartForm)
STATIC = pathlib.Path(__file__).resolve().parents[2] / "static"
VERDICTS = {
    "good": Cell(text="Uppnås", value="met", tone="good"),
    "partly": Cell(text="Uppnås delvis", value="partial", tone="partly"),
    "bad": Cell(text="Uppnås inte", value="not_met", tone="bad"),
    "neutral": Cell(text="Bedömning saknas", tone="neutral"),
}
COLUMNS = (
    Column(key="budget", heading="Budget"),
    Column(key="actual", heading="Utfall 240430"),
    Column(key="forecast", heading="Årsprognos"),
    Column(key="variance", heading="Avvikelse", kind="variance"),
    Column(key="verdict", heading="Bedömning", kind="status"),
)


def cell(value: Decimal | str | None) -> Cell:
    if value is None:
        return Cell(text="saknas")
    return Cell(text=format_number(Decimal(value)), value=Decimal(value))


def table(*rows: tuple[str, Any, Any, Any, Any], verdict: str = "good", **more: Any) -> Table:
    """Rows of a label, budget, actual, forecast and variance."""
    about: dict[str, Any] = {
        "key": "t",
        "title": "Resultat",
        "label_heading": "Post",
        "unit": "tkr",
        "better": "+",
    }
    return Table(
        columns=COLUMNS,
        rows=tuple(
            Row(key=f"r{index}", label=label, cells=(*map(cell, figures), VERDICTS[verdict]))
            for index, (label, *figures) in enumerate(rows)
        ),
        **about | more,
    )


def chart(form: ChartForm, of: Table, *, direction: Direction = "at_least", **more: Any) -> Chart:
    columns: dict[ChartForm, dict[str, Any]] = {
        "deviations": {"value": "variance"},
        "progress": {
            "value": "actual",
            "against": "budget",
            "forecast": "forecast",
            "elapsed": Decimal("0.3333"),
        },
        "targets": {"value": "actual", "against": "budget", "forecast": "forecast", "verdict": "verdict"},
        "statuses": {"verdict": "verdict"},
        "tiles": {"verdict": "verdict"},
        "shares": {"value": "actual"},
        "line": {"value": "actual", "forecast": "forecast"},
    }
    about: dict[str, Any] = {"key": f"t-{form}", "title": "Bilden", "form": form, "table": of.key}
    points = tuple(ChartPoint(row=row.key, direction=direction) for row in of.rows)
    return Chart(**about | {"points": points} | columns[form] | more)


SYDNARKE = table(
    ("Intäkter", -43306, -14286, -43706, 400),
    ("Personalkostnader", 12106, 3463, 10906, 1200),
    ("Datorer & basutrustning", 200, 90, 200, 0),
    ("Övrigt tjänsteköp", 3200, 1542, 5700, -2500),
)


def texts(made: Picture) -> list[str]:
    """With plain spaces, for those who write the tests."""
    return [plain(shape.text) for shape in made.shapes if isinstance(shape, Text)]


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def bars(made: Picture, *fills: str) -> list[Rect]:
    return [shape for shape in made.shapes if isinstance(shape, Rect) and shape.fill in fills]


# What is seen -----------------------------------------------------------------------------------------------


def test_deviations_go_right_when_better_and_are_hatched_to_the_left_when_worse() -> None:
    made = picture(chart("deviations", SYDNARKE), SYDNARKE)
    assert texts(made) == [
        "sämre", "bättre", "Övrigt tjänsteköp", "−2 500", "Personalkostnader", "1 200", "Intäkter", "400",
    ]  # fmt: skip
    worse, *better = bars(made, "good", "hatched-bad")
    assert [bar.fill for bar in (worse, *better)] == ["hatched-bad", "good", "good"]
    axis = worse.x + worse.width
    assert [bar.x for bar in better] == pytest.approx([axis, axis])
    assert made.notes == ("En rad avviker inte och är inte med i bilden.",)


def test_deviations_where_better_is_printed_with_minus() -> None:
    of = table(("Projekt", 100, 40, 91, -9), better="-")
    made = picture(chart("deviations", of), of)
    assert texts(made) == ["bättre", "Projekt", "−9"]
    assert [bar.fill for bar in bars(made, "good", "hatched-bad")] == ["good"]


def test_the_largest_deviations_and_the_sum_of_the_others() -> None:
    of = table(*[(f"Rad {n}", 0, 0, 0, n) for n in range(1, 41)])
    made = picture(chart("deviations", of), of)
    assert texts(made)[1::2] == [*(f"Rad {n}" for n in range(40, 34, -1)), "Övriga 34 rader"]
    assert texts(made)[2::2][-1] == "595"


def test_a_table_without_deviations_says_so_in_words() -> None:
    of = table(("Noll", 0, 0, 0, 0), ("Okänd", 0, 0, 0, None))
    page = Page(blocks_html((chart("deviations", of), of), 1))
    assert page.all("svg") == []
    assert page.texts("p")[:3] == ["Bilden (tkr)", "Ingen rad avviker.", "Avvikelse saknas för Okänd."]


def test_progress_is_shares_of_each_budget_and_of_the_year() -> None:
    of = table(
        ("Liten", 100, 50, 100, 0), ("Tusen gånger större", 100000, 25000, 200000, 0), ("Utan", 0, 5, 0, 0)
    )
    made = picture(chart("progress", of), of)
    assert texts(made) == [
        "Utfall 240430", "Budget", "Årsprognos", "Liten", "50 av 100", "Tusen gånger större",
        "25 000 av 100 000", "33 % av året",
    ]  # fmt: skip
    (whole, _), used = bars(made, "surface")[1:], bars(made, "accent")[1:]
    assert [bar.width / whole.width for bar in used] == pytest.approx([0.5, 0.25])
    assert made.notes == ("Inte i bilden, utan budget eller utfall: Utan.",)


def test_what_goes_further_than_the_picture_has_an_arrow_that_is_explained() -> None:
    of = table(("Vanlig", 100, 50, 100, 0), ("Tusen gånger budgeten", 100, 100_000, 90_000, 0))
    made = picture(chart("progress", of), of)
    whole, used = bars(made, "surface")[1:], bars(made, "accent")[1:]
    assert used[1].width / whole[1].width == pytest.approx(2)
    assert made.notes == ("En pil betyder att beloppet ligger utanför bilden.",)
    assert "100 000 av 100" in texts(made)


def test_the_whole_year_has_no_mark() -> None:
    made = picture(chart("progress", SYDNARKE, elapsed=Decimal(1)), SYDNARKE)
    assert not any("året" in text for text in texts(made))


@pytest.mark.parametrize(
    ("direction", "upper", "said"),
    [
        ("at_least", None, "mål ≥ 75"),
        ("at_most", None, "mål ≤ 75"),
        ("more_than", None, "mål > 75"),
        ("less_than", None, "mål < 75"),
        ("exactly", None, "mål = 75"),
        ("between", Decimal(80), "mål 75–80"),
    ],
)
def test_the_ground_is_where_the_target_is_met(
    direction: Direction, upper: Decimal | None, said: str
) -> None:
    of = table(("Antal e-tjänster", 75, 58, 78, 0), unit="")
    made = picture(chart("targets", of, points=(ChartPoint(row="r0", direction=direction, upper=upper),)), of)
    assert texts(made) == ["Utfall 240430", "Årsprognos", "Budget nås", "Antal e-tjänster", "58 → 78", said]
    ground = bars(made, "surface")[1:]
    limit = 236 * (75 - 58 + Decimal("0.18") * 20) / (20 * Decimal("1.36")) if upper is None else None
    match direction:
        case "at_least" | "more_than":
            assert [(bar.x, bar.x + bar.width) for bar in ground] == [pytest.approx((float(limit or 0), 236))]
        case "at_most" | "less_than":
            assert [(bar.x, bar.x + bar.width) for bar in ground] == [pytest.approx((0, float(limit or 0)))]
        case "exactly":
            assert ground == []
        case _:
            assert len(ground) == 1


def test_an_indicator_without_figures_or_in_another_unit_is_named_below() -> None:
    percent = Cell(text="75 %", value=Decimal(75), unit="%")
    pieces = Cell(text="58 st", value=Decimal(58), unit="st")
    rows = (
        Row(key="a", label="Ja eller nej", cells=(EMPTY, EMPTY, EMPTY, EMPTY, VERDICTS["good"])),
        Row(key="b", label="Olika enheter", cells=(percent, pieces, EMPTY, EMPTY, VERDICTS["bad"])),
    )
    of = dataclasses.replace(SYDNARKE, rows=rows)
    made = picture(chart("targets", of), of)
    assert made.shapes == []
    assert made.notes == ("Bara i tabellen, utan värde eller mål i siffror: Ja eller nej och Olika enheter.",)


def test_verdicts_are_counted() -> None:
    tones = ["good"] * 10 + ["bad"] * 2 + ["neutral"] * 2
    rows = tuple(Row(key=f"i{n}", label="I", cells=(*[EMPTY] * 4, VERDICTS[t])) for n, t in enumerate(tones))
    of = dataclasses.replace(SYDNARKE, rows=rows)
    made = picture(chart("statuses", of), of)
    assert texts(made) == ["10", "2", "2", "Uppnås 10", "Uppnås inte 2", "Bedömning saknas 2"]
    lengths = [bar.width for bar in bars(made, "good", "hatched-bad", "paper") if bar.stroke]
    assert [length / lengths[1] for length in lengths] == pytest.approx([5, 1, 1])
    assert made.title == "Bilden. Uppnås: 10. Uppnås inte: 2. Bedömning saknas: 2."


def test_tiles_name_the_goal_and_its_verdict() -> None:
    made = picture(chart("tiles", SYDNARKE), SYDNARKE)
    assert texts(made)[:4] == ["Uppnås", "Intäkter", "Uppnås", "Personalkostnader"]


def test_shares_sum_to_the_whole() -> None:
    of = table(
        ("Askersund", 0, 227, 0, 0),
        ("Hallsberg", 0, 320, 0, 0),
        ("Laxå", 0, 113, 0, 0),
        ("Lekeberg", 0, 163, 0, 0),
    )
    made = picture(chart("shares", of), of)
    assert texts(made)[1::2] == ["227 · 28 %", "320 · 39 %", "113 · 14 %", "163 · 20 %"]
    one, other, *_ = bars(made, "accent")
    assert one.width / 227 == pytest.approx(other.width / 320)


def test_shares_that_pull_both_ways_have_no_per_cent() -> None:
    of = table(("Askersund", 0, 227, 0, 0), ("Hallsberg", 0, -320, 0, 0))
    assert texts(picture(chart("shares", of), of))[1::2] == ["227", "−320"]


def test_a_line_is_dashed_to_the_forecast() -> None:
    of = table(("2022", 0, 120, None, 0), ("2023", 0, -1956, None, 0), ("2024", 0, None, -1200, 0))
    made = picture(chart("line", of), of)
    assert texts(made) == ["120", "−1 956", "−1 200", "2024", "2023", "2022"]
    assert [
        shape.dashes for shape in made.shapes if isinstance(shape, Path) and shape.stroke == "accent"
    ] == ["", "5 4"]
    assert plain(made.description) == "2022: 120 tkr. 2023: −1 956 tkr. 2024: −1 200 tkr, prognos."
    small = sparkline(figures_of(chart("line", of), of), title="Bilden", unit="tkr", places=0)
    assert (texts(small), small.title, small.width) == ([], made.title, 120)


def test_many_rows_are_several_charts() -> None:
    of = table(*[(f"Rad {n}", 1, 1, 1, 1) for n in range(40)])
    parts = list(chart("progress", of).parts())
    assert [len(part.points) for part in parts] == [10, 10, 10, 10]
    assert parts[3].title == "Bilden (4 av 4)"
    assert len({part.key for part in parts}) == 4
    assert [each.row for part in parts for each in part.points] == [row.key for row in of.rows]
    whole = chart("progress", SYDNARKE)
    assert list(whole.parts()) == [whole]


# In words -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_title_and_description_come_first_and_are_referred_to(form: ChartForm) -> None:
    page = Page(blocks_html((chart(form, SYDNARKE), SYDNARKE), 1))
    (svg,) = page.all("svg")
    title, description = page.elements[page.elements.index(svg) + 1 :][:2]
    assert (title.tag, description.tag, svg.attrs["role"]) == ("title", "desc", "img")
    assert svg.attrs["aria-labelledby"] == title.attrs["id"]
    assert svg.attrs["aria-describedby"] == description.attrs["id"]
    assert title.text.startswith("Bilden. ")
    assert page.inline_code() == []


def test_the_description_has_every_figure() -> None:
    assert plain(picture(chart("progress", SYDNARKE), SYDNARKE).description) == (
        "Intäkter: −14 286 av −43 306 tkr, årsprognos −43 706. "
        "Personalkostnader: 3 463 av 12 106 tkr, årsprognos 10 906. "
        "Datorer & basutrustning: 90 av 200 tkr, årsprognos 200. "
        "Övrigt tjänsteköp: 1 542 av 3 200 tkr, årsprognos 5 700."
    )
    assert plain(picture(chart("deviations", SYDNARKE), SYDNARKE).description) == (
        "Övrigt tjänsteköp: −2 500 tkr, sämre. Personalkostnader: 1 200 tkr, bättre. Intäkter: 400 tkr, bättre."
    )


def test_figures_have_swedish_signs() -> None:
    svg = picture(chart("deviations", SYDNARKE), SYDNARKE).svg("t")
    assert ">−2\u00a0500</text>" in svg


# Geometry, whatever the figures -----------------------------------------------------------------------------


FIGURES = st.integers(-(10**12), 10**12).map(Decimal) | st.sampled_from([Decimal(0), Decimal(1), None])
LABELS = st.text("abcdefghijklmnoåäöABW &-", min_size=1, max_size=90)
TABLES = st.lists(st.tuples(LABELS, FIGURES, FIGURES, FIGURES, FIGURES), min_size=1, max_size=12).map(
    lambda rows: table(*rows)
)
DIRECTIONS = st.sampled_from([direction for direction in get_args(Direction) if direction])


def corners(shape: Shape) -> list[tuple[float, float]]:
    match shape:
        case Text():
            return [(shape.left, shape.y - shape.size * 0.8), (shape.left + shape.width, shape.y + 3)]
        case Rect():
            return [(shape.x, shape.y), (shape.x + shape.width, shape.y + shape.height)]
        case Path():
            return list(shape.points)
        case Circle():
            return [(shape.x - shape.r, shape.y - shape.r), (shape.x + shape.r, shape.y + shape.r)]
        case Line():
            return [(shape.x1, shape.y1), (shape.x2, shape.y2)]


def overlap(one: Text, other: Text) -> bool:
    (left, top), (right, bottom) = corners(one)
    (from_left, from_top), (to_right, to_bottom) = corners(other)
    return left < to_right - 0.5 and from_left < right - 0.5 and top < to_bottom - 4 and from_top < bottom - 4


@settings(max_examples=60, deadline=None)
@given(of=TABLES, form=st.sampled_from(FORMS), direction=DIRECTIONS)
def test_everything_is_inside_the_picture_and_no_words_overlap(
    of: Table, form: ChartForm, direction: Direction
) -> None:
    made = picture(chart(form, of, direction=direction), of)
    for shape in made.shapes:
        for x, y in corners(shape):
            assert -0.5 <= x <= made.width + 0.5, shape
            assert -0.5 <= y <= made.height + 0.5, shape
    words = [shape for shape in made.shapes if isinstance(shape, Text)]
    if form == "line":  # its figures stand at its points, on plates
        words = [text for text in words if not text.bold]
    for one, other in itertools.combinations(words, 2):
        assert not overlap(one, other), (one, other)


@settings(max_examples=60, deadline=None)
@given(of=TABLES, form=st.sampled_from(FORMS))
def test_it_is_well_formed_and_has_no_style_of_its_own(of: Table, form: ChartForm) -> None:
    svg = ElementTree.fromstring(picture(chart(form, of), of).svg("t"))
    names = {name for element in svg.iter() for name in element.attrib}
    assert not names & {"style", "href", "onload", "onclick"}
    assert not {element.tag.split("}")[1] for element in svg.iter()} & {
        "style",
        "script",
        "a",
        "image",
        "use",
    }


@settings(max_examples=60, deadline=None)
@given(of=TABLES)
def test_bars_are_as_long_as_their_figures(of: Table) -> None:
    made = picture(chart("deviations", of), of)
    values = sorted((abs(row.cells[3].number) for row in of.rows if row.cells[3].number), reverse=True)
    lengths = [bar.width for bar in bars(made, "good", "hatched-bad")]
    if len(values) <= deviations.MOST + 1 and values:
        expected = [max(deviations.SLIVER, lengths[0] * float(value / values[0])) for value in values]
        assert lengths == pytest.approx(expected)


@settings(max_examples=60, deadline=None)
@given(of=TABLES)
def test_figures_are_those_of_the_table(of: Table) -> None:
    printed = {plain(cell.text) for row in of.rows for cell in row.cells} | {row.label for row in of.rows}
    for text in texts(picture(chart("deviations", of), of)):
        rest = text.startswith("Övriga ") or len(of.rows) > deviations.MOST + 1
        assert rest or text in printed | {"sämre", "bättre"} or text.endswith("…")


def test_estimated_widths_are_never_too_narrow() -> None:
    said = [
        "Herrljunga",
        "Övrigt tjänsteköp",
        "1 234 567 890",
        "Medarbetarengagemang",
        "Budget",
        "−1 200 tkr",
        "75 %",
    ]
    for name, bold in (("Regular", False), ("Semibold", True)):
        font = TTFont(STATIC / "fonts" / f"SourceSans3-{name}.ttf")
        letters, advances, em = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
        for text in said:
            true = sum(advances[letters[ord(letter)]][0] for letter in text) * 14 / em
            assert true <= lettering.width(text, 14, bold=bold) <= true * 1.25, text


@pytest.mark.parametrize("room", [20.0, 60.0, 300.0])
def test_a_text_is_cut_to_the_room_there_is(room: float) -> None:
    text = "Andel e-tjänster som per automatik återger status"
    assert lettering.width(lettering.fitted(text, room)) <= room
    assert all(lettering.width(line) <= room for line in lettering.wrapped(text, room, most=2))
    assert lettering.wrapped(text, 1000) == [text]


# Colours ----------------------------------------------------------------------------------------------------


def test_colours_are_the_pages_tokens() -> None:
    tokens = {"field": "field-border", "surface": "surface-strong"}
    tokens |= {tone: f"tone-{tone}" for tone in ("good", "partly", "bad", "neutral")}
    assert {name: TOKENS[tokens.get(name, name)] for name in COLOURS} == COLOURS


def test_all_that_carries_meaning_is_3_to_1_on_the_paper_and_on_the_ground() -> None:
    for name in set(COLOURS) - {"paper", "surface", "line"}:
        assert contrast(COLOURS[name], COLOURS["paper"]) >= 3
        assert contrast(COLOURS[name], COLOURS["surface"]) >= 3


def test_every_class_has_its_colour_on_the_page_and_in_forced_colours() -> None:
    css = (STATIC / "css" / "report.css").read_text()
    used = {
        name
        for form in FORMS
        for names in re.findall(r'class="([^"]*)"', picture(chart(form, SYDNARKE), SYDNARKE).svg("t"))
        for name in names.split()
    } - {"chart-picture"}
    forced = css[css.index("forced-color-adjust") :]
    for name in used:
        assert f".chart-picture .{name} " in css
        assert f".{name}" in forced


# Among the other blocks -------------------------------------------------------------------------------------


def illustrated() -> Document:
    return document(*(chart(form, SYDNARKE) for form in FORMS), SYDNARKE, Prose(markdown="Slut."))


def test_json_and_back() -> None:
    made = chart(
        "targets", SYDNARKE, points=(ChartPoint(row="r0", direction="between", upper=Decimal("7.5")),)
    )
    original = document(made, chart("progress", SYDNARKE, elapsed=Decimal(1)), SYDNARKE)
    assert from_json(to_json(original)) == original


def test_it_holds_no_figures_of_the_table() -> None:
    assert all(figure not in to_json(chart("progress", SYDNARKE)) for figure in ("43306", "3463", "12106"))


def test_page_and_print_have_the_same_picture() -> None:
    assert blocks_html((chart("deviations", SYDNARKE), SYDNARKE), 1) in print_html(
        document(chart("deviations", SYDNARKE), SYDNARKE)
    )


def test_without_its_table_there_is_nothing() -> None:
    assert blocks_html((chart("deviations", SYDNARKE),), 1) == ""


def test_rows_and_columns_that_are_gone_are_left_out() -> None:
    made = chart("deviations", SYDNARKE, points=(ChartPoint(row="borttagen"), ChartPoint(row="r0")))
    assert texts(picture(made, SYDNARKE)) == ["bättre", "Intäkter", "400"]
    assert picture(chart("deviations", SYDNARKE, value="borttagen"), SYDNARKE).shapes == []


def test_granskning_and_jamforelse_do_not_see_it() -> None:
    plain = document(SYDNARKE, Prose(markdown="Slut."))
    assert comparison(plain, illustrated()).sections == ()
    assert [each.message for each in review(illustrated(), None, swedish())] == [
        each.message for each in review(plain, None, swedish())
    ]


def test_the_workbook_draws_the_amounts_from_its_cells() -> None:
    content = render_workbook(illustrated())
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Resultat"]
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        names = sorted(name for name in book.namelist() if name.startswith("xl/charts/chart"))
        drawn = [book.read(name).decode() for name in names]
        alternatives = book.read("xl/drawings/drawing1.xml").decode()
    assert len(drawn) == 4  # deviations, progress, shares and line
    values = [re.findall(r"<c:val><c:numRef><c:f>Resultat!([^<]+)", each) for each in drawn]
    assert values == [
        ["$E$4:$E$7"],
        ["$B$4:$B$7", "$C$4:$C$7", "$D$4:$D$7"],
        ["$C$4:$C$7"],
        ["$C$4:$C$7", "$D$4:$D$7"],
    ]
    assert [cell.value for (cell,) in sheet["E4:E7"]] == [400, 1200, 0, -2500]
    assert "Bilden (tkr), åt höger är bättre" in drawn[0]
    assert "Övrigt tjänsteköp: −2\u00a0500\u00a0tkr, sämre." in alternatives


def test_word_has_the_pictures_with_their_words() -> None:
    """Each under its title, with the same words for those who can't see it as on the page."""
    made = illustrated()
    word: Any = docx.Document(io.BytesIO(render_word(made)))
    drawn = [(each, picture(each, SYDNARKE)) for each, _ in made.charts()]
    shapes = [shape._inline.docPr.get("descr") for shape in word.inline_shapes]
    assert shapes == [f"{each.title} {each.description}".strip() for _, each in drawn if each.shapes]
    titles = [line.text for line in word.paragraphs if line.style.name == "Caption"]
    assert titles.count("Bilden (tkr)") == len(shapes) > 3


def test_a_png_of_every_form_is_small_and_always_the_same() -> None:
    for form in FORMS:
        made = picture(chart(form, SYDNARKE), SYDNARKE)
        assert png(made) == png(made)
        with Image.open(io.BytesIO(png(made))) as image:
            size, colours = image.size, image.convert("RGB").getcolors(10_000) or []
        assert list(size) == [made.width * 3, round(made.height * 3)]
        assert len(colours) > 2, form
        assert len(png(made)) < 60_000


def test_a_png_has_patterns_as_well_as_colours() -> None:
    """What is worse is hatched: its box is neither empty nor filled."""
    made = Picture(20, [Rect(0, 0, 400, 20, fill="hatched-bad", stroke="bad")], "Titel", "")
    with Image.open(io.BytesIO(png(made))) as image:
        shades = image.convert("L").histogram()
    dark = sum(shades[:128]) / sum(shades)
    assert 0.2 < dark < 0.6


def test_pdf_of_every_form_is_valid() -> None:
    assert_valid_pdf(render_pdf(illustrated()))


def test_a_full_picture_fits_on_a_page() -> None:
    of = table(
        *[("Ett långt namn på en indikator som tar två rader i bilden och lite till", 9, 5, 7, 1)] * MOST_ROWS
    )
    for form in FORMS:
        made = picture(chart(form, of), of)
        assert made.height * 96 / 400 < 225, form  # mm of A4 between the margins, title and notes aside
