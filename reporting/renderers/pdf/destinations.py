"""Point links and bookmarks at tags, as PDF 2.0 has it, and not only at places on pages.

Source: PDF/UA-2 (ISO 14289-2) 8.8; ISO 32000-2, 12.3.2.3 for destinations, 12.6.4.2 for the action.
"""

from collections.abc import Iterator
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf

from reporting.renderers.pdf.tags import Tag, TagTree

HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}


def point_at_tags(pdf: Pdf, tags: TagTree) -> None:
    point_links(pdf, tags)
    point_bookmarks(pdf, tags)


def point_links(pdf: Pdf, tags: TagTree) -> None:
    """Links go to names; a name of what has no tag is dropped, as nothing links to it."""
    if "/Dests" not in pdf.Root.get("/Names", {}):
        return
    named = pdf.Root.Names.Dests.Names
    kept = []
    for name, place in zip(named[::2], named[1::2], strict=True):
        if (tag := tags.of_id(str(name))) is not None:
            kept += [name, Dictionary(D=place, SD=structure_destination(tag, place))]
    pdf.Root.Names.Dests.Names = Array(kept)


def point_bookmarks(pdf: Pdf, tags: TagTree) -> None:
    """Each to the heading it was made of: bookmarks are in order, with some headings left out."""
    headings = iter([element for element in tags.parts if element.tag in HEADINGS])
    for bookmark in bookmarks(pdf):
        title = "".join(str(bookmark.Title).split())
        heading = next(
            element for element in headings if "".join("".join(element.itertext()).split()) == title
        )
        place = bookmark.Dest
        del bookmark.Dest
        target = structure_destination(tags.parts[heading][0], place)
        bookmark.A = Dictionary(Type=Name.Action, S=Name.GoTo, D=place, SD=target)


def bookmarks(pdf: Pdf) -> Iterator[Any]:
    """In reading order."""

    def below(parent: Any) -> Iterator[Any]:
        bookmark = parent.get("/First")
        while bookmark is not None:
            yield bookmark
            yield from below(bookmark)
            bookmark = bookmark.get("/Next")

    if "/Outlines" in pdf.Root:
        yield from below(pdf.Root.Outlines)


def structure_destination(tag: Tag, place: Any) -> Array:
    """The place with the tag instead of the page."""
    return Array([tag, *list(place)[1:]])
