"""The internal control report of Sydnärkes IT-nämnd per 2020-12-31 as published, as rows of a report.

Functions stand instead of people's names. The source's follow-up of the number of computers says "Ej påbörjad"
while the text below it says "Inga avvikelser"; both are kept.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import count
from typing import Any

from internal_control.models import Control, ControlCategory, FollowUp, FollowUpStatus, Risk
from reporting.models import Report
from reporting.models.rows import free_key

NONE, MINOR, MAJOR, NOT_STARTED = FollowUpStatus.values
HEAD, CLERK, CONTROLLER, QUALITY = "Förvaltningschef", "Handläggare", "Controller", "Kvalitetsansvarig"
APRIL, JUNE, DECEMBER = dt.date(2020, 4, 30), dt.date(2020, 6, 30), dt.date(2020, 12, 31)

# The template's sections, as data.
SECTIONS: list[dict[str, Any]] = [
    {"key": "inledning", "kind": "text", "heading": "Inledning - övergripande om intern kontroll"},
    {"key": "matris", "kind": "internal_control.matrix", "heading": "Riskbedömningsmatris", "level": 2,
     "has_prose": False},
    {"key": "uppfoljning", "kind": "text", "heading": "Uppföljning", "has_prose": False},
    *(
        {"key": f"uppfoljning-{key}", "kind": "internal_control.followups", "heading": heading, "level": 2,
         "has_prose": False, "options": {"category": key}}
        for key, heading in (("administration", "Administration"), ("ekonomi", "Ekonomi"), ("personal", "Personal"),
                             ("verksamhet", "Verksamhetsspecifik"))
    ),
    {"key": "slutsatser", "kind": "text", "heading": "Slutsatser av uppföljning", "level": 2},
    {"key": "atgarder", "kind": "internal_control.measures", "heading": "Åtgärder", "level": 2, "has_prose": False},
]  # fmt: skip

TEXTS = {
    "inledning": """\
Enligt Reglemente för intern kontroll av ekonomi och verksamhet ska nämnderna varje år anta en särskild plan för \
uppföljning av den interna kontrollen inom sin verksamhet. Nämndernas ansvar för den interna kontrollen anges i KL \
6:7. Det är alltid respektive nämnd som har det yttersta ansvaret för att utforma en god intern kontroll. I detta \
ansvar ligger att utifrån principerna för den interna kontrollen i kommunen vid behov utfärda regler och anvisningar \
för den egna interna kontrollens organisation, utformning och funktion. Det är viktigt att detta dokumenteras och \
antas av nämnd.

Varje år beslutar kommunstyrelsen om några särskilda punkter som är gemensamma för hela kommunen och som samtliga \
nämnder ska ha med i sin intern kontroll för det kommande året. Kontrollplanerna ska antas i samband med beslut om \
MER-plan och innehålla:

- Vilka rutiner samt vilka kontrollmoment som ska följas upp
- Omfattningen (frekvensen) på uppföljningen
- Vem som ansvarar för att utföra uppföljningen
- Till vem uppföljningen ska rapporteras
- När rapportering ska ske
- Genomförd riskbedömning

Respektive nämnd har det yttersta ansvaret för den interna kontrollen inom respektive verksamhetsområde. Den enskilda \
nämnden har därvid att tillse att en organisation upprättas för den interna kontrollen och att regler och \
anvisningar antages för den interna kontrollen.

Varje nämnd ska minst ha en fastställd rutin för hur planering och rapportering av internkontrollarbetet ska gå till \
samt introduktion av nyanställda om vad intern kontroll innebär.

Internkontrollplanerna ska innehålla följande delområden:

1. Administration
2. Ekonomi
3. Personal
4. Verksamhet""",
    "slutsatser": """\
Endast mindre avvikelser totalt sett men positivt att inga avvikelser noterats inom de kritiska delarna vad gäller \
back-up och att vi köper på avtal. Även glädjande att vi inte ser någon avvikelse vad gäller att förvaltningen har \
kontroll på antalet datorer när vi nu kunnat mäta det för första gången efter genomförandet av Windows 10 \
projektet.""",
}

# key -> label, with the category of the matrix
CATEGORIES = {
    "administration": "Administration",
    "ekonomi": "Ekonomi",
    "personal": "Personal",
    "verksamhet": "Verksamhetsspecifik",
}

OLD_CASES = """\
Detta har tidigare identifierats som en av de viktigaste nyckeltalen att följa upp för att ärenden levereras enligt \
rutinerna. Kvalitetsansvarig rekommenderar att servicedesk och förvaltningsledare driver på så IT-förvaltningen"""
BACKUPS = """\
Backuperna kontrolleras varje vardags morgon. Backuperna och replikeringarna fungerar bra, endast mindre fel uppstår \
ibland som enkelt kan rättas till. Test av återläsning sker 1 ggr/vecka. Återläsning av servrar fungerar bra, inga \
fel rapporterade."""

# (category, number, risk, likelihood, consequence, control, method,
#  [(follow-up, status, end date, owner, comment)])
FollowUpFacts = tuple[str, str, dt.date, str, str]
RISKS: list[tuple[str, int | None, str, int | None, int | None, str, str, list[FollowUpFacts]]] = [
    (
        "administration", 1, "Nämndens beslut genomförs/verkställs inte av förvaltningen", 2, 3,
        "Uppföljning av verkställighet av politisk fattade beslut",
        "Sammanställning av politiskt fattade beslut och verkställighet.",
        [
            ("Sammanställning tillfälle 1", NONE, APRIL, HEAD, ""),
            ("Sammanställning tillfälle 2", MINOR, DECEMBER, CLERK, """\
