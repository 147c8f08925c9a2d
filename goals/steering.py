"""A steering model as data (pure): how a goal is judged by its indicators.

Stored as JSON and edited by people: everything is validated, with a Swedish sentence that names the field.
Validation also keeps a law: the verdict never improves when an indicator worsens.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self, TypeVar


class Fulfilment(StrEnum):
    """In Swedish: måluppfyllelse. The values are stored."""

    MET = "met"
    PARTIAL = "partial"
    NOT_MET = "not_met"


class Share(StrEnum):
    """The share of the indicators that a rule line requires."""

    ALL = "all"
    MORE_THAN_HALF = "more_than_half"
    OTHERWISE = "otherwise"


class Basis(StrEnum):
    """Which value is judged: the forecast in a delårsrapport, the outcome in an årsredovisning."""

    FORECAST = "forecast"
    OUTCOME = "outcome"


class MissingValues(StrEnum):
    """How an indicator without a verdict counts for its goal."""

    NOT_MET = "not_met"
    PARTIAL = "partial"
    BLOCKS = "blocks"


class ExactHalf(StrEnum):
    """Whether exactly half passes as more than half."""

    WORSE = "worse"
    BETTER = "better"


class EmptyGoal(StrEnum):
    """The verdict on a goal without indicators."""

    NO_VERDICT = "no_verdict"
    NOT_MET = "not_met"


class BandKind(StrEnum):
    """What the size of a partial band is measured in."""

    ABSOLUTE = "absolute"
    PERCENT = "percent"


E = TypeVar("E", bound=StrEnum)
_SIZE = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,6})?")
BEST_TO_WORST = (Fulfilment.MET, Fulfilment.PARTIAL, Fulfilment.NOT_MET)


@dataclass(frozen=True)
class PartialBand:
    """How far from its target an indicator may be and still be partly met.

    ABSOLUTE is in the target's unit (percentage points for %), PERCENT a share of the target.
    """

    kind: BandKind
    size: Decimal

    def __post_init__(self) -> None:
        object.__setattr__(self, "kind", _choice(BandKind, self.kind, "partial_band.kind"))
        if not self.size > 0:
            raise ValueError("Marginalen för delvis uppnådd (partial_band.size) ska vara större än noll.")

    def tolerance(self, target: Decimal) -> Decimal:
        """The width of the band in the target's unit."""
        return self.size if self.kind is BandKind.ABSOLUTE else abs(target) * self.size / 100


@dataclass(frozen=True)
class RuleLine:
    """When `share` of the indicators has a verdict in `counted`, the goal has `verdict`."""

    counted: tuple[Fulfilment, ...]
    share: Share
    verdict: Fulfilment
    text: str

    def __post_init__(self) -> None:
        counted = tuple(_choice(Fulfilment, each, "counted") for each in self.counted)
        object.__setattr__(self, "counted", counted)
        object.__setattr__(self, "share", _choice(Share, self.share, "share"))
        object.__setattr__(self, "verdict", _choice(Fulfilment, self.verdict, "verdict"))
        if self.share is Share.OTHERWISE and counted:
            raise ValueError("Raden ”otherwise” gäller alla övriga fall och ska ha tomt i ”counted”.")
        if self.share is not Share.OTHERWISE and counted not in ((Fulfilment.MET,), (*BEST_TO_WORST[:2],)):
            raise ValueError(
                "Fältet ”counted” ska vara [”met”] eller [”met”, ”partial”]: den som räknar delvis uppnådda "
                "räknar också uppnådda."
            )


