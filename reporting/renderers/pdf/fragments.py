"""Which elements of the HTML lie on which page, told by WeasyPrint's lists of each page's anchors and links."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

# The elements that are followed to the file, and the tag that WeasyPrint gives each of their parts. A table is
# followed by its caption and the first cell of each row: elements with a name share no computed style, nor do
# their children, and on a page that holds only its caption WeasyPrint lists no table.
TAGS = {
    "caption": "/Caption", "th": "/TH", "td": "/TD",
    "ul": "/L", "ol": "/L", "dl": "/L", "li": "/LI", "dt": "/LI", "dd": "/LI",
}  # fmt: skip
OURS = ":"  # begins the names that we give: no anchor of a report does


@dataclass(frozen=True)
class PageContent:
    """The followed elements with a part on the page, in reading order; its links as (target, text)."""

    elements: list[Element]
    links: list[tuple[str, str]]


def name_elements(root: Element) -> dict[str, Element]:
    """Give each followed element an id of its own, so that WeasyPrint lists it among each page's anchors."""
    later_cells = {cell for row in root.iter("tr") for cell in row[1:]}
    taken: set[str] = set()
    named = {}
    for number, element in enumerate(root.iter()):
        name = element.get("id", "")
        if element.tag in TAGS and element not in later_cells:
            if not name or name in taken:
                name = f"{OURS}{number}"
                element.set("id", name)
            named[name] = element
        taken.add(name)
    return named


def page_contents(pages: list[Any], named: dict[str, Element]) -> Iterator[PageContent]:
    """What each page holds. Our own names are then taken away again: nothing links to them.

    WeasyPrint makes a link for each box inside an <a> too; a reader would hear the link again and again.
    """
    for page in pages:
        elements = [named[name] for name in page.anchors if name in named]
        for name in [name for name in page.anchors if name.startswith(OURS)]:
            del page.anchors[name]
        page.links = [link for link in page.links if link[3].element_tag == "a"]
        links = [(target, "".join(box.element.itertext())) for _, target, _, box in page.links]
        yield PageContent(elements, links)
