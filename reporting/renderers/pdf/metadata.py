"""Say in the metadata which standards the file keeps to, beside the PDF/A that WeasyPrint writes."""

from pikepdf import Pdf

from reporting.document.pdf_profile import PdfProfile

# Source: PDF/UA-1 (ISO 14289-1) clause 5 for the mark, PDF/A-3 (ISO 19005-3) 6.6.2.3.3 for its description.
UA1 = b"""\
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

# Source: PDF/UA-2 (ISO 14289-2) clause 5; Well-Tagged PDF 1.0, 6.1, and PDF Declarations 1.0.
UA2 = b"""\
<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about=""
 pdfuaid:part="2" pdfuaid:rev="2024" />\
<rdf:Description xmlns:pdfd="http://pdfa.org/declarations/" rdf:about="">
<pdfd:declarations><rdf:Bag>
<rdf:li rdf:parseType="Resource">
<pdfd:conformsTo>http://pdfa.org/declarations/wtpdf#accessibility1.0</pdfd:conformsTo></rdf:li>
<rdf:li rdf:parseType="Resource">
<pdfd:conformsTo>http://pdfa.org/declarations/wtpdf#reuse1.0</pdfd:conformsTo></rdf:li>
</rdf:Bag></pdfd:declarations>
</rdf:Description>"""

MARKS = {PdfProfile.UA1: UA1, PdfProfile.UA2: UA2}


def mark_metadata(pdf: Pdf, profile: PdfProfile, *, has_files: bool) -> None:
    """``has_files``: attached, without which PDF/A-4f is PDF/A-4. Metadata stays uncompressed, as archives require."""
    head, end, tail = pdf.Root.Metadata.read_bytes().rpartition(b"</rdf:RDF>")
    if profile is PdfProfile.UA2 and not has_files:
        head = head.replace(b' pdfaid:conformance="F"', b"")
    pdf.Root.Metadata.write(head + MARKS[profile] + end + tail)
    if profile is PdfProfile.UA2 and "/Info" in pdf.trailer:
        del pdf.trailer.Info  # PDF/A-4 (ISO 19005-4) 6.1.3
