"""Tag tables for reading aloud: the scope of each header cell, the headers of each data cell."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from reporting.renderers.pdf.tags import Tag, TagTree, kids, replace_kids

SCOPES = {"col": Name.Column, "colgroup": Name.Column, "row": Name.Row, "rowgroup": Name.Row}
ORDER = ("/Caption", "/THead", "/TBody", "/TFoot")


def mend_tables(pdf: Pdf, tags: TagTree, notes: Sequence[Tag]) -> None:
    """``notes``: tags that have an id already."""
    header_cells: list[Tag] = []
    for element, (table, *_) in tags.parts.items():
        if element.tag == "table":
            order_parts(table)
            keep_title(table, element)
            header_cells += describe_header_cells(table, tags)
            relate_cells(table, tags)
    list_names(pdf, [*header_cells, *notes])


def order_parts(table: Tag) -> None:
    """Caption, header, rows. A header without rows (not allowed) becomes the body."""
    replace_kids(table, sorted(kids(table), key=lambda kid: ORDER.index(str(kid.S))))
    groups = row_groups(table)
    if groups and groups[-1].S == "/THead":
        groups[-1].S = Name.TBody


def keep_title(table: Tag, element: Element) -> None:
    """A title that the heading above says isn't printed; the table keeps it as its summary."""
    caption = element.find("caption")
    if caption is not None and caption.find(".//span[@class='visually-hidden']") is not None:
        table.A = Dictionary(O=Name.Table, Summary=String("".join(caption.itertext())))


def row_groups(table: Tag) -> list[Tag]:
    return [kid for kid in kids(table) if kid.S != "/Caption"]


def scope_of(cell: Tag, tags: TagTree) -> str:
    """A header cell's scope in the HTML; "" for a data cell."""
    element = tags.element_of(cell)
    return element.get("scope", "col") if element is not None and element.tag == "th" else ""


def describe_header_cells(table: Tag, tags: TagTree) -> list[Tag]:
    """Give each header cell its scope and an id for data cells to refer to."""
    cells = [cell for group in row_groups(table) for row in kids(group) for cell in kids(row)]
    headers = [cell for cell in cells if scope_of(cell, tags)]
    for number, cell in enumerate(headers):
        cell.ID = String(f"{table.objgen[0]:07}-{number:05}")
        cell.A.Scope = SCOPES.get(scope_of(cell, tags), Name.Column)
    return headers


def relate_cells(table: Tag, tags: TagTree) -> None:
    """Give each data cell the ids of its headers: of its row, columns and group of rows."""
    of_column: dict[int, list[Object]] = defaultdict(list)
    for group in row_groups(table):
        of_group: list[Object] = []
        for row in kids(group):
            of_row = [cell.ID for cell in kids(row) if scope_of(cell, tags) == "row"]
            for columns, cell in placed_cells(row):
                scope = scope_of(cell, tags)
                if scope == "rowgroup":
                    of_group = [cell.ID]
                elif scope in ("col", "colgroup"):
                    for column in columns:
                        of_column[column].append(cell.ID)
                elif not scope:
                    cell.A.Headers = Array([*of_row, *above(of_column, columns), *of_group])


def above(of_column: dict[int, list[Object]], columns: range) -> list[Object]:
    """Headers of the columns, each once."""
    return list({str(name): name for column in columns for name in of_column[column]}.values())


def placed_cells(row: Tag) -> Iterator[tuple[range, Tag]]:
    """Each cell with its columns. No cell of a report spans rows (static/css/print.css)."""
    start = 0
    for cell in kids(row):
        end = start + int(cell.A.get("/ColSpan", 1))
        yield range(start, end), cell
        start = end


def list_names(pdf: Pdf, cells: list[Tag]) -> None:
    """List the cells and notes by id, for readers to look them up."""
    names = [part for cell in sorted(cells, key=lambda cell: bytes(cell.ID)) for part in (cell.ID, cell)]
    if names:
        pdf.Root.StructTreeRoot.IDTree = pdf.make_indirect(Dictionary(Names=Array(names)))
