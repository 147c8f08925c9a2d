"""The verdict on an indicator (pure): value and target in, verdict and Swedish explanation out."""

from dataclasses import dataclass
from decimal import Decimal

from goals.steering import MER, BandKind, Basis, Fulfilment, PartialBand, SteeringRules
from goals.targets import Target, TargetKind, print_figure
from reporting.document.amounts import UNITS, Quantity, format_quantity, money_unit


@dataclass(frozen=True)
class IndicatorAssessment:
    """``fulfilment`` is None without a verdict; ``explanation`` is one or two Swedish sentences."""

    fulfilment: Fulfilment | None
    explanation: str


_BASIS_WORDS = {Basis.FORECAST: "Prognos", Basis.OUTCOME: "Utfall"}
# The words between value and target: when it is met, and when not.
_SENTENCES = {
    TargetKind.AT_LEAST: ("är minst", "är lägre än"),
    TargetKind.AT_MOST: ("är högst", "är högre än"),
    TargetKind.MORE_THAN: ("är högre än", "är inte högre än"),
    TargetKind.LESS_THAN: ("är lägre än", "är inte lägre än"),
    TargetKind.BETWEEN: ("ligger mellan", "ligger inte mellan"),
    TargetKind.EQUAL: ("är exakt", "är inte exakt"),
    TargetKind.UNCHANGED: ("är oförändrat jämfört med", "är inte oförändrat jämfört med"),
}
_SAME_UNIT = {
    **dict.fromkeys(("%", "procent", "procentenheter"), "%"),
    **dict.fromkeys(("st", "stycken", "styck", "stk"), "st"),
    **dict.fromkeys(("dag", "dagar"), "dagar"),
    **dict.fromkeys(("min", "minut", "minuter"), "min"),
    **dict.fromkeys(("tim", "h", "timme", "timmar"), "tim"),
}


def assess_indicator(
    value: Quantity | bool | None, target: Target | None, rules: SteeringRules = MER
) -> IndicatorAssessment:
    """Judge a forecast or outcome, picked by the caller as `rules.basis` says. A bool is Ja or Nej."""
    word = _BASIS_WORDS[rules.basis]
    if value is None:
        return IndicatorAssessment(None, f"{word} saknas.")
    if target is None:
        return IndicatorAssessment(None, "Målvärde saknas, så indikatorn kan inte bedömas.")
    if target.kind in (TargetKind.YES, TargetKind.NO):
        return _assess_yes_or_no(value, target, word)
    if isinstance(value, bool):
        return IndicatorAssessment(
            None, f"{word} är {_yes_or_no(value)}, men målvärdet är ett tal, så de kan inte jämföras."
        )
    if target.kind is TargetKind.UNCHANGED and target.baseline is None:
        return IndicatorAssessment(
            None, "Utgångsvärdet saknas, så det går inte att bedöma om värdet är oförändrat."
        )
    return _assess_figure(value, target, rules.partial_band, word)


def _assess_yes_or_no(value: Quantity | bool, target: Target, word: str) -> IndicatorAssessment:
    wanted = target.kind is TargetKind.YES
    if not isinstance(value, bool):
        return IndicatorAssessment(
            None,
            f"{word} är {format_quantity(value)}, men målvärdet är {_yes_or_no(wanted)}, "
            "så de kan inte jämföras.",
        )
    if value is wanted:
        return IndicatorAssessment(Fulfilment.MET, f"{word} är {_yes_or_no(value)}, som målvärdet.")
    return IndicatorAssessment(
        Fulfilment.NOT_MET, f"{word} är {_yes_or_no(value)}, men målvärdet är {_yes_or_no(wanted)}."
    )


def _yes_or_no(value: bool) -> str:
    return "Ja" if value else "Nej"


def _assess_figure(
    value: Quantity, target: Target, band: PartialBand | None, word: str
) -> IndicatorAssessment:
    compared = _in_unit_of(target, value)
    bound = _nearest_bound(compared, target)
    met = _reaches(compared, target)
    within = not met and band is not None and _is_within(band, compared, bound)
    shown = format_quantity(Quantity(value.value, value.unit or target.unit))
    sentence = f"{word} {shown} {_SENTENCES[target.kind][not met]} {print_figure(target)}."
    if within and band is not None:
        sentence += f" Det är inom marginalen på {_print_band(band, target)}, så indikatorn uppnås delvis."
    if _units_differ(value.unit, target.unit):
        sentence += f" Enheterna är olika: ”{value.unit}” och ”{target.unit}”."
    fulfilment = Fulfilment.MET if met else Fulfilment.PARTIAL if within else Fulfilment.NOT_MET
    return IndicatorAssessment(fulfilment, sentence)


def _in_unit_of(target: Target, value: Quantity) -> Decimal:
    """The value in the target's unit. Only money is converted."""
    given, wanted = money_unit(value.unit), money_unit(target.unit)
    if given is None or wanted is None:
        return value.value
    return value.value * UNITS[given] / UNITS[wanted]


def _units_differ(given: str, wanted: str) -> bool:
    if not given or not wanted or (money_unit(given) and money_unit(wanted)):
        return False
    return _same_unit(given) != _same_unit(wanted)


def _same_unit(unit: str) -> str:
    plain = unit.casefold().replace(".", "")
    return _SAME_UNIT.get(plain, plain)


def _nearest_bound(value: Decimal, target: Target) -> Decimal:
    """The figure of the target that the value is held against."""
    figure = target.baseline if target.kind is TargetKind.UNCHANGED else target.value
    assert figure is not None  # checked by Target; a missing baseline is handled by the caller
    if target.upper is not None and target.kind is TargetKind.BETWEEN and value > target.upper:
        return target.upper
    return figure


def _reaches(value: Decimal, target: Target) -> bool:
    bound = _nearest_bound(value, target)
    match target.kind:
        case TargetKind.AT_LEAST:
            return value >= bound
        case TargetKind.AT_MOST:
            return value <= bound
        case TargetKind.MORE_THAN:
            return value > bound
        case TargetKind.LESS_THAN:
            return value < bound
        case TargetKind.BETWEEN:
            return target.upper is not None and bound <= value <= target.upper
        case _:
            return value == bound


def _is_within(band: PartialBand, value: Decimal, bound: Decimal) -> bool:
    tolerance = band.tolerance(bound)
    return tolerance > 0 and abs(value - bound) <= tolerance


def _print_band(band: PartialBand, target: Target) -> str:
    if band.kind is BandKind.PERCENT:
        return f"{format_quantity(Quantity(band.size, '%'))} av målvärdet"
    return format_quantity(Quantity(band.size, "procentenheter" if target.unit == "%" else target.unit))
