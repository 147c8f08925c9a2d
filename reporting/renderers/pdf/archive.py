"""What WeasyPrint's PDF/A-3a lacks to be PDF/UA-1 as well, and to be read aloud well.

PDF/UA wants the scope of each header cell and its own mark in the metadata; a mark that PDF/A allows only
if the metadata also describes it (an extension schema). Running headers and footers are layout, not text to
read on every page, and so are the dots of the table of contents: they become artifacts.

``semantic_tags`` wraps private functions of WeasyPrint 70.0. tests/reporting/test_pdf.py says what to look at
when the pinned version moves.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pydyf
from weasyprint import draw
from weasyprint import pdf as pdf_module
from weasyprint.formatting_structure.boxes import MarginBox, PageBox
from weasyprint.pdf import tags

SCOPES = {"col": "/Column", "colgroup": "/Column", "row": "/Row", "rowgroup": "/Row"}

# The private functions of WeasyPrint that are wrapped while a report is drawn.
WRAPPED: tuple[tuple[Any, str], ...] = (
    (draw, "draw_stacking_context"),
    (draw, "draw_inline_level"),
    (pdf_module, "add_links"),
    (tags, "_build_box_tree"),
)

# Source: PDF/UA-1 (ISO 14289-1) clause 5 for the mark, PDF/A-3 (ISO 19005-3) 6.6.2.3.3 for its description.
PDFUA_MARK = b"""\
<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="" pdfuaid:part="1" />\
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" rdf:about="">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>"""


def finish(document: Any, pdf: pydyf.PDF) -> None:
    """WeasyPrint's finisher: mark the metadata as PDF/UA-1 and leave it uncompressed, as archives want it."""
    number = int(pdf.catalog["Metadata"].split()[0])
    metadata = pdf.objects[number]
    (xmp,) = metadata.stream
    head, end, tail = xmp.rpartition(b"</rdf:RDF>")
    metadata.stream = [head + PDFUA_MARK + end + tail]
    metadata.compress = False


def add_group_headers(table: Any) -> None:
    """Let each data cell name the heading row of its tbody among its headers; WeasyPrint leaves it out."""
    wrapped = table.get_wrapped_table() if table.is_table_wrapper else table
    for row_group in wrapped.children:
        group: list[pydyf.String] = []
        for cell in (cell for row in row_group.children for cell in row.children):
            if cell.element.get("scope") == "rowgroup":
                group = [cell.mark["ID"]]
            elif cell.element_tag == "td":
                cell.mark["A"]["Headers"].extend(group)


def _kids(element: pydyf.Dictionary, pdf: pydyf.PDF) -> list[pydyf.Dictionary]:
    return [pdf.objects[int(reference.split()[0])] for reference in element["K"]]


def make_table_of_contents(nav: pydyf.Dictionary, pdf: pydyf.PDF) -> None:
    """Turn the tags of the list in <nav class="toc">, L > LI > LBody, into TOC > TOCI > Reference."""
    for contents in (kid for kid in _kids(nav, pdf) if kid["S"] == "/L"):
        contents["S"] = "/TOC"
        for item in _kids(contents, pdf):
            item["S"] = "/TOCI"
            for body in _kids(item, pdf):
                body["S"] = "/Reference"


def make_description_list(element: pydyf.Dictionary, pdf: pydyf.PDF) -> None:
    """Turn the tags of <dl><div><dt><dd>, L > Div > LI > LBody (not allowed), into L > LI > Lbl and LBody."""
    for item in (kid for kid in _kids(element, pdf) if kid["S"] == "/Div"):
        item["S"] = "/LI"
        for number, part in enumerate(_kids(item, pdf)):
            part["S"] = "/LBody" if number else "/Lbl"
            for inner in _kids(part, pdf):
                inner["S"] = "/NonStruct"


