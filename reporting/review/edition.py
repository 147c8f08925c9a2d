"""A report's review as a printable edition: the appendix filled from the database."""

from __future__ import annotations

from functools import cached_property

from django.utils import timezone
from django.utils.formats import date_format

from reporting.assembly import Edition
from reporting.document.document import Document
from reporting.document.json_writing import digest, to_json
from reporting.models import AcceptedFinding, Membership, Report, Role
from reporting.review.appendix import Acceptance, AppendixFinding, appendix
from reporting.review.dictionary import swedish
from reporting.review.of_report import reviewed

NO_LONGER_A_MEMBER = "någon som inte längre är med i nämnden"


class ReviewEdition(Edition):
    """A report's review now; its digest changes with any finding or acceptance.

    Made anew each time: no part of the adopted document.
    """

    is_adopted = False

    @cached_property
    def document(self) -> Document:
        edition = Edition(self.report)
        entries = reviewed(self.report, edition.document)
        functions = _functions(self.report, [entry.accepted for entry in entries if entry.accepted])
        judged = [
            AppendixFinding(entry.finding, _acceptance(entry.accepted, functions) if entry.accepted else None)
            for entry in entries
        ]
        return appendix(edition.document, judged, digest=edition.digest, has_dictionary=swedish() is not None)

    @cached_property
    def digest(self) -> str:
        return digest(to_json(self.document))


def _functions(report: Report, accepted: list[AcceptedFinding]) -> dict[int, str]:
    """The roles in the nämnd of everyone who accepted something, by user: "controller och godkännare"."""
    if not accepted:
        return {}
    people = {acceptance.by_id for acceptance in accepted}
    memberships = Membership.objects.filter(committee_id=report.committee_id, user_id__in=people)
    roles: dict[int, set[str]] = {}
    for user_id, role in memberships.values_list("user_id", "role"):
        roles.setdefault(user_id, set()).add(role)
    return {
        user_id: " och ".join(Role(role).label for role in Role.values if role in held)
        for user_id, held in roles.items()
    }


def _acceptance(accepted: AcceptedFinding, functions: dict[int, str]) -> Acceptance:
    at = date_format(timezone.localtime(accepted.at), "j F Y H:i")
    return Acceptance(accepted.reason, functions.get(accepted.by_id, NO_LONGER_A_MEMBER), at)
