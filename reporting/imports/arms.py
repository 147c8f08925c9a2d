"""A kommun's arms from a file, made safe: an SVG rebuilt from what is allowed, a PNG drawn anew.

Called in a process with limits (``separate_process``); raises UploadRefused in Swedish.
"""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError
from xml.sax.saxutils import quoteattr

from reporting.document.identity import PNG
from reporting.imports.spreadsheets.cells import UploadRefused

MOST_BYTES = 500_000  # of the file
MOST_STORED = 64_000  # characters of what is kept, which each document carries
MOST_ELEMENTS, MOST_DEPTH = 2000, 30
MOST_PIXELS = 4_000_000
LARGEST_SIDE = 480  # pixels: 300 per inch on the cover
PNG_START = b"\x89PNG\r\n\x1a\n"
SVG = "{http://www.w3.org/2000/svg}"

NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d{1,3})?"
NUMBERS = r"[-+0-9.eE,\s]*"
LENGTH = rf"{NUMBER}(?:px|pt|mm|cm|in|%)?"
COLOR = r"none|currentColor|transparent|#[0-9a-fA-F]{3,8}|rgb\([\d\s.,%]{1,40}\)|[a-zA-Z]{3,20}"
FUNCTION = rf"(?:matrix|translate|scale|rotate|skewX|skewY)\({NUMBERS}\)"
LINES = {"stroke-linecap": "butt|round|square", "stroke-linejoin": "miter|round|bevel"}
# Attribute -> what its value may be. None holds an address.
ATTRIBUTES = {
    "d": r"[MmZzLlHhVvCcSsQqTtAaEe0-9+\-.,\s]*", "points": NUMBERS, "transform": rf"(?:{FUNCTION}[\s,]*)*",
    **dict.fromkeys(("fill", "stroke", "color"), COLOR),
    **dict.fromkeys(("fill-rule", "clip-rule"), "nonzero|evenodd"), **LINES,
    **dict.fromkeys(("x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "width", "height"), LENGTH),
    **dict.fromkeys(("stroke-width", "stroke-miterlimit", "opacity", "fill-opacity", "stroke-opacity"), LENGTH),
}  # fmt: skip
DRAWN = {"g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
SAYS_NOTHING = {"title", "desc", "metadata", "defs"}  # dropped; what defs holds is refused where it is used
WORDS = {
    "script": "skript",
    "foreignObject": "inbäddade webbsidor",
    "image": "inbäddade bilder",
    "use": "hänvisningar (use)",
    "style": "en stilmall",
    "text": "text",
    "a": "länkar",
}
HOW = "Spara den som enkel SVG, utan sådant, eller som PNG."


def read_arms(content: bytes) -> str:
    """The arms as an Identity keeps them."""
    if len(content) > MOST_BYTES:
        raise UploadRefused("Filen är större än 500 kB. Välj en mindre bild av vapnet.")
    kept = _png(content) if content.startswith(PNG_START) else _svg(content)
    if len(kept) > MOST_STORED:
        raise UploadRefused(
            "Bilden är för detaljerad: den får ta högst 64 kB när den är rensad. Förenkla den."
        )
    return kept


def _svg(content: bytes) -> str:
    from defusedxml import DefusedXmlException  # noqa: PLC0415
    from defusedxml.ElementTree import fromstring  # noqa: PLC0415

    try:
        root = fromstring(content)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        raise UploadRefused("Filen är varken en SVG- eller PNG-bild. Välj en sådan fil.") from None
    if root.tag != f"{SVG}svg":
        raise UploadRefused("Filen är varken en SVG- eller PNG-bild. Välj en sådan fil.")
    if sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        raise UploadRefused(f"Bilden har mer än {MOST_ELEMENTS} delar. Förenkla den.")
    shapes = "".join(_rebuilt(child, 1) for child in root)
    if not shapes:
        raise UploadRefused("Bilden är tom: den har inga former. Välj en annan fil.")
    paint = _attributes(root, skipped={"x", "y", "width", "height"})
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{_view_box(root)}"{paint}>{shapes}</svg>'


def _view_box(root: Element) -> str:
    """Raises UploadRefused for a picture without a size."""
    numbers = re.findall(NUMBER, root.get("viewBox", ""))
    sides = [re.match(NUMBER, root.get(name, "")) for name in ("width", "height")]
    if not numbers and all(sides):
        numbers = ["0", "0", *(side[0] for side in sides if side)]
    if len(numbers) != 4 or not all(0 < float(side) < 1e6 for side in numbers[2:]):
        raise UploadRefused("Bilden saknar storlek (viewBox). Spara den på nytt i ett ritprogram.")
    width, height = map(float, numbers[2:])
    if not 1 / 4 <= width / height <= 4:
        raise UploadRefused("Bilden är mer än fyra gånger så lång som bred. Välj vapnet utan text bredvid.")
    return " ".join(numbers)


def _rebuilt(element: Element, depth: int) -> str:
    """An element made anew of what is allowed; "" for what draws nothing."""
    space, _, name = str(element.tag).rpartition("}")
    if not isinstance(element.tag, str) or f"{space}}}" != SVG or name in SAYS_NOTHING:
        return ""  # comments, an editor's own notes
    if name not in DRAWN or depth > MOST_DEPTH:
        raise UploadRefused(f"Bilden innehåller {WORDS.get(name, f'”{name}”')}, som inte får vara med. {HOW}")
    inner = "".join(_rebuilt(child, depth + 1) for child in element)
    return f"<{name}{_attributes(element)}>{inner}</{name}>"


def _attributes(element: Element, skipped: frozenset[str] | set[str] = frozenset()) -> str:
    kept = {
        name: value
        for name, value in _declared(element)
        if name in ATTRIBUTES and name not in skipped and re.fullmatch(ATTRIBUTES[name], value)
    }
    return "".join(f" {name}={quoteattr(value)}" for name, value in kept.items())


def _declared(element: Element) -> Iterator[tuple[str, str]]:
    """Attributes, then those said in ``style``, which win. Raises UploadRefused for events and references."""
    for name, value in element.attrib.items():
        if name.lower().startswith("on"):
            raise UploadRefused(f"Bilden innehåller skript, som inte får vara med. {HOW}")
        if "url(" in value.lower():
            raise UploadRefused(
                f"Bilden innehåller toningar, mönster eller masker, som inte får vara med. {HOW}"
            )
        if name != "style":
            yield name, value.strip()
    for declaration in element.get("style", "").split(";"):
        name, _, value = declaration.partition(":")
        yield name.strip(), value.strip()


def _png(content: bytes) -> str:
    """Pixels alone: no text, no profile, nothing after the picture."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as whole:
            whole.verify()  # a process that has loaded WeasyPrint decodes a cut file too
        with Image.open(io.BytesIO(content), formats=["PNG"]) as picture:
            width, height = picture.size
            if width * height > MOST_PIXELS:
                raise UploadRefused("Bilden har för många bildpunkter. Gör den mindre än 2000 × 2000.")
            if not 1 / 4 <= width / height <= 4:
                raise UploadRefused(
                    "Bilden är mer än fyra gånger så lång som bred. Välj vapnet utan text bredvid."
                )
            plain = picture.convert("RGBA")
    except UploadRefused:
        raise
    except Exception:  # whatever a broken file makes the decoder raise
        raise UploadRefused("PNG-bilden går inte att läsa. Spara den på nytt och välj den igen.") from None
    for side in (LARGEST_SIDE, LARGEST_SIDE // 2, LARGEST_SIDE // 4):
        plain.thumbnail((side, side))
        kept = PNG + base64.b64encode(_encoded(plain)).decode()
        if len(kept) <= MOST_STORED:
            break
    return kept


def _encoded(picture: Any) -> bytes:
    """A new picture of the pixels; in 256 colours where that is needed to make it small enough."""
    from PIL import Image

    clean = Image.frombytes("RGBA", picture.size, picture.tobytes())
    for image in (clean, clean.quantize(256)):
        target = io.BytesIO()
        image.save(target, "PNG", optimize=True)
        if len(target.getvalue()) * 4 // 3 < MOST_STORED:
            break
    return target.getvalue()
