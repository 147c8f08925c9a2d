"""The published reports: what must be found, and what must not. A person has read every finding."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from reporting.document.document import Document
from reporting.management.commands.load_demo import REPORTS
from reporting.review.dictionary import read
from reporting.review.engine import RULES, review
from tests.conftest import DICTIONARY

pytestmark = pytest.mark.django_db  # the module's documents are made in it

OLDER, NEWER = "sydnarke-2023-07-delarsrapport", "sydnarke-2024-04-delarsrapport"
ANNUAL, CONTROL = "sydnarke-2020-12-arsredovisning", "sydnarke-2020-12-internkontroll"
LUDVIKA, HERRLJUNGA = "ludvika-2022-08-rapportering", "herrljunga-2023-08-delarsrapport"

# document -> (code, row or the beginning of the sentence) -> how many
EXPECTED: dict[str, dict[tuple[str, str], int]] = {
    OLDER: {
        ("antal-i-text", "3 st indikator av 13"): 2,  # the table has 16 indicators, 4 of them not met
        ("summa-i-text", "Antalet pågående ärenden"): 1,  # 315 beside 178 + 78 + 54
        ("siffra-i-text", "Prognosen för helåret"): 2,  # 1 956 tkr written 1,9 Mkr, in two chapters
        ("ratt-hall", "2 nämndmål uppnås delvis"): 1,  # 178 > the 125 it started from
        ("prognos-under-nuvarde", "atervunna-datorer"): 1,  # 262 so far, 250 forecast
        ("enhet", "arendehanteringstid"): 1,  # a time in pieces
        ("enhet", "nki"): 1,  # an index in per cent
        ("bedomning", "forvaltningsplan"): 1,
        ("bedomning", "mobila-enheter"): 1,
        ("bedomning", "digitala-moten"): 1,
        ("effekter", "summa"): 1,  # the largest effect has no amount in the text
    },
    NEWER: {
        ("budgetram", "budgetram"): 1,  # −89 is a deficit in the goal table, a surplus in the result
        ("tecken-i-text", "SYD-IT gör till och med 30 april"): 1,
        ("varde-saknas", "nki"): 1,
        ("varde-saknas", "hme"): 1,
        ("prognos-lika-budget", "lekeberg"): 1,
        ("enhet", "arendehanteringstid"): 1,
        ("effekter", "summa"): 1,  # −1 159 of −1 200
        ("lagens-period", ""): 1,
        ("malvarde-andrat", ""): 1,  # most targets are others than in 2023, and no comment says so
        ("procent", "laxa"): 1,  # 48,06 % printed 48,0
    },
    ANNUAL: {
        ("period-i-rubrik", "summa"): 1,  # TOTALT INVESTERAT 2018
        ("antal-i-text", "Sydnärkes IT-nämnd uppnådde 2020"): 2,  # "9 + 4", the table has 3 + 0 of 11
        ("antal-i-text", "9 st bedöms"): 1,
        ("antal-i-text", "4 st bedöms"): 1,
        ("varde-saknas", "oka-andelen-akuta-incidenter-dar-aterkopplingen-ar"): 1,  # four of 11 have none
        ("varde-saknas", "oka-andelen-hogprioriterade-incidenter-dar-aterkop"): 1,
        ("varde-saknas", "oka-andelen-normalprioriterade-incidenter-dar-ater"): 1,
        ("varde-saknas", "oka-andelen-arenden-som-atgardas-av-servicebureau-"): 1,
        ("enhet", "minska-genomsnittlig-arendehanteringstid"): 1,
        ("enhet", "varde-medarbetarundersokningen-medarbetarengageman"): 1,
        ("bedomning", "underlatta-for-digitala-moten-och-att-en-hallbar-t"): 1,
        ("bedomning", "ge-god-service-och-it-drift-av-hog-kvalitet"): 1,
        ("bedomning", "okad-samverkan-over-kommungranserna"): 1,
    },
    CONTROL: {
        ("slutsats-mot-status", "Endast mindre avvikelser"): 1,  # one follow-up has Större avvikelser
        ("risk-utan-varde", "att-flextidsavtalet-inte-efterlevs"): 1,
        (
            "uppfoljning-saknas",
            "sammanstall-antal-datorer-och-jamfor-med-inventari-1",
        ): 1,  # its date has passed
        ("status-mot-kommentar", "sammanstall-antal-datorer-och-jamfor-med-inventari-1"): 1,  # Ej påbörjad
    },
    LUDVIKA: {
        ("tillfalle", ""): 2,  # two tables are of the second occasion, the report of the third
        ("tillfalle", "Gemensamma Servicenämndens handlingsplan"): 1,
    },
    HERRLJUNGA: {
        ("platshallare", "Namn namn, titel"): 1,  # left from the template, as published
        ("prognos-lika-budget", "reinvestering"): 1,
        ("prognos-lika-budget", "tradlost"): 1,
        ("prognos-lika-budget", "natverk"): 1,
    },
}
# Codes of which the six reports have nothing: their tables add up.
SILENT = {"summa", "avvikelse", "tecken-rad", "prognos-under-utfall", "samma-rubrik", "samma-storhet",
          "period-i-text", "status-saknas", "tomt-avsnitt", "del-av", "anslag", "overfort", "fordelning",
          "samma-investering", "ovanligt-tecken", "bedomning-i-text", "lag-ersatt",
          "riktning", "levande-siffra", "titel", "avvikelse-utan-kommentar"}  # fmt: skip


# Words that no dictionary has. All but the three that are marked are slips in the published reports.
MISSPELT: dict[str, list[str]] = {
    OLDER: ["Världkommunens", "sjuösattes", "kontoskapandeprojektet", "utbyggnation"],  # the third is right
    NEWER: ["utbyggnation"],
    ANNUAL: ["Världkommunens"],  # here and above perhaps a name
    CONTROL: ["flexitidsavtalet", "leverantörsfakturer"],
    LUDVIKA: [],
    HERRLJUNGA: ["Serviceämnden", "förhållningsätt", "sprocesser", "säkerhetsställa"],
}


def test_every_demo_report_is_in_the_table() -> None:
    assert set(EXPECTED) == set(REPORTS)


@pytest.mark.parametrize("slug", REPORTS)
def test_the_expected_findings_and_no_others(slug: str, demo_documents: dict[str, Document]) -> None:
    previous = demo_documents[OLDER] if slug == NEWER else None
    found = Counter(
        (finding.code, _known(slug, finding.code, finding.row or finding.sentence))
        for finding in review(demo_documents[slug], previous)
    )
    assert dict(found) == EXPECTED[slug]


@pytest.mark.hunspell
@pytest.mark.parametrize("slug", REPORTS)
def test_misspelt_words(slug: str, demo_documents: dict[str, Document]) -> None:
    found = review(demo_documents[slug], knows=read(DICTIONARY))
    assert [finding.evidence[0] for finding in found if finding.code == "stavning"] == MISSPELT[slug]


def _known(slug: str, code: str, place: str) -> str:
    """The expected place that the finding's sentence begins with, else the whole sentence."""
    starts = [start for known, start in EXPECTED[slug] if known == code and start and place.startswith(start)]
    return max(starts, key=len, default=place)


def test_the_silent_are_rules_and_silent() -> None:
    heard = {code for table in EXPECTED.values() for code, _ in table}
    assert {rule.code for rule in RULES} - heard - {
        "stavning"
    } == SILENT  # without a dictionary nothing is spelt


def test_rules_have_a_code_a_name_and_a_sentence_of_help_each() -> None:
    codes = [rule.code for rule in RULES]
    assert len(set(codes)) == len(codes)
    assert [rule.code for rule in RULES if not rule.name or not rule.help.endswith(".")] == []


def test_a_rule_has_a_test_file_of_its_own() -> None:
    here = Path(__file__).parent
    files = [f"test_{rule.code.replace('-', '_')}.py" for rule in RULES]
    assert [name for name in files if not (here / name).exists()] == []
