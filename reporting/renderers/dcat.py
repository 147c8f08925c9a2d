"""What is published as DCAT-AP-SE 3, the catalogue that dataportal.se harvests. Imported late: rdflib is slow.

Source: https://docs.dataportal.se/dcat/3.0.0/sv/ (Digg).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from rdflib import DCAT, DCTERMS, FOAF, OWL, RDF, XSD, BNode, Graph, Literal, URIRef

from reporting.renderers.catalogue import CSV, Entry, Publisher
from reporting.renderers.open_data import LICENCE

LANGUAGE = "http://publications.europa.eu/resource/authority/language/SWE"
THEMES = tuple(
    f"http://publications.europa.eu/resource/authority/data-theme/{name}" for name in ("GOVE", "ECON")
)
LOCAL_AUTHORITY = "http://purl.org/adms/publishertype/LocalAuthority"


def catalogue(entries: Sequence[Entry], *, home: str, address: str, form: str) -> str:
    """``form``: "pretty-xml" or "turtle"."""
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
    graph.add((of_all, DCTERMS.publisher, _agent(graph, home, _together(publishers.values()))))
    for publisher in publishers.values():
        graph.add((of_all, DCAT.dataset, _of_publisher(graph, publisher)))
    for entry in entries:
        graph.add((of_all, DCAT.dataset, _of_report(graph, entry)))
    return graph.serialize(format=form)


def _together(publishers: Iterable[Publisher]) -> str:
    """The kommuner of a portal."""
    return ", ".join(sorted({publisher.municipality for publisher in publishers}))


def _agent(graph: Graph, address: str, name: str) -> URIRef:
    agent = URIRef(f"{address}#utgivare")
    graph.add((agent, RDF.type, FOAF.Agent))
    graph.add((agent, FOAF.name, Literal(name, lang="sv")))
    graph.add((agent, FOAF.homepage, URIRef(address)))
    graph.add((agent, DCTERMS.type, URIRef(LOCAL_AUTHORITY)))
    return agent


def _dataset(graph: Graph, address: str, publisher: Publisher, **texts: str) -> URIRef:
    """``texts``: title and description."""
    dataset = URIRef(f"{address}#data")
    graph.add((dataset, RDF.type, DCAT.Dataset))
    for name, text in texts.items():
        graph.add((dataset, DCTERMS[name], Literal(text, lang="sv")))
    graph.add((dataset, DCTERMS.identifier, Literal(address)))
    graph.add(
        (
            dataset,
            DCTERMS.publisher,
            _agent(graph, publisher.address, f"{publisher.name}, {publisher.municipality}"),
        )
    )
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
    dataset = _dataset(graph, entry.address, entry.publisher, title=entry.title, description=entry.summary)
    graph.add((dataset, DCTERMS.issued, Literal(entry.published.isoformat(), datatype=XSD.dateTime)))
    graph.add((dataset, DCTERMS.isPartOf, URIRef(f"{entry.publisher.address}#data")))
    if entry.replaced_by:
        graph.add((dataset, DCTERMS.isReplacedBy, URIRef(f"{entry.replaced_by}#data")))
    if entry.replaces:
        graph.add((dataset, DCTERMS.replaces, URIRef(f"{entry.replaces}#data")))
    if entry.version > 1:
        graph.add((dataset, OWL.versionInfo, Literal(str(entry.version))))
    period = BNode()
    graph.add((dataset, DCTERMS.temporal, period))
    graph.add((period, RDF.type, DCTERMS.PeriodOfTime))
    graph.add((period, DCAT.startDate, Literal(dt.date(entry.year, 1, 1))))
    graph.add((period, DCAT.endDate, Literal(entry.actuals_through)))
    for media_type, address in entry.files.items():
        _add_file(graph, dataset, media_type, address)
    return dataset


def _add_file(graph: Graph, dataset: URIRef, media_type: str, address: str) -> None:
    file = URIRef(address)
    graph.add((dataset, DCAT.distribution, file))
    graph.add((file, RDF.type, DCAT.Distribution))
    graph.add((file, DCAT.accessURL, file))
    graph.add((file, DCAT.downloadURL, file))
    graph.add((file, DCTERMS.format, Literal(media_type)))
    graph.add((file, DCTERMS.license, URIRef(LICENCE)))
