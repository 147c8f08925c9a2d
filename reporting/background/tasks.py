"""What is made before someone asks for it. Each may be done twice, or by two at once: the files are the same."""

from __future__ import annotations

from contextlib import suppress

from django_tasks import task

from reporting.assembly import assemble
from reporting.models import Report
from reporting.models.choices import Status
from reporting.renderers.formats import FORMATS, FileUnavailable, file_name
from reporting.renderers.formats import made as make
from reporting.renderers.kept import kept_or_made
from reporting.renderers.pdf import PdfUnavailable


@task()
def make_pdf(slug: str) -> None:
    """Of a report as it is now; kept by its document's digest. One that can't be made says so to who asks for it."""
    report = Report.objects.with_context().filter(slug=slug).exclude(status=Status.DISCARDED).first()
    if report is None or report.status == Status.ADOPTED:
        return
    document = assemble(report)
    name = file_name(document.digest, FORMATS["pdf"], is_adopted=False)
    with suppress(PdfUnavailable, FileUnavailable):
        kept_or_made(name, lambda: make(document, FORMATS["pdf"]))
