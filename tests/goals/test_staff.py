"""Staff figures: the published table, small groups that never leak, forms, a new period."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from decimal import Decimal
from typing import Any

import pypdf
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from goals.models import KeyFigure
from goals.sections.staff import suppression_note
from reporting.assembly import assemble
from reporting.document.blocks import Table
from reporting.document.json_reading import from_json
from reporting.document.json_writing import to_json
from reporting.models import Report
from reporting.renderers.formats import FORMATS
from reporting.sections import section_of
from reporting.workflow.blockers import problems
from tests.factories import PASSWORD, fresh, make_report, make_template, make_user, section
from tests.goals.published import SICK_LEAVE, STAFF_OPTIONS, make_staff
from tests.goals.test_forms import as_posted, form_of, row, submit, typed
from tests.patches import judged, print_of

pytestmark = pytest.mark.django_db
NB = "\u00a0"
HIDDEN = "Redovisas inte"


def staff_report(**options: Any) -> Report:
    return make_report(
        section("personal", "goals.staff_figures", options=options), actuals_through=dt.date(2023, 8, 31)
    )


def table(report: Report) -> Table:
    blocks = section_of(fresh(report), "personal").blocks()
    assert [type(block) for block in blocks] == [Table]
    assert isinstance(blocks[0], Table)
    return blocks[0]


def printed(made: Table) -> list[tuple[str, ...]]:
    return [(row.label, *(cell.text for cell in row.cells)) for row in made.rows]


def make_figure(report: Report, size_women: int | None, size_men: int | None, **more: Any) -> KeyFigure:
    """A key figure with values found nowhere else in a document."""
    values = {"total": "93.51", "women": "91.37", "men": "97.83"}
    figure: KeyFigure = KeyFigure.objects.create(
        **{"report": report, "key": "franvaro", "label": "Sjukfrånvaro", "unit": "%", "decimals": 2}
        | {name: Decimal(value) for name, value in values.items()}
        | {"group_size_women": size_women, "group_size_men": size_men}
        | more
    )
    return figure


# What is printed


def test_every_figure_of_the_published_table() -> None:
    report = staff_report(**STAFF_OPTIONS)
    make_staff(report)
    made = table(report)
    assert (made.title, made.label_heading) == ("Personalredovisning", "Nyckeltal")
    assert [(column.heading, column.kind) for column in made.columns] == [
        *(("Totalt", "quantity"), ("Kvinnor", "quantity"), ("Män", "quantity"))
    ]
    assert printed(made) == [
        (SICK_LEAVE,),
        ("Total sjukfrånvaro", "3,17", "1,46", "4,26"),
        ("Långtidssjukfrånvaro (>60 dagar)", "19,50", "0", "23,79"),
        ("Andel heltid %",),
        ("Andel heltid", "", f"40,29{NB}%", f"59,70{NB}%"),
    ]
    assert made.notes == ()
    cells = [cell for line in made.rows for cell in line.cells]
    assert [cell.value for cell in cells] == [
        *(Decimal("3.17"), Decimal("1.46"), Decimal("4.26")),
        *(Decimal("19.5"), Decimal(0), Decimal("23.79")),
        *(None, Decimal("40.29"), Decimal("59.7")),
    ]


def test_published_figures_are_workbook_numbers_even_when_frozen() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    report = staff_report(**STAFF_OPTIONS)
    make_staff(report)
    document = from_json(to_json(assemble(fresh(report))))
    sheet = openpyxl.load_workbook(io.BytesIO(FORMATS["xlsx"].render(document)))["Personalredovisning"]
    cells = [cell for line in sheet.iter_rows() for cell in line if isinstance(cell.value, int | float)]
    assert [cell.value for cell in cells] == [3.17, 1.46, 4.26, 19.5, 0, 23.79, 40.29, 59.7]
    assert [cell.number_format.split(";")[0] for cell in cells] == [
        *("#,##0.00", "#,##0.00", "#,##0.00"),
        *("#,##0.00", "#,##0", "#,##0.00"),
        *(f'#,##0.00"{NB}%"', f'#,##0.00"{NB}%"'),
    ]


def test_a_repeated_heading_is_printed_once_after_rows_without() -> None:
    report = staff_report(smallest_group=0)
    for place, group in enumerate(["Frånvaro", "Heltid", "Frånvaro", ""]):
        make_figure(report, 9, 9, key=f"rad-{place}", label=f"Rad {place}", group=group, position=place)
    assert [line.label for line in table(report).rows] == [
        *("Rad 3", "Frånvaro", "Rad 0", "Rad 2", "Heltid", "Rad 1")
    ]


def test_columns_and_headings_are_the_templates() -> None:
    report = staff_report(
        title="Personal {month}",
        columns=["men", {"key": "total", "heading": "Alla {year}"}],
        smallest_group=0,
    )
    make_figure(report, None, None)
    made = table(report)
    assert (made.title, [column.heading for column in made.columns]) == (
        "Personal augusti",
        ["Män", "Alla 2023"],
    )
    assert printed(made) == [("Sjukfrånvaro", f"97,83{NB}%", f"93,51{NB}%")]


# What is not


@pytest.mark.parametrize(
    ("women", "men", "shown"),
    [
        (5, 30, (f"93,51{NB}%", f"91,37{NB}%", f"97,83{NB}%")),
        (4, 30, (f"93,51{NB}%", HIDDEN, HIDDEN)),
        (2, 2, (HIDDEN, HIDDEN, HIDDEN)),
        (None, 30, (HIDDEN, HIDDEN, HIDDEN)),
    ],
)
def test_small_groups_are_replaced_by_words(women: int | None, men: int, shown: tuple[str, ...]) -> None:
    report = staff_report()
    make_figure(report, women, men)
    made = table(report)
    assert printed(made) == [("Sjukfrånvaro", *shown)]
    assert made.notes == ((suppression_note(5),) if HIDDEN in shown else ())
    hidden = [cell for cell in made.rows[0].cells if cell.text == HIDDEN]
    assert {(cell.value, cell.unit, cell.tone) for cell in hidden} == ({(None, "", "")} if hidden else set())


def contents(extension: str, content: bytes) -> str:
    """All text of a file."""
    if extension in {"xlsx", "docx"}:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return "\n".join(book.read(name).decode() for name in book.namelist())
    if extension == "pdf":
        reader = pypdf.PdfReader(io.BytesIO(content))
        return "\n".join(page.extract_text() for page in reader.pages) + str(reader.metadata)
    return content.decode()


def leaked(text: str) -> list[str]:
    figures = ("93,51", "93.51", "91,37", "91.37", "97,83", "97.83")
    return [figure for figure in figures if figure in text]


WITH_FIGURES = [
    extension for extension in FORMATS if extension != "csv-metadata.json"
]  # that has columns alone


@pytest.mark.parametrize("extension", WITH_FIGURES)
def test_a_hidden_figure_is_in_no_file(extension: str) -> None:
    report = staff_report()
    make_figure(report, 2, 2)
    text = contents(extension, FORMATS[extension].render(assemble(fresh(report))))
    assert (leaked(text), HIDDEN in text, "group_size" in text) == ([], True, False)


@pytest.mark.parametrize("extension", WITH_FIGURES)
def test_the_search_for_hidden_figures_finds_shown_ones(extension: str) -> None:
    report = staff_report(smallest_group=0)
    make_figure(report, 2, 2)
    text = contents(extension, FORMATS[extension].render(assemble(fresh(report))))
    assert len({figure.replace(".", ",") for figure in leaked(text)}) == 3


def test_a_hidden_figure_is_not_on_the_page(client: Client) -> None:
    report = staff_report()
    make_figure(report, 4, 30)
    user = make_user(report.committee)
    client.login(username=user.username, password=PASSWORD)
    text = client.get(reverse("report_page", args=[report.slug])).content.decode()
    assert (leaked(text), text.count(HIDDEN)) == (["93,51"], 3)  # two cells and the note


def test_the_preview_hides_what_the_report_hides(client: Client) -> None:
    report = staff_report()
    make_figure(report, 30, 30)
    client.login(username=make_user(report.committee).username, password=PASSWORD)
    data = typed(report, {("Sjukfrånvaro", "group_size_women"): "3"}, "personal")
    text = judged(client, report, "personal", data)["html"]
    assert (leaked(text), text.count(HIDDEN)) == (["93,51"], 3)  # two cells and the note


# Options, problems, a new period


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            {"minsta": 5},
            "Inställningen ”minsta” finns inte för Personalredovisning. Välj bland title, columns, "
            "smallest_group.",
        ),
        ({"title": ""}, "title för Personalredovisning: Detta fält måste fyllas i."),
        (
            {"title": "{ort}"},
            "title för Personalredovisning: Rubriken ”{ort}” har en platshållare som inte finns. Välj bland "
            "{date}, {year}, {month}, {period}, {previous_year}, {last_date}, {last_year}, {last_period}.",
        ),
        (
            {"columns": ["children"]},
            "columns för Personalredovisning: Kolumnen ”children” finns inte. Välj bland total, women, men.",
        ),
        (
            {"smallest_group": -1},
            "smallest_group för Personalredovisning: Kontrollera att detta värde är större än eller lika med 0.",
        ),
        (
            {"smallest_group": 101},
            "smallest_group för Personalredovisning: Kontrollera att detta värde är mindre än eller lika med 100.",
        ),
        *(
            ({"smallest_group": wrong}, "smallest_group för Personalredovisning ska vara ett heltal.")
            for wrong in (True, "5", 5.0, None)
        ),
    ],
)
def test_options_that_no_report_could_be_made_with_are_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError) as refused:
        make_template(section("personal", "goals.staff_figures", options=options))
    assert refused.value.message_dict == {"sections": [message]}


def test_small_groups_are_hidden_by_default() -> None:
    template = make_template(section("personal", "goals.staff_figures"))
    assert template.specs[0].options["smallest_group"] == 5


def test_what_blocks_the_hand_in() -> None:
    report = staff_report()
    assert problems(fresh(report)) == ["Avsnittet ”Personal” har inga nyckeltal. Lägg till minst ett."]
    make_figure(report, 30, None)
    make_figure(report, 30, 30, key="tom", label="Tomt", total=None, women=None, men=None)
    assert problems(fresh(report)) == [
        "Nyckeltalet ”Sjukfrånvaro” saknar antal kvinnor eller män. Utan dem går det inte att veta om någon "
        "grupp har färre än 5 personer, så värdena redovisas inte.",
        "Nyckeltalet ”Tomt” saknar värde.",
    ]


def test_a_new_period_takes_over_names_but_no_figures() -> None:
    report = staff_report()
    make_staff(report, group_size_women=20, group_size_men=30)
    following = make_report(template=report.template, actuals_through=dt.date(2024, 8, 31), previous=report)
    for _ in range(2):
        section_of(fresh(following), "personal").start_from(report)
    names = ("key", "label", "group", "unit", "decimals", "position")
    before, after = (
        list(KeyFigure.objects.filter(report=each).values_list(*names)) for each in (report, following)
    )
    assert (len(after), after) == (3, before)
    figures = ("total", "women", "men", "group_size_women", "group_size_men")
    assert set(following.key_figures.values_list(*figures)) == {(None,) * 5}
    cells = list(form_of(following, "personal").forms[1].cells())
    assert [cell.previous for cell in cells if cell.previous] == ["19,50", "0", "23,79", "20", "30"]


@pytest.mark.parametrize("number", [1, 30])
def test_as_many_queries_whatever_the_number_of_rows(number: int) -> None:
    report = staff_report()
    for place in range(number):
        make_figure(report, 9, 9, key=f"rad-{place}", label=f"Rad {place}", position=place)
    read = fresh(report)
    with CaptureQueriesContext(connection) as blocks:
        section_of(read, "personal").blocks()
    with CaptureQueriesContext(connection) as problems:
        section_of(read, "personal").problems()
    with CaptureQueriesContext(connection) as form:
        rows: Any = section_of(read, "personal").form()
        list(rows)
    assert (len(blocks), len(problems), len(form)) == (1, 1, 1)


# Typing


def first_blank(report: Report, **values: str) -> dict[str, str]:
    form = form_of(report, "personal")
    blank = form.extra_forms[0]
    return as_posted(form) | {blank[name].html_name: text for name, text in values.items()}


def test_a_new_figure_keeps_the_decimals_it_is_typed_with() -> None:
    report = staff_report()
    data = first_blank(
        report,
        label="Långtidssjukfrånvaro",
        total="19,50",
        women="0",
        men="23,8",
        group_size_women="12",
        group_size_men="20",
    )
    assert submit(report, data, "personal").is_valid()
    figure = report.key_figures.get()
    assert (figure.key, figure.decimals, figure.total, figure.women) == (
        *("langtidssjukfranvaro", 2, Decimal("19.5"), Decimal(0)),
    )
    assert printed(table(report)) == [("Långtidssjukfrånvaro", "19,50", "0", "23,80")]
    form = form_of(report, "personal")
    assert [form.forms[0][name].value() for name in ("total", "women", "men")] != []
    assert 'value="19,50"' in str(form.forms[0]["total"])


@pytest.mark.parametrize(
    ("changes", "decimals"),
    [
        ({"men": "23,795"}, 3),
        ({"men": "24"}, 2),
        ({"decimals": "1"}, 1),
        ({"decimals": "", "men": "24,1"}, 1),
        ({"label": "Något annat"}, 2),
    ],
)
def test_decimals_follow_what_is_typed_unless_they_are_said(changes: dict[str, str], decimals: int) -> None:
    report = staff_report()
    make_figure(report, 20, 30)
    data = typed(report, {("Sjukfrånvaro", name): text for name, text in changes.items()}, "personal")
    form = submit(report, data, "personal")
    assert form.is_valid(), form.errors
    assert report.key_figures.get().decimals == decimals


def test_unparsable_text_is_refused_at_its_field() -> None:
    report = staff_report()
    make_figure(report, 20, 30)
    form = submit(report, typed(report, {("Sjukfrånvaro", "women"): "fyra"}, "personal"), "personal")
    assert not form.is_valid()
    assert list(row(form, "Sjukfrånvaro").errors) == ["women"]
    assert row(form, "Sjukfrånvaro")["women"].value() == "fyra"
    assert report.key_figures.get().women == Decimal("91.37")


@pytest.mark.parametrize(
    ("name", "typed_text"),
    [("decimals", "7"), ("decimals", "128"), ("group_size_women", "9" * 20), ("group_size_men", "9" * 25)],
)
def test_a_too_large_integer_is_refused_at_its_field(client: Client, name: str, typed_text: str) -> None:
    report = staff_report()
    make_figure(report, 10, 10)
    client.force_login(make_user(report.committee))
    data = as_posted(form_of(report, "personal")) | {f"personal-0-{name}": typed_text}
    answer = client.post(reverse("section_edit", args=[report.slug, "personal"]), data | print_of(report))
    assert (answer.status_code, "mindre än eller lika med" in answer.content.decode()) == (422, True)
    assert f"personal-0-{name}" in judged(client, report, "personal", data)["errors"]


def test_nobody_has_no_value() -> None:
    report = staff_report()
    figure = make_figure(report, 20, 30)
    form = submit(report, typed(report, {("Sjukfrånvaro", "group_size_women"): "0"}, "personal"), "personal")
    assert row(form, "Sjukfrånvaro").errors == {
        "women": ["Gruppen har ingen person, så den kan inte ha ett värde. Töm värdet eller rätta antalet."]
    }
    figure.group_size_men = 0
    with pytest.raises(IntegrityError, match="key_figure_no_men_no_value"):
        figure.save()


def test_a_figure_has_at_most_six_decimals() -> None:
    with pytest.raises(IntegrityError, match="key_figure_decimals"):
        make_figure(staff_report(), 20, 30, decimals=7)


def test_a_key_is_unique_in_a_report() -> None:
    report = staff_report()
    make_figure(report, 20, 30)
    with pytest.raises(IntegrityError, match=r"key_figure_once|UNIQUE constraint failed|duplicate key"):
        make_figure(report, 20, 30)


def test_numbers_of_persons_are_asked_for_only_where_they_matter() -> None:
    names = [cell.bound.name for cell in form_of(staff_report(), "personal").header]
    assert names == [
        *("label", "group", "unit", "total", "women", "men", "group_size_women", "group_size_men"),
        *("decimals", "position", "DELETE"),
    ]
    every = form_of(staff_report(smallest_group=0, columns=["total"]), "personal")
    assert [cell.bound.name for cell in every.header] == [
        *("label", "group", "unit", "total", "decimals", "position", "DELETE")
    ]


def test_typing_over_http(client: Client) -> None:
    report = staff_report()
    make_figure(report, 20, 30)
    user = make_user(report.committee)
    client.login(username=user.username, password=PASSWORD)
    url = reverse("section_edit", args=[report.slug, "personal"])
    assert client.get(url).status_code == 200
    data = typed(report, {("Sjukfrånvaro", "total"): "94,1"}, "personal")
    assert client.post(url, data | print_of(report)).status_code == 302
    assert report.key_figures.get().total == Decimal("94.1")
