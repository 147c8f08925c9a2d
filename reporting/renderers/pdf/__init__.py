"""An HTML page to PDF bytes, in this process or a separate one. The first call loads the engine."""

from reporting.renderers.pdf.attachments import Attachment
from reporting.renderers.pdf.errors import ForbiddenAsset, PdfUnavailable, RenderingFailed
from reporting.renderers.pdf.html_to_pdf import html_to_pdf
from reporting.renderers.pdf.separate_process import html_to_pdf_in_own_process

__all__ = [
    "Attachment",
    "ForbiddenAsset",
    "PdfUnavailable",
    "RenderingFailed",
    "html_to_pdf",
    "html_to_pdf_in_own_process",
]
