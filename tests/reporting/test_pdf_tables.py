"""Tables in the PDF: one each in the tag tree, however their rows fall on pages."""

from __future__ import annotations

import datetime
from typing import Any

import pikepdf
import pytest

from reporting.renderers.pdf import html_to_pdf
from tests.pdf_validation import assert_valid_pdf
from tests.reporting.pdf_reading import opened, structure
from tests.reporting.print_sample import amount_row, table

SENTENCE = "Arbetet fortsätter enligt den plan som nämnden har beslutat. "
FILLING = f"<p>{SENTENCE * 3}</p>"


def make(body: str) -> bytes:
    html = (
        '<!doctype html><html lang="sv"><head><title>Tabeller</title></head><body><h1>Tabeller</h1>'
        f'<main class="report"><section class="section"><h2>Beslut</h2>{body}</section></main></body></html>'
    )
    return html_to_pdf(html, title="Tabeller", author="Nämnden", created=datetime.date(2024, 4, 30))


def outline(tag: Any) -> list[str]:
    """The tags right below one."""
    return [str(kid.S) for kid in tag.K]


def cell_outline(found: list[Any]) -> list[list[str]]:
    return [outline(tag) for tag in found if tag.S == "/TR"]


def rows_of(cells: list[list[str]]) -> str:
    """Rows of a table, the first cell of each its header."""
    return "".join(
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{text}</td>" for text in others)}</tr>'
        for first, *others in cells
    )


def decisions(comment: str) -> str:
    rows = [
        ["Att starta", "Klart", "Avslutat."],
        ["Att utreda", "Pågår", comment],
        ["Att fortsätta", "", "Nej."],
    ]
    columns = [("Beslut", "text"), ("Status", "status"), ("Kommentar", "text")]
    return table("Fattade politiska beslut", columns, f"<tbody>{rows_of(rows)}</tbody>")


def grouped(comment: str) -> str:
    heading = '<tr class="group"><th scope="rowgroup" colspan="2">Nämndmål {}</th></tr>'
    bodies = "".join(
        f"<tbody>{heading.format(name)}{rows_of([[f'Mål {name}.1', 'Nås'], [f'Mål {name}.2', comment]])}</tbody>"
        for name in ("A", "B")
    )
    return table("Mål", [("Mål", "label"), ("Kommentar", "text")], bodies)


def wide(comment: str) -> str:
    figures = ("1 200", "700", "−1 166,5", "33")
    rows = "".join(
        amount_row("line", (f"Projekt {n} {comment if n == 2 else ''}", *figures)) for n in range(1, 5)
    )
    columns = [("Projekt", "label"), *((name, "amount") for name in ("Budget", "Utfall", "Prognos", "Kvar"))]
    made = table("Investeringar", columns, f"<tbody>{rows}</tbody>", "tkr")
    return f'<div class="table-block wide"><div>{made}</div><p class="note">Not</p></div>'


def without_rows_headers(comment: str) -> str:
    """As in a text: no caption, no row headers."""
    return (
        '<div class="prose"><table><thead><tr><th scope="col">Slag</th><th scope="col">Not</th></tr></thead>'
        f"<tbody><tr><td>Incident</td><td>178</td></tr><tr><td>Fråga</td><td>{comment}</td></tr>"
        "<tr><td>Ändring</td><td>54</td></tr></tbody></table></div>"
    )


KINDS = {decisions: (1, 4), grouped: (1, 7), wide: (1, 5), without_rows_headers: (0, 4)}  # captions, rows


@pytest.mark.parametrize("sentences", [10, 34, 160])  # the middle is 2 000 characters, the last over a page
@pytest.mark.parametrize("above", [0, 12])
@pytest.mark.parametrize("kind", KINDS)
def test_a_table_is_one_table_however_high_its_rows(kind, above, sentences):
    content = make(FILLING * above + kind(SENTENCE * sentences))
    assert_valid_pdf(content)
    with opened(content) as pdf:
        found = [str(tag.S) for tag in structure(pdf)]
    captions, rows = KINDS[kind]
    counted = [found.count(name) for name in ("/Table", "/Caption", "/THead", "/TR")]
    assert counted == [1, captions, 1, rows]


