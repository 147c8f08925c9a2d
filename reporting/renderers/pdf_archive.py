"""What WeasyPrint's PDF/A-3a lacks to be PDF/UA-1 as well, and to be read aloud well.

PDF/UA wants the scope of each header cell and its own mark in the metadata; a mark that PDF/A allows only
if the metadata also describes it (an extension schema). Running headers and footers are layout, not text to
read on every page: they become pagination artifacts.

``semantic_tags`` wraps two private functions of WeasyPrint 70.0. tests/reporting/test_pdf_engine.py says what
to look at when the pinned version moves.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pydyf
from weasyprint import draw
from weasyprint.formatting_structure.boxes import MarginBox
from weasyprint.pdf import tags

SCOPES = {"col": "/Column", "colgroup": "/Column", "row": "/Row", "rowgroup": "/Row"}

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


@contextmanager
def semantic_tags() -> Iterator[None]:
    """While this lasts, margin boxes are drawn as pagination artifacts and header cells get their scope."""
    draw_context, build_tags = draw.draw_stacking_context, tags._build_box_tree

    def draw_margin_box_as_artifact(stream: Any, context: Any) -> None:
        if not isinstance(context.box, MarginBox) or stream._tags is None:
            draw_context(stream, context)
            return
        page_tags, stream._tags = stream._tags, None
        is_header = context.box.at_keyword.startswith("@top")
        stream.begin_marked_content(
            "Artifact",
            pydyf.Dictionary({"Type": "/Pagination", "Subtype": "/Header" if is_header else "/Footer"}),
        )
        draw_context(stream, context)
        stream.end_marked_content()
        stream._tags = page_tags

    def build_tags_with_scope(box: Any, *rest: Any) -> Iterator[pydyf.Dictionary]:
        if isinstance(box, MarginBox):
            return
        for element in build_tags(box, *rest):
            if element["S"] == "/TH":
                element["A"]["Scope"] = SCOPES.get(box.element.get("scope", "col"), "/Column")
            yield element

    draw.draw_stacking_context, tags._build_box_tree = draw_margin_box_as_artifact, build_tags_with_scope
    try:
        yield
    finally:
        draw.draw_stacking_context, tags._build_box_tree = draw_context, build_tags
