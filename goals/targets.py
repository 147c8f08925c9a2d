"""A målvärde and its description in plain Swedish (pure)."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from reporting.document.amounts import Quantity, format_quantity


class TargetError(ValueError):
    """The text or fields make no target; the message is a Swedish sentence for whoever typed it."""


class TargetKind(StrEnum):
    """How a value is held against its target; the values are stored."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    BETWEEN = "between"
    EQUAL = "equal"
    YES = "yes"
    NO = "no"
    UNCHANGED = "unchanged"


WITHOUT_FIGURE = frozenset({TargetKind.YES, TargetKind.NO, TargetKind.UNCHANGED})


@dataclass(frozen=True)
class Target:
    """In Swedish: målvärde. Raises TargetError when the fields contradict each other.

    `value` is in `unit` as written; `upper` is the higher bound of BETWEEN; `baseline` (utgångsvärde) is what
    UNCHANGED is held against. `certain` is False until a person confirms a guess.
    """

    kind: TargetKind
    value: Decimal | None = None
    upper: Decimal | None = None
    unit: str = ""
    baseline: Decimal | None = None
    certain: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", TargetKind(self.kind))
        if self.kind not in WITHOUT_FIGURE and self.value is None:
            raise TargetError("Målvärdet saknar en siffra att jämföra med. Ange ett värde, till exempel 50.")
        if self.kind is TargetKind.BETWEEN:
            self._check_bounds()

    def _check_bounds(self) -> None:
        if self.upper is None:
            raise TargetError("Målvärdet saknar en övre gräns. Ange två värden, till exempel mellan 3 och 5.")
        if self.value is not None and self.upper < self.value:
            lower, upper = self._print(self.value), self._print(self.upper)
            raise TargetError(f"Gränserna {lower} och {upper} står i fel ordning. Skriv den lägre först.")

    def _print(self, value: Decimal) -> str:
        return format_quantity(Quantity(value, self.unit))


def describe(target: Target) -> str:
    """A target in plain Swedish: "Lägre än 125 st (utgångsvärdet)"."""
    figure = print_figure(target)
    match target.kind:
        case TargetKind.YES:
            return "Ja"
        case TargetKind.NO:
            return "Nej"
        case TargetKind.UNCHANGED:
            return "Oförändrat " + (f"jämfört med {figure}" if figure else "(utgångsvärdet är inte angivet)")
        case TargetKind.BETWEEN:
            return f"Mellan {figure}"
        case _:
            return f"{_DESCRIBED[target.kind]} {figure}{_from_baseline(target)}"


_DESCRIBED = {
    TargetKind.AT_LEAST: "Minst",
    TargetKind.AT_MOST: "Högst",
    TargetKind.MORE_THAN: "Högre än",
    TargetKind.LESS_THAN: "Lägre än",
    TargetKind.EQUAL: "Exakt",
}


def print_figure(target: Target) -> str:
    """The figure of a target as printed: "20 st", "3 och 5 %" for BETWEEN, "" without one."""
    value = target.baseline if target.kind is TargetKind.UNCHANGED else target.value
    if value is None:
        return ""
    if target.upper is not None and target.kind is TargetKind.BETWEEN:
        upper = format_quantity(Quantity(target.upper, target.unit))
        return f"{format_quantity(Quantity(value))} och {upper}"
    return format_quantity(Quantity(value, target.unit))


def _from_baseline(target: Target) -> str:
    if target.baseline is None:
        return ""
    if target.baseline == target.value:
        return " (utgångsvärdet)"
    return f" (utgångsvärdet är {format_quantity(Quantity(target.baseline, target.unit))})"
