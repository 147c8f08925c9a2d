"""What is published, for other machines: an Atom feed and a sitemap. Addresses are whole, with scheme and host."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from django.utils.feedgenerator import Atom1Feed

CSV = "text/csv"


@dataclass(frozen=True, kw_only=True)
class Publisher:
    """A nämnd. ``address``: its page; ``data``: the CSV of all its reports."""

    address: str
    data: str
    name: str
    municipality: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A published report. ``files``: media type -> address. ``replaced_by``, ``replaces``: addresses, "" for none."""

    address: str
    title: str
    kind: str
    publisher: Publisher
    year: int
    actuals_through: dt.date
    published: dt.datetime
    facts: tuple[str, ...] = ()
    version: int = 1
    replaced_by: str = ""
    replaces: str = ""
    files: dict[str, str] = field(default_factory=dict)

    @property
    def summary(self) -> str:
        of_committee = f"{self.kind} från {self.publisher.name}, {self.publisher.municipality}"
        through = f"Utfall till och med {self.actuals_through.isoformat()}"
        text = " ".join(f"{sentence}." for sentence in (of_committee, through, *self.facts))
        return f"{text} Rapporten är ersatt." if self.replaced_by else text


def feed(entries: Sequence[Entry], *, title: str, home: str, address: str) -> str:
    """The newest first, as they are given."""
    made = Atom1Feed(title=title, link=home, description=None, feed_url=address, language="sv")
    for entry in entries:
        made.add_item(
            title=entry.title,
            link=entry.address,
            description=entry.summary,
            unique_id=entry.address,
            author_name=entry.publisher.name,
            pubdate=entry.published,
            updateddate=entry.published,
        )
    return str(made.writeString("utf-8"))


def sitemap(addresses: Sequence[tuple[str, dt.datetime | None]]) -> str:
    """Addresses and when each was last changed, as at sitemaps.org."""
    lines = [
        f"<url><loc>{escape(address)}</loc>{f'<lastmod>{changed.isoformat()}</lastmod>' if changed else ''}</url>"
        for address, changed in addresses
    ]
    start = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    )
    return "\n".join([start, *lines, "</urlset>\n"])
