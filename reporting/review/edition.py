"""A report's review as a printable edition: the appendix filled from the database."""

from __future__ import annotations

import datetime as dt
from functools import cached_property

from django.utils import timezone
from django.utils.formats import date_format

from reporting.assembly import Edition
from reporting.document.document import Document
from reporting.document.json_writing import digest, to_json
from reporting.models import AcceptedFinding
from reporting.models.hand_in import last_answers
from reporting.review.appendix import Acceptance, AppendixFinding, HandInReply, appendix
from reporting.review.dictionary import swedish
from reporting.review.of_report import reviewed


class ReviewEdition(Edition):
    """A report's review now; its digest changes with any finding or acceptance.

    Made anew each time: no part of the adopted document.
    """

    is_adopted = False

    @cached_property
    def document(self) -> Document:
        edition = Edition(self.report)
        entries = reviewed(self.report, edition.document)
        people = {entry.accepted.by_id for entry in entries if entry.accepted}
        functions = self.report.committee.functions_of(people)
        judged = [
            AppendixFinding(entry.finding, _acceptance(entry.accepted, functions) if entry.accepted else None)
            for entry in entries
        ]
        replies = [
            HandInReply(
                one.question, one.is_yes, " ".join(one.comment.split()), one.function, _in_words(one.at)
            )
            for one in last_answers(self.report)
        ]
        has_dictionary = swedish() is not None
        return appendix(
            edition.document, judged, digest=edition.digest, has_dictionary=has_dictionary, replies=replies
        )

    @cached_property
    def digest(self) -> str:
        return digest(to_json(self.document))


def _acceptance(accepted: AcceptedFinding, functions: dict[int, str]) -> Acceptance:
    return Acceptance(accepted.reason, functions[accepted.by_id], _in_words(accepted.at))


def _in_words(at: dt.datetime) -> str:
    return date_format(timezone.localtime(at), "j F Y H:i")
