"""Reports that nobody has changed for a while: their PDFs are made before someone asks."""

from __future__ import annotations

import datetime as dt

from reporting.background.tasks import make_pdf
from reporting.models import Report
from reporting.models.choices import Status

QUIET = dt.timedelta(minutes=2)  # since the last change


def make_pdfs_of_quiet(since: dt.datetime, until: dt.datetime) -> int:
    """Enqueue the PDFs of those that went quiet in a span of time. Returns how many."""
    went_quiet = Report.objects.filter(changed_at__gt=since - QUIET, changed_at__lte=until - QUIET)
    slugs = went_quiet.exclude(status__in=[Status.ADOPTED, Status.DISCARDED]).values_list("slug", flat=True)
    for slug in slugs.order_by("changed_at"):
        make_pdf.enqueue(slug)
    return len(slugs)
