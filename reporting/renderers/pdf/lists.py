"""Tag lists for reading aloud: numbering, label and body of each item, contents as contents."""

from xml.etree.ElementTree import Element

from pikepdf import Array, Dictionary, Name, Pdf

from reporting.document.pdf_profile import PdfProfile
from reporting.renderers.pdf.tags import Tag, TagTree, append, kids, replace_kids

NUMBERING = {"ol": Name.Decimal, "ul": Name.Disc}


def mend_lists(pdf: Pdf, tags: TagTree, root: Element, profile: PdfProfile) -> None:
    contents = set(root.iterfind(".//nav[@class='toc']//ol"))
    for element, parts in tags.parts.items():
        if element in contents:
            make_contents(parts[0], tags)
        elif element.tag == "dl":
            make_description_list(parts[0])
            if profile is PdfProfile.UA2:  # PDF 1.7 has no word for it
                parts[0].A = Dictionary(O=Name.List, ListNumbering=Name.Description)
        elif element.tag in NUMBERING:
            parts[0].A = Dictionary(O=Name.List, ListNumbering=NUMBERING[element.tag])
            for item in (kid for kid in kids(parts[0]) if kid.S == "/LI"):
                make_body(pdf, item)


def make_contents(contents: Tag, tags: TagTree) -> None:
    """L > LI > LBody becomes TOC > TOCI > Reference; each entry refers to what it names."""
    contents.S = Name.TOC
    for item in kids(contents):
        item.S = Name.TOCI
        for body in kids(item):
            body.S = Name.Reference
        element = tags.element_of(item)
        link = element.find(".//a") if element is not None else None
        target = tags.of_id(link.get("href", "").removeprefix("#")) if link is not None else None
        if target is not None:
            item.Ref = Array([target])


def make_description_list(descriptions: Tag) -> None:
    """<dl><div><dt><dd>, L > Div > LI > LBody (not allowed), becomes L > LI > Lbl and LBody."""
    for item in (kid for kid in kids(descriptions) if kid.S == "/Div"):
        item.S = Name.LI
        for index, part in enumerate(kids(item)):
            part.S = Name.LBody if index else Name.Lbl
            for inner in kids(part):
                inner.S = Name.NonStruct


def make_body(pdf: Pdf, item: Tag) -> None:
    """Wrap all of an item but its label: LI > Lbl, P (not allowed) becomes LI > Lbl, LBody > P."""
    labels = [kid for kid in kids(item) if kid.S == "/Lbl"]
    others = [kid for kid in kids(item) if kid.S != "/Lbl"]
    if not others or [kid.S for kid in others] == ["/LBody"]:
        return
    body = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.LBody, P=item, Pg=item.Pg, K=Array()))
    for kid in others:
        for part in kids(kid) if kid.S == "/LBody" else [kid]:
            append(body, part)
    replace_kids(item, [*labels, body])
