"""Tag the notes of a table's cells as notes, each referring to its sign and the other way about.

Source: PDF/UA-1 (ISO 14289-1) 7.9; PDF/UA-2 (ISO 14289-2) 8.2.5.14.
"""

from pikepdf import Array, Dictionary, Name, Pdf, String

from reporting.document.pdf_profile import PdfProfile
from reporting.renderers.pdf.tags import Tag, TagTree, held

PDF_2 = "http://iso.org/pdf2/ssn"


def mend_notes(pdf: Pdf, tags: TagTree, profile: PdfProfile) -> list[Tag]:
    """The notes, with an id each."""
    notes = {
        element.get("id", ""): parts[0]
        for element, parts in tags.parts.items()
        if element.tag == "p" and "footnote" in element.get("class", "").split()
    }
    for note in notes.values():
        note.ID = String(f"{note.objgen[0]:07}-note")
        note.S = Name.Note
    if profile is PdfProfile.UA2:
        refer(pdf, tags, notes)
    return list(notes.values())


def refer(pdf: Pdf, tags: TagTree, notes: dict[str, Tag]) -> None:
    namespace = next((each for each in pdf.Root.StructTreeRoot.Namespaces if each.NS == PDF_2), None)
    for link in tags.links:
        note = notes.get(target_of(link))
        if note is not None:
            note.S, note.NS = Name.FENote, namespace
            note.A = Dictionary(O=Name.FENote, NoteType=Name.Endnote)
            note.Ref, link.Ref = Array([link]), Array([note])


def target_of(link: Tag) -> str:
    """The name that a link leads to; "" if it leads out of the file."""
    references = [kid for kid in held(link) if not isinstance(kid, int) and "/Obj" in kid]
    return str(references[0].Obj.get("/Dest", "")) if references else ""
