"""Mark layout that is not read aloud: running headers and footers, leader dots, repeated table headers."""

import re

from pikepdf import Page, Pdf

from reporting.renderers.pdf.tags import TagTree, marked_contents

POINTS = 0.75  # per CSS pixel, WeasyPrint's unit
# Text is hexadecimal, so none of it matches these.
MARK = re.compile(rb"/\w+\s*<<\s*/MCID\s+(\d+)\s*>>\s*BDC\b")
HEIGHT_OF_TEXT = re.compile(rb"(\S+)\s+Tm\b")

LAYOUT = b"/Artifact BMC"
HEADER = b"/Artifact <</Type /Pagination /Subtype /Header>> BDC"
FOOTER = b"/Artifact <</Type /Pagination /Subtype /Footer>> BDC"


def mark_artifacts(pdf: Pdf, tags: TagTree) -> None:
    """Mark what was dropped from the tag tree, and headers and footers, which were never in it."""
    parents = pdf.Root.StructTreeRoot.ParentTree.Nums
    parents_of_page = dict(zip(parents[::2], parents[1::2], strict=True))
    dropped = marked_contents(tags.dropped)
    for page in pdf.pages:
        key = page.obj.objgen
        untagged = mark_page(pdf, page, tags.contents.get(key, set()), dropped.get(key, set()))
        for number in untagged:
            parents_of_page[page.StructParents][number] = None


def mark_page(pdf: Pdf, page: Page, tagged: set[int], dropped: set[int]) -> list[int]:
    """Mark a page's artifacts. Returns the numbers of their marked contents."""
    content = page.Contents.read_bytes()
    middle = float(page.MediaBox[3]) / POINTS / 2
    kept = tagged - dropped
    untagged = []

    def artifact(mark: re.Match[bytes]) -> bytes:
        number = int(mark[1])
        if number in kept:
            return mark[0]
        untagged.append(number)
        return LAYOUT if number in dropped else running_title(content, mark.end(), middle)

    marked = MARK.sub(artifact, content)
    if untagged:
        page.Contents = pdf.make_stream(marked)
    return untagged


def running_title(content: bytes, start: int, middle: float) -> bytes:
    """The mark of a header or footer for the text at ``start``."""
    text = HEIGHT_OF_TEXT.search(content, start, content.index(b"EMC", start))
    if text is None:
        return LAYOUT
    return HEADER if float(text[1]) < middle else FOOTER
