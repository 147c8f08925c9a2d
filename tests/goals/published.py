"""Published figures of three nämnder, as rows of a report, for goldens and demo.

002: Servicenämnden IT, Växel och Telefoni, 2023-08-31 (staff). 003: Sydnärkes IT-nämnd, årsredovisning
2020 (nämndmål). 004: Gemensamma servicenämnden, January to August 2022 (the council's goals).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from goals.models import CommitteeGoal, CouncilGoal, Indicator, KeyFigure, target_fields
from goals.target_parsing import parse_target
from reporting.models import Report
from reporting.models.rows import free_key

# 002. How many women and men there are is not published, so its template shows groups of any size.
STAFF_OPTIONS: dict[str, Any] = {"title": "Personalredovisning", "smallest_group": 0}
SICK_LEAVE = "Redovisning av sjukfrånvaro i förhållande till ordinarie arbetstid i procent"
# (heading, label, unit, decimals, total, women, men)
STAFF: list[tuple[str, str, str, int, str | None, str | None, str | None]] = [
    (SICK_LEAVE, "Total sjukfrånvaro", "", 2, "3.17", "1.46", "4.26"),
    (SICK_LEAVE, "Långtidssjukfrånvaro (>60 dagar)", "", 2, "19.50", "0", "23.79"),
    ("Andel heltid %", "Andel heltid", "%", 2, None, "40.29", "59.70"),
]

# 002: the chapter of goals is prose alone, here as the Markdown of a text section.
GOALS_AS_PROSE = """\
## Digitaliseringsstrategi

En digitaliseringsstrategi är nu framtagen och efter remissrundor kommer den nya strategin läggas in som \
ett ärende för beslut under hösten/vintern.

## Nytt arbetssätt inom IT enheten

Arbetet kring att etablera nya arbetssätt är ett ständigt pågående arbete, föregående mål kring uppdelning \
av verksamhetsområden har fallit väl ut

## Strategiskt arbete

Som ett led av alla initiativ och projekt som skapas i kommunerna behöver vi en gemensam \
portföljstyrning/instyrning som hanterar nyttokalkylering, resursbehov och användarnytta. Det är ett led i \
att förbättra vår projektplanering och nyttja våra resurser i form av system/teknik/människor på bästa sätt.

Att säkerställa att organisationens digitala tillgångar är skyddade mot cyberhot är avgörande. \
Investeringar i säkerhetsåtgärder och utbildning är nödvändiga för att minimera risker och skydda känslig \
information.

## Digitalisering

Att omvandla sprocesser och tjänster genom teknologi kan öka effektiviteten, minska kostnader och förbättra \
kundupplevelsen. Detta inkluderar att införa digitala arbetsflöden, automatisera manuella processer och \
implementera ny teknik som IoT (Internet of Things) och AI (Artificial Intelligence). Enheten tillsammans \
med HR och Ekonomi tittar på att förbättra upplevelsen i vår pre/on7offboarding-process

