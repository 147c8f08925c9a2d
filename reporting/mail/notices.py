"""Who is told of a step of a report."""

from __future__ import annotations

from collections.abc import Iterable

from reporting.mail.outbox import whole_address, write
from reporting.models import Comment, NoticeKind, Report, StatusChange, User
from reporting.models.choices import Status
from reporting.permissions import ALLOWED, TO_DO, TURN_OF, Action, barred


def tell_of_step(report: Report, change: StatusChange) -> None:
    """Within the step's transaction. Nobody is told of their own step."""
    if change.led_to == Status.DRAFT:
        _tell(report, change, NoticeKind.RETURNED, _writers_to_tell(report), "Tillbaka till dig")
    elif change.led_to in TURN_OF:
        action = TURN_OF[change.led_to]
        shut_out = barred(action, report.template, report.status_changes.order_by("at", "pk"))
        people = [person for person in _people_with_right(report, action) if person.pk not in shut_out]
        _tell(report, change, NoticeKind.WAITING, people, "Väntar på dig", to_do=TO_DO[action])


def tell_of_mention(report: Report, comment: Comment, people: Iterable[User]) -> None:
    """Within the comment's transaction."""
    address = whole_address("comment_list", report.slug)
    write(
        people,
        NoticeKind.MENTIONED,
        matter=f"kommentar {comment.pk}",
        subject=f"{comment.by.display_name()} säger till dig: {whole_name(report)}",
        facts={
            "name": whole_name(report),
            "comment": comment,
            "address": f"{address}?avsnitt={comment.section_key}#kommentar-{comment.pk}",
        },
        municipality=report.committee.municipality,
    )


def whole_name(report: Report) -> str:
    """The title, with the nämnd unless the title says it."""
    is_said = report.committee.name in report.title
    return report.title if is_said else f"{report.title} för {report.committee.name}"


def _people_with_right(report: Report, action: Action) -> Iterable[User]:
    """Those whose role today allows it in the report's status."""
    roles = ALLOWED[action].get(report.status, frozenset())
    held = report.committee.memberships.current().filter(role__in=roles)
    return User.objects.filter(pk__in=held.values("user")).order_by("pk")


def _last_to_hand_in(report: Report) -> int | None:
    hand_ins = report.status_changes.filter(came_from=Status.DRAFT, led_to=Status.HANDED_IN).order_by("-pk")
    return hand_ins.values_list("by_id", flat=True).first()


def _writers_to_tell(report: Report) -> Iterable[User]:
    """Who handed it in, if they can still write it and be reached; else all who may hand it in again."""
    who = _last_to_hand_in(report)
    for person in _people_with_right(report, Action.WRITE):
        if person.pk == who and person.is_active and person.email:
            return [person]
    return _people_with_right(report, Action.HAND_IN)


def _tell(
    report: Report, change: StatusChange, kind: NoticeKind, people: Iterable[User], start: str, **facts: str
) -> None:
    write(
        [person for person in people if person.pk != change.by_id],
        kind,
        matter=f"steg {change.pk}",
        subject=f"{start}: {whole_name(report)}",
        facts={
            "report": report,
            "name": whole_name(report),
            "change": change,
            "address": whole_address("report_workspace", report.slug),
            **facts,
        },
        municipality=report.committee.municipality,
    )
