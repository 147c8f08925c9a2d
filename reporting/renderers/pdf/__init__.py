"""A whole HTML page to PDF bytes. The engine is loaded by the first call."""

from reporting.renderers.pdf.errors import ForbiddenAsset, PdfUnavailable
from reporting.renderers.pdf.html_to_pdf import html_to_pdf

__all__ = ["ForbiddenAsset", "PdfUnavailable", "html_to_pdf"]
