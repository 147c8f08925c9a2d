"""Each link tells its text; what the style sheet adds to it is no link."""

from pikepdf import Dictionary, Name, Pdf, String

from reporting.renderers.pdf.fragments import PageContent
from reporting.renderers.pdf.tags import Tag, TagTree, kids, remove, tree


def mend_links(pdf: Pdf, tags: TagTree, pages: list[PageContent]) -> None:
    describe_links(pdf, pages)
    for tag in list(tree(tags.document)):
        if tag.S == "/Link" and not is_link(tag):
            make_generated_text(tag)


def describe_links(pdf: Pdf, pages: list[PageContent]) -> None:
    """By their text; WeasyPrint gives the address or the bare id, and leaves out links that lead nowhere."""
    for page, content in zip(pdf.pages, pages, strict=True):
        links = iter(content.links)
        for annotation in page.get("/Annots", []):
            if annotation.Subtype == "/Link":
                target = str(annotation.Contents)
                annotation.Contents = String(next(text for goal, text in links if goal == target))


def is_link(tag: Tag) -> bool:
    return any(isinstance(kid, Dictionary) and kid.get("/Type") == "/OBJR" for kid in tag.K)  # type: ignore[attr-defined]


def make_generated_text(tag: Tag) -> None:
    """Text that the style sheet adds to a link, such as a page number, without the dots that lead to it."""
    tag.S = Name.Span
    for leader in (kid for kid in kids(tag) if kid.S == "/Link"):
        remove(leader)
