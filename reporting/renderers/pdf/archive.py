"""Make WeasyPrint's PDF/A-3a also PDF/UA-1, and good to listen to, by mending the written file.

PDF/UA requires the scope of each header cell and a mark in the metadata. PDF/A allows the mark only with an
extension schema that describes it.
"""

import io
from collections.abc import Sequence
from xml.etree.ElementTree import Element

from pikepdf import ObjectStreamMode, Pdf

from reporting.renderers.pdf.artifacts import mark_artifacts
from reporting.renderers.pdf.attachments import Attachment
from reporting.renderers.pdf.embedding import attach
from reporting.renderers.pdf.fragments import PageContent
from reporting.renderers.pdf.links import mend_links
from reporting.renderers.pdf.lists import mend_lists
from reporting.renderers.pdf.tables import mend_tables
from reporting.renderers.pdf.tags import TagTree

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


def finish(
    content: bytes, root: Element, pages: list[PageContent], attachments: Sequence[Attachment] = ()
) -> bytes:
    """The finished file. ``content``: WeasyPrint's, rendered from the HTML ``root``."""
    with Pdf.open(io.BytesIO(content)) as pdf:
        mend_tags(pdf, root, pages)
        mark_metadata(pdf)
        attach(pdf, attachments, str(pdf.docinfo["/ModDate"]))
        finished = io.BytesIO()
        pdf.save(finished, object_stream_mode=ObjectStreamMode.generate, deterministic_id=True)
    return finished.getvalue()


def mend_tags(pdf: Pdf, root: Element, pages: list[PageContent]) -> None:
    tags = TagTree(pdf, root, pages)
    mend_links(pdf, tags, pages)
    tags.join_parts()
    mend_tables(pdf, tags)
    mend_lists(pdf, tags, root)
    mark_artifacts(pdf, tags)


def mark_metadata(pdf: Pdf) -> None:
    """Mark as PDF/UA-1. Metadata stays uncompressed, as archives require."""
    head, end, tail = pdf.Root.Metadata.read_bytes().rpartition(b"</rdf:RDF>")
    pdf.Root.Metadata.write(head + PDFUA_MARK + end + tail)
