"""The dates of a round as a calendar file: iCalendar, RFC 5545."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings

from reporting.models import DEADLINES, Round, RoundCommittee
from reporting.models.round import Dates

CONTENT_TYPE = "text/calendar; charset=utf-8"
LONGEST_LINE = 75  # octets, by RFC 5545, 3.1


@dataclass(frozen=True)
class Event:
    """A whole day. ``key``: the same each time the file is made, so that a calendar moves it instead of adding one."""

    key: str
    on: dt.date
    summary: str
    url: str


def events_of_round(opened: Round, parts: Iterable[RoundCommittee], url: str) -> list[Event]:
    """The common dates, and those of nämnder that have their own."""
    common = _events(opened.dates, f"omgang-{opened.pk}", f"{opened}", url)
    own = [
        event
        for part in parts
        for event in _events(
            part.own_dates,
            f"omgang-{opened.pk}-{part.committee.slug}",
            f"{part.committee.name}, {opened}",
            url,
        )
    ]
    return common + own


def events_of_committee(part: RoundCommittee, url: str) -> list[Event]:
    """All the dates that hold for a nämnd."""
    key = f"omgang-{part.round_id}-{part.committee.slug}"
    return _events(part.dates, key, f"{part.committee.name}, {part.round}", url)


def _events(dates: Dates, key: str, title: str, url: str) -> list[Event]:
    return [
        Event(f"{key}-{name}", on, f"{DEADLINES[name].capitalize()}: {title}", url)
        for name, on in dates.items()
        if on
    ]


def calendar_file(name: str, events: Iterable[Event], now: dt.datetime) -> bytes:
    """``now``: with a time zone; when the file is made."""
    stamp = now.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Nämndrapport//Omgång//SV", "CALSCALE:GREGORIAN"]
    lines.append(f"X-WR-CALNAME:{_escaped(name)}")
    for event in events:
        lines += _event_lines(event, stamp)
    lines.append("END:VCALENDAR")
    return b"".join(folded + b"\r\n" for line in lines for folded in _folded(line))


def _event_lines(event: Event, stamp: str) -> list[str]:
    host = settings.PORTAL_ADDRESS.partition("://")[2].partition("/")[0] or "namndrapport"
    return [
        "BEGIN:VEVENT",
        f"UID:{event.key}@{host}",
        f"DTSTAMP:{stamp}",
        f"DTSTART;VALUE=DATE:{event.on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{event.on + dt.timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(event.summary)}",
        f"URL:{event.url}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    """By RFC 5545, 3.3.11."""
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())


def _folded(line: str) -> Iterator[bytes]:
    """Each at most LONGEST_LINE octets; no sign is cut, and what follows begins with a blank."""
    begun = b""
    for sign in line:
        octets = sign.encode()
        if len(begun) + len(octets) > LONGEST_LINE:
            yield begun
            begun = b" "
        begun += octets
    yield begun
