"""The goals of Sydnärkes IT-nämnd as published for 2023-07-31, as rows of a report.

The published table's row *Nämnderna och styrelsen håller sin budgetram* had slid one column to the
left; here it is an indicator directly under its council goal. Two verdicts were judgements.
"""

from __future__ import annotations

from goals.models import CommitteeDecision, CommitteeGoal, CouncilGoal, DecisionStatus, Indicator
from reporting.models import Report
from reporting.models.rows import free_key
from tests.goals.published import read_target

AREA = (
    "Attraktiv kommun - Lekebergs kommun växer på ett ansvarsfullt och nytänkande sätt och möter framtiden "
    "utifrån de tre hållbarhetsaspekterna: social, miljömässig och ekonomisk hållbarhet"
)
SERVICE = "Ge god service och IT-drift av hög kvalitet"
COOPERATION = "Ökad samverkan över kommungränserna"
DIGITAL = "Underlätta för digitala möten och att en hållbar teknik används."
PARTLY_BY_JUDGEMENT = "Arbetet är påbörjat och fortsätter under hösten."

# council goal -> nämndmål ("" directly under it) -> (indicator, nuvärde, prognos, målvärde)
GOALS: dict[str, dict[str, list[tuple[str, str, str, str]]]] = {
    "Lekebergs kommun gör det enkelt för sina medborgare att bo i Lekeberg": {
        "": [
            ("Antal e-tjänster för medborgare", "45 st.", "55 st.", "50 st."),
            ("Antal e-tjänster för medarbetare", "19 st.", "22 st.", "20 st."),
            ("Andel e-tjänster som per automatik återger ärendestatuser", "63 %", "65 %", "50 %"),
        ]
    },
    "Lekebergs kommun växer och utvecklas på ett hållbart sätt": {
        "": [("Nämnderna och styrelsen håller sin budgetram", "-1 166 tkr", "-1 956 tkr", "0 tkr")],
        SERVICE: [
            ("Minska genomsnittlig ärendehanteringstid för incidenter", "14 st", "20", "högst 20 st"),
            ("Andel besvarade samtal % efter 20 respektive 60 sekunder.", "83%", "80%", "80%"),
            (
                "Tillgänglighet för servrar, accesspunkter och Microsoft-tjänster",
                "98,53%",
                "99%",
                "98,5%",
            ),
            ("Värde Nöjd Kund Index (NKI)", "7,06%", "7%", "7%"),
            ("Minska antalet pågående incidenter", "178 st", "175", "Minska från 125 st"),
            ("Minska antalet pågående tjänsteförfrågan", "78 st", "90", "minska från 100 st"),
            ("Minska antalet pågående förändringsärenden", "54 st", "50", "minska från 40 st"),
        ],
        COOPERATION: [
            (
                "Att i samtliga förvaltningssubjekt styra objektet efter upprättad och beslutad "
                "förvaltningssplan.",
                "9",
                "9",
                "10",
            )
        ],
    },
    "Lekebergs kommun är en attraktiv arbetsgivare": {
        "": [
            (
                "Värde medarbetarundersökningen - Medarbetarengagemang (HME)",
                "74",
                "74",
                "74 eller högre",
            ),
            ("Sjukfrånvaro", "4,66 %", "7 %", "7 %"),
        ]
    },
    "Lekebergs kommun minskar sin klimatpåverkan": {
        DIGITAL: [
            (
                "Öka antalet återvunna/återbrukade datorer och serverutrustning",
                "262 st",
                "250 st",
                "1 100 st",
            ),
            ("Införa återvinning/återbruk för nya mobila enheter.", "25 st", "25 st", "50 st"),
        ]
    },
}
PARTLY = ("Att i samtliga förvaltningssubjekt", "Införa återvinning/återbruk")


def make_goals(report: Report) -> None:
    """All goals and indicators, targets confirmed, two of them overridden as partly met."""
    for place, (label, goals) in enumerate(GOALS.items()):
        council_goal = CouncilGoal.objects.create(
            report=report, key=f"kf-{place}", label=label, area=AREA, position=place
        )
        for goal_place, (goal_label, indicators) in enumerate(goals.items()):
            goal = goal_label and CommitteeGoal.objects.create(
                report=report,
                council_goal=council_goal,
                key=free_key(goal_label, set()),
                label=goal_label,
                position=goal_place,
            )
            for position, row in enumerate(indicators):
                make_indicator(council_goal, goal or None, position, *row)


def make_indicator(
    council_goal: CouncilGoal,
    goal: CommitteeGoal | None,
    position: int,
    label: str,
    current: str = "",
    forecast: str = "",
    target: str = "",
) -> Indicator:
    indicator = Indicator(
        report=council_goal.report,
        council_goal=council_goal,
        committee_goal=goal,
        key=free_key(label, set()),
        label=label,
        position=position,
        current=current,
        forecast=forecast,
        target=target,
    )
    read_target(indicator)
    indicator.target_confirmed = True
    if label.startswith(PARTLY):
        indicator.override, indicator.override_reason = "partial", PARTLY_BY_JUDGEMENT
    indicator.full_clean(validate_constraints=False)  # the database does
    indicator.save()
    return indicator


DECISIONS = [
    (
        "Att inleda dialog med Lekebergs kommun om hur lokalfrågan ska lösas.",
        "IT har att tillsammans med övriga verksamheter planera utifrån tandläkarens kommande utflyttning.",
    ),
    (
        "Att förtydliga vad som ingår och inte ingår i medlemsbidraget till IT-nämnden.",
        "Remissrunda pågår till och med oktober månad.",
    ),
]


def make_decisions(report: Report) -> list[CommitteeDecision]:
    return [
        CommitteeDecision.objects.create(
            report=report,
            key=f"beslut-{place}",
            label=label,
            status=DecisionStatus.ONGOING,
            comment=comment,
            position=place,
        )
        for place, (label, comment) in enumerate(DECISIONS)
    ]
