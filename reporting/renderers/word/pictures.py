"""Pictures in Word: a chart as PNG with its words as alternative text, and a kommun's arms."""

from __future__ import annotations

import io
import re
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Emu, Mm
from PIL import Image

from reporting.document.identity import Identity
from reporting.renderers.charts.raster import png
from reporting.renderers.charts.svg import Picture
from reporting.renderers.word import styles
from reporting.renderers.word.writer import Writer
from reporting.renderers.word.xml import clean

WIDEST = Mm(115)  # its letters are then as large as those of the text
HIGHEST = Mm(150)  # what a landscape page has room for
ARMS_HEIGHT = Mm(28)
WIDEST_ARMS = Mm(60)
VIEW_BOX = re.compile(r'viewBox="[-\d.]+[ ,]+[-\d.]+[ ,]+([\d.]+)[ ,]+([\d.]+)"')
SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
SVG_NAMESPACE = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"


def write_picture(writer: Writer, title: str, picture: Picture) -> None:
    """Its title above, its notes below; as wide as WIDEST, or as high as there is room for."""
    writer.part_from_table()
    writer.paragraph(styles.CAPTION, title)
    width, height = Emu(WIDEST), Emu(round(WIDEST * picture.height / picture.width))
    if height > HIGHEST:
        width, height = Emu(round(width * HIGHEST / height)), Emu(HIGHEST)
    paragraph = writer.paragraph(styles.BODY)
    shape = paragraph.add_run().add_picture(io.BytesIO(png(picture)), width, height)
    _describe(shape, f"{picture.title} {picture.description}".strip())
    for note in picture.notes:
        writer.paragraph(styles.TABLE_NOTE, note)


def write_arms(writer: Writer, identity: Identity) -> None:
    """Drawn ones as they are, over an empty PNG of their shape for what can't show them (LibreOffice 7)."""
    if not identity.arms:
        return
    shown = identity.png_arms or _empty(*_shape(identity.arms))
    paragraph = writer.paragraph(styles.COVER_OWNER)
    shape = paragraph.add_run().add_picture(io.BytesIO(shown), height=ARMS_HEIGHT)
    if shape.width > WIDEST_ARMS:
        shape.height, shape.width = Emu(round(shape.height * WIDEST_ARMS / shape.width)), Emu(WIDEST_ARMS)
    if identity.is_drawn:
        _add_drawing(writer, shape, identity.drawn_arms())
    _describe(shape, identity.arms_text)


def _shape(svg: str) -> tuple[float, float]:
    """Width and height; of a drawing that says neither, a square's."""
    found = VIEW_BOX.search(svg)
    width, height = (float(found[1]), float(found[2])) if found else (1.0, 1.0)
    return (width, height) if width > 0 and height > 0 else (1.0, 1.0)


def _empty(width: float, height: float) -> bytes:
    made = io.BytesIO()
    size = (max(1, round(100 * width / max(width, height))), max(1, round(100 * height / max(width, height))))
    Image.new("LA", size, (255, 0)).save(made, "PNG")
    return made.getvalue()


def _add_drawing(writer: Writer, shape: Any, svg: str) -> None:
    """Office's extension of 2016: an SVG beside the picture that stands for it."""
    package = writer.word.part.package
    part = Part(PackURI("/word/media/arms.svg"), "image/svg+xml", svg.encode(), package)
    blip = shape._inline.graphic.graphicData.pic.blipFill.blip
    drawing = parse_xml(
        f'<a:extLst {nsdecls("a")}><a:ext uri="{SVG_EXTENSION}"><asvg:svgBlip xmlns:asvg="{SVG_NAMESPACE}" '
        f'{nsdecls("r")} r:embed="{writer.word.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)}"/></a:ext></a:extLst>'
    )
    blip.append(drawing)


def _describe(shape: Any, words: str) -> None:
    """What is read aloud."""
    shape._inline.docPr.set("descr", clean(words))
