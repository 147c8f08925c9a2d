"""A nämnd's reports as documents, from the database."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from reporting.assembly import document_of
from reporting.document.document import Document
from reporting.models import AdoptedDocument, HandedInDocument, Report, User
from reporting.models.choices import Status
from reporting.models.frozen import DamagedDocument, FrozenDocument


def documents_through(report: Report, user: User | AnonymousUser) -> list[Document]:
    """The report and the nämnd's earlier ones as handed in or adopted, the earliest first; of each period the newest
    version that the user can see.

    Drafts and damaged documents are left out, and what the user can't see. The same number of queries however
    many reports.
    """
    earlier = (
        Report.objects.visible_to(user)
        .in_turn()
        .filter(
            committee=report.committee_id,
            period__actuals_through__lt=report.period.actuals_through,
        )
        .exclude(status=Status.DRAFT)
        .order_by("period__actuals_through", "period", "version")
        .values_list("period", "pk")
    )
    frozen = _frozen(list(dict(earlier).values()))
    return [*_undamaged(frozen), document_of(report)]


def _frozen(reports: list[int]) -> list[FrozenDocument]:
    """The last frozen document of each report: adopted, else handed in."""
    handed_in = HandedInDocument.objects.filter(report__in=reports).order_by("handed_in_at", "pk")
    found: dict[int, FrozenDocument] = {document.report_id: document for document in handed_in}
    found |= {document.report_id: document for document in AdoptedDocument.objects.filter(report__in=reports)}
    return [found[pk] for pk in reports if pk in found]


def _undamaged(frozen: list[FrozenDocument]) -> list[Document]:
    documents = []
    for each in frozen:
        try:
            documents.append(each.document())
        except DamagedDocument:
            continue
    return documents
