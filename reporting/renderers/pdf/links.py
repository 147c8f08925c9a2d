"""Each link tells its text; what the style sheet adds to it is no link."""

from pikepdf import Name, Pdf, String

from reporting.renderers.pdf.fragments import PageContent
from reporting.renderers.pdf.tags import Tag, TagTree, held, kids


def mend_links(pdf: Pdf, tags: TagTree, pages: list[PageContent]) -> None:
    describe_links(pdf, pages)
    for tag in tags.links:
        if not is_link(tag):
            mend_generated_text(tag, tags)


def describe_links(pdf: Pdf, pages: list[PageContent]) -> None:
    """By their text; WeasyPrint gives the address or the bare id, and leaves out links that lead nowhere."""
    for page, content in zip(pdf.pages, pages, strict=True):
        links = iter(content.links)
        for annotation in page.get("/Annots", []):
            if annotation.Subtype == "/Link":
                target = str(annotation.Contents)
                annotation.Contents = String(next(text for goal, text in links if goal == target))


def is_link(tag: Tag) -> bool:
    return any(not isinstance(kid, int) and kid.get("/Type") == "/OBJR" for kid in held(tag))


def mend_generated_text(tag: Tag, tags: TagTree) -> None:
    """Text that the style sheet adds to a link, such as a page number, is no link; dots that lead to it no text."""
    tag.S = Name.Span
    for leader in (kid for kid in kids(tag) if kid.S == "/Link"):
        tags.drop(leader)
