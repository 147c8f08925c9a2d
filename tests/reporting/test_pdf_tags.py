"""The tags of the PDF: what a screen reader meets."""

from __future__ import annotations

import pikepdf

from tests.pdf_validation import assert_valid_pdf
from tests.reporting.pdf_reading import make, opened, sample, small, structure

GROUPED = """<table class="data"><caption>Mål</caption>
<colgroup><col class="label"><col class="quantity"></colgroup>
<thead><tr><th scope="col">Indikator</th><th scope="col">Nuvärde</th></tr></thead>
<tbody><tr><th scope="row">Fri</th><td>1</td></tr></tbody>
<tbody><tr class="group"><th scope="rowgroup" colspan="2">Nämndmål</th></tr>
<tr><th scope="row">Bunden</th><td>2</td></tr></tbody></table>"""


def test_header_cells_tell_their_scope_and_cells_their_headers():
    pdf = opened(make(small(GROUPED)))
    elements = structure(pdf)
    headers = [element for element in elements if element.S == "/TH"]
    names = {str(header.ID): number for number, header in enumerate(headers)}
    assert [str(header.A.Scope) for header in headers] == ["/Column", "/Column", "/Row", "/Row", "/Row"]
    cells = [element for element in elements if element.S == "/TD"]
    # Fri + Nuvärde; Bunden + Nuvärde + Nämndmål
    assert [[names[str(key)] for key in cell.A.Headers] for cell in cells] == [[2, 1], [4, 1, 3]]


def test_contents_are_tagged_as_contents_with_one_link_each():
    with opened(sample()) as pdf:
        tags = [str(element.S) for element in structure(pdf)]
        links = len(pdf.pages[1].Annots)
    first = tags.index("/TOC")
    inside_entry = ["/TOCI", "/Reference", "/Link", "/Span"]
    assert tags[first : first + 18] == ["/TOC", *(inside_entry * 4), "/Part"]
    assert links == 4


def test_facts_of_the_cover_are_a_list_of_labels_and_values():
    with opened(sample()) as pdf:
        tags = [str(element.S) for element in structure(pdf)]
    first = tags.index("/L")
    item = ["/LI", "/Lbl", "/NonStruct", "/Span", "/LBody", "/NonStruct", "/Span"]
    assert tags[first : first + 22] == ["/L", *(item * 3)]


def test_a_list_whose_items_have_paragraphs_is_a_list():
    content = make(small("<ul><li><p>Ett.</p><p>Mer om ett.</p></li><li><p>Två.</p></li></ul>"))
    assert_valid_pdf(content)


def test_a_list_over_two_pages_is_one_numbered_list():
    items = "".join(f"<li>Nummer {n}<ul><li>Punkt</li></ul></li>" for n in range(40))
    content = make(small(f"<ol>{items}</ol>"))
    with opened(content) as pdf:
        assert len(pdf.pages) > 1
        numbering = [str(tag.A.ListNumbering) for tag in structure(pdf) if tag.S == "/L"]
        items_of_first = [str(kid.S) for kid in next(tag for tag in structure(pdf) if tag.S == "/L").K]
    assert numbering == ["/Decimal", *["/Disc"] * 40]
    assert items_of_first.count("/LI") == 40
    assert_valid_pdf(content)


def test_an_item_over_two_pages_is_one_item():
    content = make(small(f"<ul><li>{'Ett par ord. ' * 900}</li><li>Slut.</li></ul>"))
    with opened(content) as pdf:
        assert len(pdf.pages) > 1
        items = [[str(kid.S) for kid in tag.K] for tag in structure(pdf) if tag.S == "/LI"]
    assert items == [["/Lbl", "/LBody"]] * 2
    assert_valid_pdf(content)


def test_a_link_with_emphasis_inside_is_one_link():
    content = make(small('<p><a href="https://example.org/">En <strong>viktig</strong> sida</a></p>'))
    with opened(content) as pdf:
        assert [str(link.Contents) for link in pdf.pages[0].Annots] == ["En viktig sida"]
    assert_valid_pdf(content)


def test_running_headers_are_pagination_and_leave_no_loose_tags():
    with opened(sample()) as pdf:
        marked = [  # type: ignore[misc]
            str(operands[1].Subtype)
            for operands, operator in pikepdf.parse_content_stream(pdf.pages[2])
            if str(operator) == "BDC" and operands[0] == "/Artifact"
        ]
        elements = [
            thing
            for thing in pdf.objects
            if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/StructElem"
        ]
        assert marked == ["/Header", "/Header", "/Footer", "/Footer", "/Header"]  # the last: a draft
        assert len(elements) == len(structure(pdf))