Arbete med att etablera ett digitaliseringsråd och styrelse är ett sätt att få prioritering av våra \
digitaliseringsinitiativ.
"""

# 003. The table names no council goals. The last four indicators are printed under the last nämndmål, but are
# not about it, so here they have none. A mark that is no value ("●") is left out.
ANNUAL_OPTIONS: dict[str, Any] = {
    "title": "Nämndmål",
    "columns": [
        {"key": "current", "heading": "Utfall {year}"},
        {"key": "target", "heading": "Målvärde {year}"},
        "assessment",
    ],
    "show_council_goals": False,
}
DIGITAL = "Underlätta för digitala möten och att en hållbar teknik används."
SERVICE = "Ge god service och IT-drift av hög kvalitet"
COOPERATION = "Ökad samverkan över kommungränserna"
PUBLISHED_VERDICT = (
    "Årsredovisningen: 9 st bedöms uppnådda och 4 st bedöms delvis uppnådda, vilket gör att nämndmålen "
    "uppnås delvis."
)
# nämndmål ("" for none) -> (indicator, utfall, målvärde)
ANNUAL_GOALS: dict[str, list[tuple[str, str, str]]] = {
    DIGITAL: [],
    SERVICE: [
        ("Öka andelen akuta incidenter där återkopplingen är <=30min", "—", "—"),
        ("Öka andelen högprioriterade incidenter där återkopplingen är <=2h", "—", "—"),
        ("Öka andelen normalprioriterade incidenter där återkopplingen är <=8h", "", "90%"),
        ("Öka andelen ärenden som åtgärdas av Servicebureau (1st line)", "", "56%"),
        ("Minska genomsnittlig ärendehanteringstid", "21 st", "högst 20 st"),
        ("Beställningar av datorer och kringutrustning inom 2 dagar", "0%", "0%"),
        (
            "Andel besvarade samtal % efter 20 respektive 60 sekunder. 20 sek= Servicenivå 1 och 60 sek= "
            "Servicenivå 2",
            "67%",
            "70%",
        ),
    ],
    COOPERATION: [],
    "": [
        ("Värde medarbetarundersökningen - Medarbetarengagemang (HME)", "55%", "Öka från 71,13"),
        ("Sjukfrånvaro", "6,58%", "Minska från 7%"),
        ("Miljödiplomering av Lekebergs kommun", "Ja", "Ja"),
        ("Nämnderna och styrelsen håller sin budgetram", "-823 tkr", "0 tkr"),
    ],
}

# 004: area -> (goals, when they were decided).
COUNCIL_OPTIONS: dict[str, Any] = {"title": "Fullmäktiges övergripande mål år {year}"}
COUNCIL_GOALS: dict[str, tuple[list[str], str]] = {
    "Verksamhetsmål": (
        [
            "En av landets bästa skolkommuner",
            "En bra kommun att växa upp i",
            "En tillväxtkommun",
            "En bra kommun att leva i",
            "En hållbar kommun",
        ],
        "Verksamhetsmålen fastställda av fullmäktige 18 nov 2020 § 183",
    ),
    "Finansiella mål": (
        [
            "Oförändrad kommunal skattesats",
            "Underliggande resultat ≥ 2 % av skatteintäkter och statsbidrag för 2018–2022",
            "Självfinansieringsgrad investeringar ≥ 80 % för 2018–2022",
        ],
        "De finansiella målen fastställda av fullmäktige 7 dec 2020 § 171, i riktlinjerna för god ekonomisk "
        "hushållning",
    ),
}


def read_target(indicator: Indicator) -> None:
    """Parse the target's text again. Raises TargetError."""
    for name, value in target_fields(parse_target(indicator.target, indicator.label)).items():
        setattr(indicator, name, value)


def make_staff(report: Report, **sizes: int) -> list[KeyFigure]:
    """The key figures of 002; ``sizes`` are ``group_size_women`` and ``group_size_men`` of every row."""
    return [
        KeyFigure.objects.create(
            report=report,
            key=free_key(label, set()),
            label=label,
            group=group,
            unit=unit,
            decimals=decimals,
            position=place,
            **{
                name: None if value is None else Decimal(value)
                for name, value in zip(("total", "women", "men"), values, strict=True)
            },
            **sizes,
        )
        for place, (group, label, unit, decimals, *values) in enumerate(STAFF, start=1)
    ]


def make_annual_goals(report: Report) -> None:
    """The nämndmål and indicators of 003, with the published verdict on each nämndmål."""
    over, beside = (
        CouncilGoal.objects.create(report=report, key=f"kf-{place}", label=label, position=place)
        for place, label in enumerate(("Nämndens mål", "Gemensamma indikatorer"), start=1)
    )
    taken: set[str] = set()
    for goal_place, (label, indicators) in enumerate(ANNUAL_GOALS.items(), start=1):
        goal = _annual_goal(over, label, goal_place) if label else None
        for place, (name, outcome, target) in enumerate(indicators, start=1):
            indicator = Indicator(
                report=report,
                council_goal=over if goal else beside,
                committee_goal=goal,
                key=free_key(name, taken),
                label=name,
                position=place,
                current=outcome,
                target=target,
            )
            taken.add(indicator.key)
            read_target(indicator)
            indicator.target_confirmed = bool(indicator.comparison)
            indicator.full_clean(validate_constraints=False)  # the database does
            indicator.save()


def _annual_goal(over: CouncilGoal, label: str, place: int) -> CommitteeGoal:
    goal: CommitteeGoal = CommitteeGoal.objects.create(
        report=over.report,
        council_goal=over,
        key=free_key(label, set()),
        label=label,
        position=place,
        override="partial",
        override_reason=PUBLISHED_VERDICT,
    )
    return goal


def make_council_goals(report: Report) -> None:
    """The council's goals of 004."""
    place = 0
    for area, (labels, note) in COUNCIL_GOALS.items():
        for number, label in enumerate(labels):
            place += 1
            CouncilGoal.objects.create(
                report=report,
                key=free_key(label, set()),
                label=label,
                area=area,
                note="" if number else note,
                position=place,
            )
