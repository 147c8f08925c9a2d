"""The tag tree of a written PDF, matched with the elements of its HTML."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from pikepdf import Array, Object, Pdf

from reporting.renderers.pdf.fragments import TAGS, PageContent

Tag = Object
Numbers = dict[tuple[int, int], set[int]]  # of marked contents, by their page's objgen
JOINED = {"main", "section", "p", "table", "ul", "ol", "dl"}
FOLLOWED = set(TAGS.values()) - {"/Caption", "/TH", "/TD"}  # these by their table and row


def held(tag: Tag) -> Iterator[Any]:
    """A tag's content: other tags, numbers of marked contents, references to links."""
    return iter(tag.K)


def kids(tag: Tag) -> list[Tag]:
    return [kid for kid in held(tag) if not isinstance(kid, int) and "/S" in kid]


def marked_contents(tags: list[Tag]) -> Numbers:
    """Numbers of the marked contents of the tags and all below them."""
    numbers: Numbers = defaultdict(set)
    for tag in tags:
        numbers[tag.Pg.objgen].update(kid for kid in held(tag) if isinstance(kid, int))
        for page, below in marked_contents(kids(tag)).items():
            numbers[page] |= below
    return numbers


def append(tag: Tag, kid: Tag) -> None:
    tag.K.append(kid)
    kid.P = tag


def replace_kids(tag: Tag, new: list[Tag]) -> None:
    tag.K = Array()
    for kid in new:
        append(tag, kid)


def remove(tag: Tag) -> None:
    """Remove the tag, and its ancestors that become empty."""
    parent = tag.P
    parent.K = Array([kid for kid in held(parent) if isinstance(kid, int) or kid.objgen != tag.objgen])
    if len(parent.K) == 0:
        remove(parent)


class TagTree:
    """Raises ValueError if the tags don't match the elements on the pages."""

    def __init__(self, pdf: Pdf, root: Element, pages: list[PageContent]) -> None:
        self.parts: dict[Element, list[Tag]] = defaultdict(list)
        self.links: list[Tag] = []
        self.dropped: list[Tag] = []
        self.contents: Numbers = defaultdict(set)
        self.by_id = {element.get("id", ""): element for element in root.iter() if element.get("id")}
        self._element_of: dict[tuple[int, int], Element] = {}
        self._parent_of = {kid: element for element in root.iter() for kid in element}
        followed: dict[tuple[int, int], list[Tag]] = {page.obj.objgen: [] for page in pdf.pages}
        for tag in kids(pdf.Root.StructTreeRoot.K[0]):
            page = tag.Pg.objgen  # of all below it too: WeasyPrint tags page by page
            self._read(tag, followed[page], self.contents[page])
        for tags, content in zip(followed.values(), pages, strict=True):
            for tag, element in zip(tags, content.elements, strict=True):
                self._match(tag, element)

    def _read(self, tag: Tag, followed: list[Tag], contents: set[int], *, is_in_list: bool = False) -> None:
        """Note the tag and all below it, in one pass: a report of 100 pages has 20 000 tags."""
        kind = str(tag.S)
        if kind == "/Link":
            self.links.append(tag)
        elif kind == "/TR":
            followed += kids(tag)[:1]
        elif kind == "/P" and is_in_list:
            pass
        elif kind in FOLLOWED or (kind == "/Caption" and tag.P.S == "/Table"):
            followed.append(tag)
        is_in_list = is_in_list or kind == "/LI"
        for kid in held(tag):
            if isinstance(kid, int):
                contents.add(kid)
            elif "/S" in kid:
                self._read(kid, followed, contents, is_in_list=is_in_list)

    def _match(self, tag: Tag, element: Element) -> None:
        if TAGS[element.tag] != tag.S:
            raise ValueError(f"A <{element.tag}> was tagged {tag.S}.")
        if tag.S in ("/TH", "/TD"):
            self._match_row(tag.P, self._parent_of[element])
        else:
            self._note(tag, element)
            if tag.S == "/Caption":
                self._note(tag.P, self._parent_of[element])

    def _match_row(self, tag: Tag, row: Element) -> None:
        """Match a row, its cells, its group and its table."""
        self._note(tag, row)
        for cell, element in zip(kids(tag), row, strict=True):
            self._note(cell, element)
        group = self._parent_of[row]
        self._note(tag.P, group)
        self._note(tag.P.P, self._parent_of[group])

    def _note(self, tag: Tag, element: Element) -> None:
        if tag.objgen in self._element_of:
            return  # a group or table, noted with an earlier row
        self.parts[element].append(tag)
        self._element_of[tag.objgen] = element

    def element_of(self, tag: Tag) -> Element | None:
        """The element of a followed tag."""
        return self._element_of.get(tag.objgen)

    def of_id(self, name: str) -> Tag | None:
        """The first tag of the followed element with this id."""
        element = self.by_id.get(name)
        parts = self.parts.get(element) if element is not None else None
        return parts[0] if parts else None

    def drop(self, tag: Tag) -> None:
        """Remove a tag, its content being layout."""
        self.dropped.append(tag)
        remove(tag)

    def join_parts(self) -> None:
        """Join the parts of each chapter, paragraph, table or list across pages."""
        for element in [element for element in self.parts if element.tag in JOINED]:
            for part in self.parts[element][1:]:
                self._join(element, part)
                remove(part)

    def _join(self, element: Element, part: Tag) -> None:
        """Move a later part's content to the first; drop repeated table headers."""
        first = self.parts[element][0]
        for kid in kids(part):
            inner = self.element_of(kid)
            if inner is None or self.parts[inner][0].objgen == kid.objgen:
                append(first, kid)
            elif inner.tag == "thead":
                self.dropped.append(kid)
            else:
                self._join(inner, kid)
        self.parts[element].remove(part)
