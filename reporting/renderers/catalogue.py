"""What is published, for other machines: DCAT-AP-SE 3 as RDF, an Atom feed and a sitemap.

Source of the first: https://docs.dataportal.se/dcat/3.0.0/sv/ (Digg). Addresses are whole, with scheme and host.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from django.utils.feedgenerator import Atom1Feed

from reporting.renderers.open_data import LICENCE

if TYPE_CHECKING:
    from rdflib import Graph, URIRef

LANGUAGE = "http://publications.europa.eu/resource/authority/language/SWE"
THEMES = tuple(
    f"http://publications.europa.eu/resource/authority/data-theme/{name}" for name in ("GOVE", "ECON")
)
LOCAL_AUTHORITY = "http://purl.org/adms/publishertype/LocalAuthority"
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
    """A published report. ``files``: media type -> address. ``replaced_by``: an address, "" if nothing replaces it."""

    address: str
    title: str
    kind: str
    publisher: Publisher
    year: int
    actuals_through: dt.date
    published: dt.datetime
    replaced_by: str = ""
    files: dict[str, str] = field(default_factory=dict)

    @property
    def summary(self) -> str:
        of_nämnd = f"{self.kind} från {self.publisher.name}, {self.publisher.municipality}"
        text = f"{of_nämnd}. Utfall till och med {self.actuals_through.isoformat()}."
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


def catalogue(entries: Sequence[Entry], *, home: str, address: str, form: str) -> str:
    """``form``: "pretty-xml" or "turtle"."""
    from rdflib import DCAT, DCTERMS, FOAF, RDF, Graph, Literal, URIRef  # noqa: PLC0415  # slow

    graph = Graph()
    of_all = URIRef(f"{address}#katalog")
    publishers = {entry.publisher.address: entry.publisher for entry in entries}
    graph.add((of_all, RDF.type, DCAT.Catalog))
    graph.add((of_all, DCTERMS.title, Literal("Nämndernas rapporter", lang="sv")))
    graph.add(
        (of_all, DCTERMS.description, Literal("Fastställda rapporter från kommunala nämnder.", lang="sv"))
    )
    graph.add((of_all, FOAF.homepage, URIRef(home)))
    graph.add((of_all, DCTERMS.license, URIRef(LICENCE)))
    graph.add((of_all, DCTERMS.language, URIRef(LANGUAGE)))
    for number, publisher in enumerate(publishers.values()):
        if number == 0:
            graph.add((of_all, DCTERMS.publisher, _agent(graph, publisher)))
        data = _of_publisher(graph, publisher)
        graph.add((of_all, DCAT.dataset, data))
    for entry in entries:
        graph.add((of_all, DCAT.dataset, _of_report(graph, entry)))
    return graph.serialize(format=form)


def _agent(graph: Graph, publisher: Publisher) -> URIRef:
    from rdflib import DCTERMS, FOAF, RDF, Literal, URIRef  # noqa: PLC0415  # slow

    agent = URIRef(f"{publisher.address}#namnd")
    graph.add((agent, RDF.type, FOAF.Agent))
    graph.add((agent, FOAF.name, Literal(f"{publisher.name}, {publisher.municipality}", lang="sv")))
    graph.add((agent, FOAF.homepage, URIRef(publisher.address)))
    graph.add((agent, DCTERMS.type, URIRef(LOCAL_AUTHORITY)))
    return agent


def _dataset(graph: Graph, address: str, publisher: Publisher, **texts: str) -> URIRef:
    """``texts``: title and description."""
    from rdflib import DCAT, DCTERMS, RDF, Literal, URIRef  # noqa: PLC0415  # slow

    dataset = URIRef(f"{address}#data")
    graph.add((dataset, RDF.type, DCAT.Dataset))
    for name, text in texts.items():
        graph.add((dataset, DCTERMS[name], Literal(text, lang="sv")))
    graph.add((dataset, DCTERMS.identifier, Literal(address)))
    graph.add((dataset, DCTERMS.publisher, _agent(graph, publisher)))
    graph.add((dataset, DCTERMS.language, URIRef(LANGUAGE)))
    graph.add((dataset, DCAT.landingPage, URIRef(address)))
    for theme in THEMES:
        graph.add((dataset, DCAT.theme, URIRef(theme)))
    return dataset


def _of_publisher(graph: Graph, publisher: Publisher) -> URIRef:
    title = f"Rapporter från {publisher.name}"
    description = (
        f"Alla tabeller i de rapporter som {publisher.name}, {publisher.municipality}, har publicerat."
    )
    dataset = _dataset(graph, publisher.address, publisher, title=title, description=description)
    _add_file(graph, dataset, CSV, publisher.data)
    return dataset


def _of_report(graph: Graph, entry: Entry) -> URIRef:
    from rdflib import DCAT, DCTERMS, RDF, XSD, BNode, Literal, URIRef  # noqa: PLC0415  # slow

    dataset = _dataset(graph, entry.address, entry.publisher, title=entry.title, description=entry.summary)
    graph.add((dataset, DCTERMS.issued, Literal(entry.published.isoformat(), datatype=XSD.dateTime)))
    graph.add((dataset, DCTERMS.isPartOf, URIRef(f"{entry.publisher.address}#data")))
    if entry.replaced_by:
        graph.add((dataset, DCTERMS.isReplacedBy, URIRef(f"{entry.replaced_by}#data")))
    period = BNode()
    graph.add((dataset, DCTERMS.temporal, period))
    graph.add((period, RDF.type, DCTERMS.PeriodOfTime))
    graph.add((period, DCAT.startDate, Literal(dt.date(entry.year, 1, 1))))
    graph.add((period, DCAT.endDate, Literal(entry.actuals_through)))
    for media_type, address in entry.files.items():
        _add_file(graph, dataset, media_type, address)
    return dataset


def _add_file(graph: Graph, dataset: URIRef, media_type: str, address: str) -> None:
    from rdflib import DCAT, DCTERMS, RDF, Literal, URIRef  # noqa: PLC0415  # slow

    file: Any = URIRef(address)
    graph.add((dataset, DCAT.distribution, file))
    graph.add((file, RDF.type, DCAT.Distribution))
    graph.add((file, DCAT.accessURL, file))
    graph.add((file, DCAT.downloadURL, file))
    graph.add((file, DCTERMS.format, Literal(media_type)))
    graph.add((file, DCTERMS.license, URIRef(LICENCE)))