def test_a_table_over_three_pages_is_one_with_its_caption():
    rows = [[f"Beslut {n}", "Pågår", SENTENCE * 3] for n in range(60)]
    columns = [("Beslut", "text"), ("Status", "status"), ("Kommentar", "text")]
    content = make(table("Beslut", columns, f"<tbody>{rows_of(rows)}</tbody>"))
    with opened(content) as pdf:
        assert len(pdf.pages) > 3
        found = structure(pdf)
        (only,) = [tag for tag in found if tag.S == "/Table"]
        assert outline(only) == ["/Caption", "/THead", "/TBody"]
        assert cell_outline(found) == [["/TH"] * 3, *[["/TH", "/TD", "/TD"]] * 60]
    assert_valid_pdf(content)


def test_cells_on_every_page_name_the_headers_of_the_first():
    body = "".join(
        f'<tbody><tr class="group"><th scope="rowgroup" colspan="2">Grupp {group}</th></tr>'
        f"{rows_of([[f'{group}.{n}', SENTENCE] for n in range(50)])}</tbody>"
        for group in range(2)
    )
    content = make(table("Mål", [("Mål", "label"), ("Kommentar", "text")], body))
    with opened(content) as pdf:
        assert len(pdf.pages) > 2
        found = structure(pdf)
        names = [str(tag.ID) for tag in found if tag.S == "/TH"]
        cells = [[names.index(str(name)) for name in tag.A.Headers] for tag in found if tag.S == "/TD"]
        listed = pdf.Root.StructTreeRoot.IDTree.Names
        assert [str(name) for name in listed[::2]] == sorted(names)
    # The header row is 0 and 1; each group has a heading, then a header for each row.
    assert cells == [[heading + 1 + row, 1, heading] for heading in (2, 53) for row in range(50)]


def test_headings_of_columns_reach_all_columns_below():
    head = (
        '<tr class="groups"><td class="label"></td><th scope="colgroup" colspan="2">Helår</th></tr>'
        '<tr><th scope="col">Post</th><th scope="col">Budget</th><th scope="col">Utfall</th></tr>'
    )
    content = make(
        f'<table class="data"><caption>Resultat</caption><thead>{head}</thead>'
        f"<tbody>{rows_of([['Intäkter', '1', '2']])}</tbody></table>"
    )
    with opened(content) as pdf:
        found = structure(pdf)
        names = {str(tag.ID): place for place, tag in enumerate(tag for tag in found if tag.S == "/TH")}
        cells = [[names[str(name)] for name in tag.A.get("/Headers", [])] for tag in found if tag.S == "/TD"]
    assert cells == [[], [4, 0, 2], [4, 0, 3]]  # the empty corner; Intäkter, Helår and Budget or Utfall


def test_a_table_of_a_header_alone_is_valid():
    assert_valid_pdf(make("<table><thead><tr><th>Slag</th><th>Antal</th></tr></thead></table>"))


def test_a_row_over_two_pages_is_one_row():
    content = make(decisions(SENTENCE * 160))
    with opened(content) as pdf:
        assert len(pdf.pages) > 2
        found = structure(pdf)
        (text,) = [tag for tag in found if tag.S == "/TD" and len(tag.K) > 60]
        pages = {kid.Pg.objgen for kid in text.K}
        assert len(pages) > 1
        assert len(text.A.Headers) == 2


def marks_of_texts(page: pikepdf.Page) -> list[str]:
    """The mark each piece of text on a page is drawn under."""
    marks, mark = [], ""
    for operands, operator in pikepdf.parse_content_stream(page):  # type: ignore[misc]
        if str(operator) in {"BMC", "BDC"}:
            mark = f"{operands[0]} {operator}"
        elif str(operator) == "TJ":
            marks.append(mark)
    return marks


def test_a_repeated_header_is_not_read_again():
    rows = [[f"Beslut {n}", SENTENCE] for n in range(60)]
    content = make(table("Beslut", [("Beslut", "text"), ("Läge", "text")], f"<tbody>{rows_of(rows)}</tbody>"))
    with opened(content) as pdf:
        layout = [marks_of_texts(page).count("/Artifact BMC") for page in pdf.pages]
    assert layout == [0, 0, *[2] * (len(layout) - 2)]  # of the title, and where the table begins