def make_list_body(item: pydyf.Dictionary, pdf: pydyf.PDF) -> None:
    """Put the paragraphs of a list item, LI > Lbl and P (not allowed), into LI > Lbl and LBody > P."""
    inner = [kid for kid in _kids(item, pdf) if kid["S"] not in {"/Lbl", "/LBody"}]
    if not inner:
        return
    body = pydyf.Dictionary(
        {
            "Type": "/StructElem",
            "S": "/LBody",
            "P": item.reference,
            "K": pydyf.Array([kid.reference for kid in inner]),
        }
    )
    pdf.add_object(body)
    for kid in inner:
        kid["P"] = body.reference
    others = [kid.reference for kid in _kids(item, pdf) if kid["S"] in {"/Lbl", "/LBody"}]
    item["K"] = pydyf.Array([*others, body.reference])


@contextmanager
def _as_artifact(stream: Any, properties: dict[str, str] | None) -> Iterator[None]:
    """What is drawn meanwhile is layout: nothing in it is tagged."""
    page_tags, stream._tags = stream._tags, None
    stream.begin_marked_content("Artifact", pydyf.Dictionary(properties) if properties else None)
    yield
    stream.end_marked_content()
    stream._tags = page_tags


@contextmanager
def semantic_tags() -> Iterator[None]:
    """While this lasts, margin boxes and leader dots are artifacts; headers and contents get full tags."""
    originals = [getattr(module, name) for module, name in WRAPPED]
    draw_context, draw_inline, add_links, build_tags = originals

    def draw_margin_box_as_artifact(stream: Any, context: Any) -> None:
        if not isinstance(context.box, MarginBox):
            draw_context(stream, context)
            return
        place = "/Header" if context.box.at_keyword.startswith("@top") else "/Footer"
        with _as_artifact(stream, {"Type": "/Pagination", "Subtype": place}):
            draw_context(stream, context)

    def draw_leader_as_artifact(stream: Any, page: Any, box: Any, *rest: Any, **options: Any) -> None:
        if not getattr(box, "is_leader", False):  # a stacking context hasn't the attribute
            draw_inline(stream, page, box, *rest, **options)
            return
        with _as_artifact(stream, None):
            draw_inline(stream, page, box, *rest, **options)

    def add_one_link_for_each_a(links_and_anchors: Any, *rest: Any) -> None:
        """WeasyPrint makes one for each box inside too: a reader would hear the link again and again.

        Each is described by its text; WeasyPrint gives the address or the bare id.
        """
        links, anchors = links_and_anchors
        links = [link for link in links if link[3].element_tag == "a"]
        add_links((links, anchors), *rest)
        for *_, box in (link for link in links if link[0] != "attachment"):
            box.link_annotation["Contents"] = pydyf.String("".join(box.element.itertext()))

    def build_better_tags(box: Any, parent: Any, pdf: pydyf.PDF, *rest: Any) -> Iterator[pydyf.Dictionary]:
        if isinstance(box, MarginBox) or getattr(box, "is_leader", False):
            return
        if isinstance(box, PageBox) or box.element_tag in ("html", "body"):
            yield from build_tags(box, parent, pdf, *rest)  # these have no tag: they hand on their children's
            return
        for element in build_tags(box, parent, pdf, *rest):
            if element["S"] == "/Link" and not box.link_annotation:
                element["S"] = "/Span"  # generated text, such as a page number, inside the link
            elif element["S"] == "/TH":
                element["A"]["Scope"] = SCOPES.get(box.element.get("scope", "col"), "/Column")
            elif element["S"] == "/Table":
                add_group_headers(box)
            elif element["S"] == "/LI":
                make_list_body(element, pdf)
            elif box.element_tag == "nav" and box.element.get("class") == "toc":
                make_table_of_contents(element, pdf)
            elif box.element_tag == "dl":
                make_description_list(element, pdf)
            yield element

    better = (
        draw_margin_box_as_artifact,
        draw_leader_as_artifact,
        add_one_link_for_each_a,
        build_better_tags,
    )
    try:
        _install(better)
        yield
    finally:
        _install(originals)


def _install(functions: Iterable[Any]) -> None:
    for (module, name), function in zip(WRAPPED, functions, strict=True):
        setattr(module, name, function)
