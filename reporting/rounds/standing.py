"""How far a nämnd has come in a round: its step, and the days to what falls next."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from reporting.document.months import MONTHS
from reporting.models.choices import Status
from reporting.models.round import DEADLINES, Dates

NOT_BEGUN = "inte påbörjad"
NEAR = 3  # days
BEFORE_HAND_IN = ("figures_by", "text_by", "hand_in_by")
# What is waited for in a status, in the order it falls.
AHEAD: dict[str, tuple[str, ...]] = {
    "": BEFORE_HAND_IN,
    Status.DRAFT: BEFORE_HAND_IN,
    Status.HANDED_IN: ("meets_on",),
    Status.APPROVED: ("meets_on",),
    Status.ADOPTED: ("board_meets_on",),
}


@dataclass(frozen=True)
class Standing:
    """``status``: "" for a report that is not begun. ``deadline``: what falls next, or fell last; None without dates.
    ``days``: to it; negative when it has passed."""

    status: str
    deadline: str | None = None
    on: dt.date | None = None
    days: int = 0

    @property
    def step(self) -> str:
        return Status(self.status).label if self.status else NOT_BEGUN

    @property
    def is_late(self) -> bool:
        return self.deadline is not None and self.days < 0

    @property
    def is_near(self) -> bool:
        return self.deadline is not None and 0 <= self.days <= NEAR

    @property
    def words(self) -> str:
        """Inlämning om 3 dagar; "" without a deadline."""
        return f"{DEADLINES[self.deadline].capitalize()} {days_in_words(self.days)}" if self.deadline else ""

    @property
    def day(self) -> str:
        return day_in_words(self.on) if self.on else ""


def standing(status: str, dates: Dates, today: dt.date) -> Standing:
    """What falls next, today included; when all has passed the last of it, which is late: the adopted never are."""
    waited_for = [(on, name) for name in AHEAD.get(status, ()) if (on := dates[name])]
    ahead = [pair for pair in waited_for if pair[0] >= today]
    if status == Status.ADOPTED:
        waited_for = ahead
    if not waited_for:
        return Standing(status)
    on, name = min(ahead) if ahead else max(waited_for)
    return Standing(status, name, on, (on - today).days)


def next_of(dates: Dates, today: dt.date) -> Standing:
    """The next of a round's common dates; none when all have passed."""
    ahead = [(on, name) for name, on in dates.items() if on and on >= today]
    if not ahead:
        return Standing("")
    on, name = min(ahead)
    return Standing("", name, on, (on - today).days)


def days_in_words(days: int) -> str:
    near = {0: "i dag", 1: "i morgon", -1: "1 dag sen"}
    if days in near:
        return near[days]
    return f"om {days} dagar" if days > 0 else f"{-days} dagar sen"


def day_in_words(day: dt.date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
