"""Which elements of the HTML are on which page, by WeasyPrint's lists of each page's anchors and links."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

# Elements followed into the file, and WeasyPrint's tag for each of their parts. A paragraph of a list is not: a list
# inside its item is tagged after the whole item. A table is followed by its caption
# and each row's first cell: naming an element stops WeasyPrint from sharing computed styles for it and its children,
# and on a page with only its caption WeasyPrint lists no table.
TAGS = {
    "main": "/Part", "section": "/Sect", "p": "/P",
    "h1": "/H1", "h2": "/H2", "h3": "/H3", "h4": "/H4", "h5": "/H5", "h6": "/H6",
    "caption": "/Caption", "th": "/TH", "td": "/TD",
    "ul": "/L", "ol": "/L", "dl": "/L", "li": "/LI", "dt": "/LI", "dd": "/LI",
}  # fmt: skip
OURS = ":"  # prefix of our names; no anchor of a report has it


@dataclass(frozen=True)
class PageContent:
    """The followed elements with a part on the page, in reading order; its links as (target, text)."""

    elements: list[Element]
    links: list[tuple[str, str]]


def name_elements(root: Element) -> dict[str, Element]:
    """Give each followed element a unique id, so that WeasyPrint lists it among its page's anchors."""
    later_cells = {cell for row in root.iter("tr") for cell in row[1:]}
    of_lists = {paragraph for item in root.iter("li") for paragraph in item.iter("p")}
    left_out = later_cells | of_lists
    taken: set[str] = set()
    named = {}
    for number, element in enumerate(root.iter()):
        name = element.get("id", "")
        if element.tag in TAGS and element not in left_out:
            if not name.isprintable() or not name or name in taken:  # WeasyPrint drops a name it can't read
                name = f"{OURS}{number}"
                element.set("id", name)
            named[name] = element
        taken.add(name)
    return named


def page_contents(pages: list[Any], named: dict[str, Element]) -> Iterator[PageContent]:
    """Each page's content. Removes our names, which nothing links to, and repeated links.

    WeasyPrint makes a link for each box inside an <a> too; a reader would hear the link again and again.
    """
    for page in pages:
        elements = [named[name] for name in page.anchors if name in named]
        for name in [name for name in page.anchors if name.startswith(OURS)]:
            del page.anchors[name]
        page.links = [link for link in page.links if link[3].element_tag == "a"]
        links = [(target, "".join(box.element.itertext())) for _, target, _, box in page.links]
        yield PageContent(elements, links)
