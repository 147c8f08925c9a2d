"""Put attachments into the written file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf, String

from reporting.renderers.pdf.attachments import Attachment


def attach(pdf: Pdf, attachments: Sequence[Attachment], time: str) -> None:
    """``time``: of change, as in the PDF's metadata. Source: PDF/A-3 (ISO 19005-3) 6.8."""
    if not attachments:
        return
    files = [(attachment.name, _file(pdf, attachment, time)) for attachment in attachments]
    pdf.Root.AF = Array([file for _, file in files])
    if "/Names" not in pdf.Root:
        pdf.Root.Names = Dictionary()
    by_name = [part for name, file in sorted(files) for part in (String(name), file)]
    pdf.Root.Names.EmbeddedFiles = pdf.make_indirect(Dictionary(Names=Array(by_name)))


def _file(pdf: Pdf, attachment: Attachment, time: str) -> Any:
    stream = pdf.make_stream(attachment.content)
    stream.Type = Name.EmbeddedFile
    stream.Subtype = Name(f"/{attachment.media_type}")
    stream.Params = Dictionary(Size=len(attachment.content), ModDate=String(time))
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Filespec,
            F=String(attachment.name),
            UF=String(attachment.name),
            Desc=String(attachment.description),
            AFRelationship=Name(f"/{attachment.relationship}"),
            EF=Dictionary(F=stream, UF=stream),
        )
    )