Vid uppföljningstillfället fanns fem pågående uppdrag och ett avslutat uppdrag. Av de pågående uppdragen har ett \
blivit nedprioriterat pga. resursbrist medan övriga löper på enligt de förutsättningar och den planering som \
föreligger."""),
        ],
    ),
    (
        "ekonomi", 2, "Inköp enligt ramavtal följs inte", 2, 4,
        "Sammanställ och kontrollera inköpsfakturer mot gällande avtal",
        "Ta 5 st stickprov från olika leverantörers fakturer och jämför med avtal.",
        [
            ("Sammanställning tillfälle 1", NONE, APRIL, CONTROLLER, """\
Fem leverantörsfakturer är slumpmässigt utvalda och avstämda mot avtal. Fakturorna som blev utvalda är:

- 839678893 - Teliasonera Sverige AB Telefonist ACE IT förv.
- 44444210 - Atea VMWare
- 7605965 - Tieto TEIS
- 300179298 - Askersunds bostäder Lokalhyra Lilla Bergsgatan
- 407500330081 - Hewlett-Packard Leasing server"""),
            ("Sammanställning tillfälle 2", NONE, DECEMBER, CONTROLLER, """\
Fem leverantörsfakturor är slumpmässigt utvalda och avstämda mot avtal. Fakturorna som blev utvalda är:

- 44618557 - Atea Aruba Airwave licenser
- 45232 - Svensk E-Identitet AB Löpande avgifter Infomentor
- INV-SE-00000235 - Effecte AB Teknisk konsultation (ESM, ESS)
- 1175313 - Oracle Svenska AB Oraclelicenser
- 714267218 - Partner54 Skrivare"""),
        ],
    ),
    (
        "personal", None, "Att flextidsavtalet inte efterlevs", None, None,
        "Att kontrollera avvikelser i flextidsrapportering, utebliven rapportering eller alltför frekventa "
        "justeringar.",
        "Personec",
        [
            ("Sammanställning tillfälle 1", MINOR, JUNE, HEAD, """\
IT-förvaltningen har vid kontroll inte hittat några avvikelser vad gäller avvikande eller utebliven rapportering inom \
ramen för flextids avtalet. Däremot finns det mindre avvikelser vad gäller enskild medarbetares frekventa \
korrigeringar."""),
            ("Sammanställning tillfälle 2", NONE, DECEMBER, HEAD, """\
Genomförda stickprov visar endast ett fåtal genomförda korrigeringar på enskild medarbetare vilket är normalt."""),
        ],
    ),
    (
        "verksamhet", 3, "Förvaltningen har inte kontroll på antal datorer", 2, 3,
        "Sammanställ antal datorer och jämför med inventariedatabasen",
        "Rapport i verksamhetssystemet Efecte och SCCM",
        [
            ("Sammanställning 1", NOT_STARTED, DECEMBER, "Handläggare (borttagen)", """\
Inga avvikelser. Vid kontroll av verksamhetssystemen redovisade 3226 datorer i Efecte och 3221 i SCCM."""),
        ],
    ),
    (
        "verksamhet", 4, "Säkerhetskopierings systemet fungerar inte", 2, 4,
        "Sammanställ och uppföljning av säkerhetskopieringsjobb",
        "Genomgång av säkerhetskopieringsjobb att de är uppdaterade och fungerar enligt uppsatta rutiner.",
        [
            ("Sammanställning tillfälle 1", MINOR, APRIL, QUALITY, """\
Backuploggar kollas varje morgon. Backupern fungerar bra. Vi har ett problem med en replikeringsfunktion (ej \
kritisk) som troligen är löst nu. Test av återläsning sker 1 ggr/v. Senaste test gjordes detta 3 april 2020. Alla \
gjorda hittills har fungerat utan anmärkning."""),
            ("Sammanställning tillfälle 2", MINOR, JUNE, QUALITY, f"""\
{BACKUPS} Återläsning av enskilda filer är det i några enstaka fall problem med, det beror inte på förlust av data \
utan att filerna är komprimerade och inte packas upp korrekt. Felsökning av det problemet pågår och bedöms varav \
åtgärdat till nästa intern kontroll."""),
            ("Sammanställning tillfälle 3", NONE, DECEMBER, QUALITY, BACKUPS),
        ],
    ),
    (
        "verksamhet", 5, "Supportärenden dokumenteras inte enligt rutin", 3, 2,
        "Sammanställning av supportärenden som inte följer rutinerna",
        "Kör rapport i verksamhetssystemet Efecte för att se avvikelser gentemot förvaltningens rutiner.",
        [
            ("Sammanställning tillfälle 1", MINOR, APRIL, QUALITY, f"""\
