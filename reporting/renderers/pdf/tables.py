"""Tables read aloud well: each header cell tells what it is the header of, each data cell its headers."""

from collections import defaultdict
from collections.abc import Iterator

from pikepdf import Array, Name, String

from reporting.renderers.pdf.tags import Tag, TagTree, kids, replace_kids

SCOPES = {"col": Name.Column, "colgroup": Name.Column, "row": Name.Row, "rowgroup": Name.Row}
ORDER = ["/Caption", "/THead", "/TBody", "/TFoot"]


def mend_tables(tags: TagTree) -> None:
    for element, parts in tags.parts.items():
        if element.tag == "table":
            table = parts[0]
            replace_kids(table, sorted(kids(table), key=lambda kid: ORDER.index(str(kid.S))))
            describe_header_cells(table, tags)
            relate_cells(table, tags)


def cells(table: Tag) -> Iterator[Tag]:
    for group in kids(table):
        if group.S != "/Caption":
            for row in kids(group):
                yield from kids(row)


def scope_of(cell: Tag, tags: TagTree) -> str:
    """What a header cell of the HTML is the header of; none for a data cell."""
    element = tags.element_of(cell)
    return element.get("scope", "col") if element is not None and element.tag == "th" else ""


def describe_header_cells(table: Tag, tags: TagTree) -> None:
    """A scope, and a name that data cells may call it by."""
    number = table.objgen[0]
    for place, cell in enumerate(cell for cell in cells(table) if cell.S == "/TH"):
        cell.ID = String(f"{number}-{place}")
        cell.A.Scope = SCOPES.get(scope_of(cell, tags), Name.Column)


def relate_cells(table: Tag, tags: TagTree) -> None:
    """Let each data cell name its headers: of its row, of its columns, of its group of rows."""
    of_column: dict[int, list[String]] = defaultdict(list)
    for group in kids(table):
        if group.S == "/Caption":
            continue
        of_group: list[String] = []
        for row in kids(group):
            of_row = [cell.ID for cell in kids(row) if scope_of(cell, tags) == "row"]
            for columns, cell in placed_cells(row):
                scope = scope_of(cell, tags)
                if scope == "rowgroup":
                    of_group = [cell.ID]
                elif scope != "row" and scope:
                    for column in columns:
                        of_column[column].append(cell.ID)
                elif cell.S == "/TD" and group.S != "/THead":
                    above = {str(name): name for column in columns for name in of_column[column]}
                    cell.A.Headers = Array([*of_row, *above.values(), *of_group])


def placed_cells(row: Tag) -> Iterator[tuple[range, Tag]]:
    """Each cell with the columns that it lies in. No cell of a report spans rows (static/css/print.css)."""
    start = 0
    for cell in kids(row):
        end = start + int(cell.A.get("/ColSpan", 1))
        yield range(start, end), cell
        start = end
