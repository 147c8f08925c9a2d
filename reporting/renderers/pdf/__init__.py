"""An HTML page to PDF bytes, in this process or a separate one. The first call loads the engine."""

from reporting.renderers.pdf.apart import html_to_pdf_apart
from reporting.renderers.pdf.errors import ForbiddenAsset, PdfUnavailable, RenderingFailed
from reporting.renderers.pdf.html_to_pdf import html_to_pdf

__all__ = ["ForbiddenAsset", "PdfUnavailable", "RenderingFailed", "html_to_pdf", "html_to_pdf_apart"]