*Gamla ärenden*

26 st ärenden som är äldre än 1 månad, detta påverkar IT-förvaltningens genomloppstider och leveransförmåga \
negativt. Äldsta ärendet (incident/tjänsteförfrågan) från 5 december. Rutinen är att ta gamla ärenden före nya. \
{OLD_CASES} leverera inom rimliga gränser.

*Lösning i slutrapport för ärendehantering*

Inga ärenden under årets första 4 månader, där lösning saknas i ärendets slutrapport! Detta är mycket bra.

*Statushantering av ärenden*

Endast 2 st ärende under årets första 4 månader som inte följer rutinerna att ändra status från status "Ny" till \
"Pågår" samt "Avklarad, och även här ett mycket gott resultat jämfört med tidigare intern kontroller. Fortsatt fokus \
på att detta efterlevs."""),
            ("Sammanställning tillfälle 2", MAJOR, JUNE, QUALITY, f"""\
*Gamla ärenden*

**62 st ärenden som är äldre än 1 månad**, det äldsta ärendet (incident/tjänsteförfrågan) från januari 2020. Notera \
att denna kontroll endast görs på incidenter och tjänsteförfrågningar, inte förändringsärenden. Kontrollen visar att \
IT-förvaltning nu visar ett sämre resultat än tidigare och gamla ärenden ökar. Detta påverkar som tidigare \
rapporterats, IT-förvaltningens genomloppstider och leveransförmåga negativt. Rutinen är att ta gamla ärenden före \
nya. {OLD_CASES} levererar inom rimliga gränser, det vill säga max 1 månad gamla incidenter/tjänsteförfrågningar. 1 \
månad kan i sig tyckas lång tid och inte alls rimlig, med det är ett första steg mot att kunna optimera verksamheten \
än mer så att incidenter verkligen tas före allt annat. Om en service eller tjänster ligger nere så känns ju såklart \
även timmar eller kanske rent av minuter som en lång tid och det är därför som detta nyckeltal måste prioriteras än \
mer än vad som gjorts hittills.

*Lösning i slutrapport för ärendehantering*

Inga ärenden under årets första 7 månader, där lösning saknas i ärendets slutrapport! Detta är mycket bra och \
underlättar för kompetensöverföring vad som gjordes i ett ärende samt att kunderna i verksamheterna också får \
kännedom vad IT-förvaltningen gjort för att lösa ärendet.

*Statushantering av ärenden*

Endast 6 st ärende under årets första 7 månader som inte följer rutinerna att ändra status från status "Ny" till \
"Pågår" samt "Avklarad, och även här ett mycket gott resultat jämfört med tidigare intern kontroller. Fortsatt fokus \
på att detta efterlevs."""),
            ("Sammanställning tillfälle 3", NONE, DECEMBER, QUALITY, ""),
        ],
    ),
]  # fmt: skip


def add_internal_control(report: Report) -> None:
    """All rows of the published report, validated by models and database."""
    categories = {
        key: ControlCategory.objects.create(report=report, key=key, label=label, position=place)
        for place, (key, label) in enumerate(CATEGORIES.items(), start=1)
    }
    # Each category is a section of its own, with its own places.
    control_places = {key: count(1) for key in CATEGORIES}
    follow_up_places = {key: count(1) for key in CATEGORIES}
    for place, row in enumerate(RISKS, start=1):
        category, number, label, likelihood, consequence, control, method, found = row
        risk = Risk(
            report=report, key=free_key(label, set()), label=label, position=place, number=number,
            category=categories[category], likelihood=likelihood, consequence=consequence,
        )  # fmt: skip
        risk.full_clean(validate_constraints=False)  # the database does
        risk.save()
        add_control(risk, next(control_places[category]), control, method, found, follow_up_places[category])


def add_control(
    risk: Risk, place: int, label: str, method: str, found: list[FollowUpFacts], places: Iterator[int]
) -> None:
    facts = {"report": risk.report, "position": place}
    control = Control(risk=risk, key=free_key(label, set()), label=label, method=method, **facts)
    control.full_clean(validate_constraints=False)  # the database does
    control.save()
    for number, (name, status, ends_on, owner, comment) in enumerate(found, start=1):
        follow_up = FollowUp(
            report=risk.report, control=control, key=f"{control.key[:50]}-{number}", label=name, status=status,
            position=next(places), ends_on=ends_on, owner=owner, comment=comment,
        )  # fmt: skip
        follow_up.full_clean(validate_constraints=False)  # the database does
        follow_up.save()


def add_texts(report: Report) -> None:
    for key, markdown in TEXTS.items():
        report.texts.create(section_key=key, markdown=markdown)
