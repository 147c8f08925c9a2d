"""What is layout and not read aloud: running headers and footers, leader dots, repeated table headers."""

from collections.abc import Iterator

from pikepdf import (
    ContentStreamInstruction,
    Dictionary,
    Name,
    Operator,
    Page,
    Pdf,
    parse_content_stream,
    unparse_content_stream,
)

from reporting.renderers.pdf.tags import Tag, tree

POINTS = 0.75  # in a CSS pixel, which WeasyPrint draws in
Numbers = dict[tuple[int, int], set[int]]  # of marked contents, by page


def content_numbers(document: Tag) -> Numbers:
    """The marked contents that belong to the tag tree."""
    numbers: Numbers = {}
    for tag in tree(document):
        found = [kid for kid in tag.K if isinstance(kid, int)]  # type: ignore[attr-defined]
        if found:
            numbers.setdefault(tag.Pg.objgen, set()).update(found)
    return numbers


def mark_artifacts(pdf: Pdf, before: Numbers, after: Numbers) -> None:
    """Make artifacts of what has left the tag tree, and of the headers and footers, which never were in it."""
    parents = pdf.Root.StructTreeRoot.ParentTree.Nums
    parents_of_page = dict(zip(parents[::2], parents[1::2], strict=True))
    for page in pdf.pages:
        tagged, once_tagged = (numbers.get(page.obj.objgen, set()) for numbers in (after, before))
        untagged = mark_page(pdf, page, tagged, once_tagged)
        for number in untagged:
            parents_of_page[page.StructParents][number] = None


def mark_page(pdf: Pdf, page: Page, tagged: set[int], once_tagged: set[int]) -> list[int]:
    """The marked contents of the page that became artifacts."""
    instructions = list(parse_content_stream(page))
    found = [(place, number) for place, number in marked_contents(instructions) if number not in tagged]
    middle = float(page.MediaBox[3]) / POINTS / 2
    for place, number in found:
        running = None if number in once_tagged else running_title(instructions, place, middle)
        instructions[place] = artifact(running)
    if found:
        page.Contents = pdf.make_stream(unparse_content_stream(instructions))
    return [number for _, number in found]


def marked_contents(instructions: list[ContentStreamInstruction]) -> Iterator[tuple[int, int]]:
    """Where each begins, and its number."""
    for place, (operands, operator) in enumerate(instructions):
        if str(operator) == "BDC" and "/MCID" in operands[1]:
            yield place, int(operands[1].MCID)


def running_title(
    instructions: list[ContentStreamInstruction], place: int, middle: float
) -> Dictionary | None:
    """Whether the text that begins there is in the header or the footer; None without text."""
    for operands, operator in instructions[place:]:
        if str(operator) == "EMC":
            return None
        if str(operator) == "Tm":
            subtype = Name.Header if operands[5] < middle else Name.Footer
            return Dictionary(Type=Name.Pagination, Subtype=subtype)
    return None


def artifact(properties: Dictionary | None) -> ContentStreamInstruction:
    if properties is None:
        return ContentStreamInstruction([Name.Artifact], Operator("BMC"))
    return ContentStreamInstruction([Name.Artifact, properties], Operator("BDC"))
