"""The tag tree of a written PDF file, and which element of the HTML each tag was made from."""

from collections import defaultdict
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from pikepdf import Array, Dictionary, Object, Pdf

from reporting.renderers.pdf.fragments import TAGS, PageContent

Tag = Dictionary
FOLLOWED = set(TAGS.values())


def kids(tag: Tag) -> list[Tag]:
    """The tags right below this one."""
    return [kid for kid in tag.K if isinstance(kid, Dictionary) and "/S" in kid]  # type: ignore[attr-defined]


def tree(tag: Tag) -> Iterator[Tag]:
    """The tag and all below it, in reading order."""
    yield tag
    for kid in kids(tag):
        yield from tree(kid)


def is_same(kid: Object | int, tag: Tag) -> bool:
    return isinstance(kid, Dictionary) and kid.objgen == tag.objgen


def append(tag: Tag, kid: Object) -> None:
    tag.K.append(kid)
    if isinstance(kid, Dictionary) and "/S" in kid:
        kid.P = tag


def replace_kids(tag: Tag, new: list[Object]) -> None:
    tag.K = Array()
    for kid in new:
        append(tag, kid)


def remove(tag: Tag) -> None:
    """Take the tag out of the tree, and what holds nothing without it."""
    parent = tag.P
    parent.K = Array([kid for kid in parent.K if not is_same(kid, tag)])
    if len(parent.K) == 0:
        remove(parent)


class TagTree:
    """The tags of a file. Raises ValueError when they are not those of the elements on its pages."""

    def __init__(self, pdf: Pdf, pages: list[PageContent]) -> None:
        self.document: Tag = pdf.Root.StructTreeRoot.K[0]
        self.parts: dict[Element, list[Tag]] = defaultdict(list)
        self._element_of: dict[tuple[int, int], Element] = {}
        numbers = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        on_page: list[list[Tag]] = [[] for _ in pages]
        for tag in tree(self.document):
            if tag.S in FOLLOWED:
                on_page[numbers[tag.Pg.objgen]].append(tag)
        for tags, page in zip(on_page, pages, strict=True):
            for tag, element in zip(tags, page.elements, strict=True):
                self._note(tag, element)

    def _note(self, tag: Tag, element: Element) -> None:
        if TAGS[element.tag] != tag.S:
            raise ValueError(f"A <{element.tag}> was tagged {tag.S}.")
        self.parts[element].append(tag)
        self._element_of[tag.objgen] = element

    def element_of(self, tag: Tag) -> Element | None:
        """The element that a followed tag was made from."""
        return self._element_of.get(tag.objgen)

    def join_parts(self) -> None:
        """Let a table or list that lies on several pages be one."""
        for element in [element for element in self.parts if TAGS[element.tag] in ("/Table", "/L")]:
            for part in self.parts[element][1:]:
                self._join(element, part)
                remove(part)

    def _join(self, element: Element, part: Tag) -> None:
        """Move what a later part of an element holds to its first; a repeated table header is dropped."""
        first = self.parts[element][0]
        for kid in part.K:
            inner = self.element_of(kid) if isinstance(kid, Dictionary) else None
            if inner is None or is_same(kid, self.parts[inner][0]):
                append(first, kid)
            elif inner.tag != "thead":
                self._join(inner, kid)
        self.parts[element].remove(part)