@dataclass(frozen=True)
class SteeringRules:
    """In Swedish: styrmodell. The first line that applies gives the verdict. Raises ValueError (Swedish)."""

    lines: tuple[RuleLine, ...]
    basis: Basis = Basis.FORECAST
    partial_band: PartialBand | None = None
    missing_values: MissingValues = MissingValues.NOT_MET
    exact_half: ExactHalf = ExactHalf.WORSE
    empty_goal: EmptyGoal = EmptyGoal.NO_VERDICT

    def __post_init__(self) -> None:
        for field, kind in _SETTINGS.items():
            object.__setattr__(self, field, _choice(kind, getattr(self, field), field))
        _check_lines(self.lines)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Parse what `to_dict` wrote or a person edited. Raises ValueError (Swedish)."""
        known = {"lines", "partial_band", *_SETTINGS}
        _check_keys(data, known, required={"lines"}, where="Styrmodellen")
        band = data.get("partial_band")
        return cls(
            lines=tuple(_line_from(each) for each in _list(data["lines"], "lines")),
            partial_band=None if band is None else _band_from(band),
            **{field: data[field] for field in _SETTINGS if field in data},
        )

    def to_dict(self) -> dict[str, Any]:
        """Strings, lists and dicts for JSON; the size of the band is a string, never a float."""
        band = self.partial_band
        return {
            "lines": [
                {
                    "counted": [each.value for each in line.counted],
                    "share": line.share.value,
                    "verdict": line.verdict.value,
                    "text": line.text,
                }
                for line in self.lines
            ],
            "partial_band": None if band is None else {"kind": band.kind.value, "size": f"{band.size:f}"},
            **{field: getattr(self, field).value for field in _SETTINGS},
        }


_SETTINGS: dict[str, type[StrEnum]] = {
    "basis": Basis,
    "missing_values": MissingValues,
    "exact_half": ExactHalf,
    "empty_goal": EmptyGoal,
}


def _check_lines(lines: Sequence[RuleLine]) -> None:
    """Some line always applies, and no line is better than one above it."""
    if [line.share is Share.OTHERWISE for line in lines] != [False] * (len(lines) - 1) + [True]:
        raise ValueError("Styrmodellens sista rad, och bara den, ska ha ”otherwise” i fältet ”share”.")
    ranks = [BEST_TO_WORST.index(line.verdict) for line in lines]
    if ranks != sorted(ranks):
        raise ValueError("Styrmodellens rader ska stå från bästa till sämsta bedömning.")


def _choice(kind: type[E], value: object, field: str) -> E:
    try:
        return kind(str(value))
    except ValueError:
        allowed = ", ".join(f"”{each.value}”" for each in kind)
        raise ValueError(
            f"Fältet ”{field}” har värdet {_shown(value)}, men ska vara ett av {allowed}."
        ) from None


def _line_from(data: object) -> RuleLine:
    fields = {"counted", "share", "verdict", "text"}
    line = _check_keys(data, fields, required=fields, where="En rad i styrmodellen")
    if not isinstance(line["text"], str):
        raise ValueError(f"Fältet ”text” har värdet {_shown(line['text'])}, men ska vara en text.")
    return RuleLine(tuple(_list(line["counted"], "counted")), line["share"], line["verdict"], line["text"])


def _band_from(data: object) -> PartialBand:
    fields = {"kind", "size"}
    band = _check_keys(data, fields, required=fields, where="Marginalen för delvis uppnådd (partial_band)")
    size = band["size"]
    if not isinstance(size, str) or not _SIZE.fullmatch(size):
        raise ValueError(
            f"Fältet ”size” har värdet {_shown(size)}, men ska vara ett tal som text, till exempel ”2.5”."
        )
    return PartialBand(band["kind"], Decimal(size))


def _list(value: object, field: str) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise ValueError(f"Fältet ”{field}” har värdet {_shown(value)}, men ska vara en lista.")
    return list(value)


def _check_keys(data: object, known: set[str], *, required: set[str], where: str) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise ValueError(f"{where} är {_shown(data)}, men ska vara fält med värden.")
    for key in data:
        if key not in known:
            raise ValueError(
                f"{where} har det okända fältet {_shown(key)}. Fälten är {', '.join(sorted(known))}."
            )
    for key in sorted(required):
        if key not in data:
            raise ValueError(f"{where} saknar fältet ”{key}”.")
    return data


def _shown(value: object) -> str:
    text = str(value)
    return f"”{text if len(text) <= 40 else text[:39] + '…'}”"


# In Swedish: MER-styrning. An exact half is not more than half.
MER = SteeringRules(
    lines=(
        RuleLine((Fulfilment.MET,), Share.ALL, Fulfilment.MET, "Alla indikatorer uppnås = målet uppnås"),
        RuleLine(
            (Fulfilment.MET, Fulfilment.PARTIAL),
            Share.MORE_THAN_HALF,
            Fulfilment.PARTIAL,
            "Mer än hälften av indikatorerna uppnås eller uppnås delvis = målet uppnås delvis",
        ),
        RuleLine((), Share.OTHERWISE, Fulfilment.NOT_MET, "I övriga fall = målet uppnås inte"),
    )
)
