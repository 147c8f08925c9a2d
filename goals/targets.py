"""Read målvärden and values as people write them (pure).

"högst 20 st", "Minska från 125 st", "≥ 74", "74 eller högre" and "Ja" become a `Target`: how a value is
compared, with what, in which unit. `describe` says in plain Swedish how the text was understood. Where the
text alone does not settle it, as a bare figure does not, `certain` is False and a person should confirm.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from reporting.document.amounts import NO_BREAK_SPACE, Quantity, format_quantity
from reporting.document.parsing import AmountError, parse_quantity


class TargetError(ValueError):
    """The text or the fields are no target; the message is a Swedish sentence for the one who typed it."""


class Comparison(StrEnum):
    """How a value is compared with its target; the values are stored."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    BETWEEN = "between"
    EQUAL = "equal"
    YES = "yes"
    NO = "no"
    UNCHANGED = "unchanged"


MAX_TEXT = 100
WITHOUT_FIGURE = frozenset({Comparison.YES, Comparison.NO, Comparison.UNCHANGED})


@dataclass(frozen=True)
class Target:
    """In Swedish: målvärde. Raises TargetError when the fields don't belong together.

    `value` is the figure compared with, in `unit` as written; `upper` is the higher bound of BETWEEN.
    `baseline` is the start value (utgångsvärde), which UNCHANGED is compared with.
    """

    comparison: Comparison
    value: Decimal | None = None
    upper: Decimal | None = None
    unit: str = ""
    baseline: Decimal | None = None
    certain: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "comparison", Comparison(self.comparison))
        if self.comparison not in WITHOUT_FIGURE and self.value is None:
            raise TargetError("Målvärdet saknar en siffra att jämföra med. Ange ett värde, till exempel 50.")
        if self.comparison is Comparison.BETWEEN:
            self._check_bounds()

    def _check_bounds(self) -> None:
        if self.upper is None:
            raise TargetError("Målvärdet saknar en övre gräns. Ange två värden, till exempel mellan 3 och 5.")
        if self.value is not None and self.upper < self.value:
            lower, upper = self._print(self.value), self._print(self.upper)
            raise TargetError(f"Gränserna {lower} och {upper} står i fel ordning. Skriv den lägre först.")

    def _print(self, value: Decimal) -> str:
        return format_quantity(Quantity(value, self.unit))


_HOW_TO_WRITE = "Skriv till exempel minst 50 %, högst 20 st, minska från 125 st, mellan 3 och 5 % eller Ja."

_BEFORE: tuple[tuple[Comparison, str], ...] = (
    # The negated forms stand first: "inte över" must not be read as "över".
    (Comparison.AT_LEAST, r"(?:inte|ej) (?:under|lägre än|mindre än|färre än)"),
    (Comparison.AT_MOST, r"(?:inte|ej) (?:över|högre än|större än|mer än|fler än)"),
    (Comparison.AT_LEAST, r"minst|lägst|åtminstone|minimum|min\.?|≥|>=|=>"),
    (Comparison.AT_MOST, r"högst|som mest|upp till|maximalt|maximum|max\.?|≤|<=|=<"),
    (Comparison.MORE_THAN, r"mer än|mera än|fler än|högre än|större än|över|>"),
    (Comparison.LESS_THAN, r"mindre än|färre än|lägre än|under|<"),
    (Comparison.EQUAL, r"exakt|precis|lika med"),
)
_AFTER: tuple[tuple[Comparison, str], ...] = (
    (Comparison.AT_LEAST, r"(?:eller|och) (?:högre|mer|mera|fler|större|över|uppåt)"),
    (Comparison.AT_MOST, r"(?:eller|och) (?:lägre|mindre|färre|under|nedåt)"),
)


def _words(pattern: str) -> str:
    """Let any run of blanks stand between words."""
    return pattern.replace(" ", r"\s+")


_PREFIXES = tuple(
    (comparison, re.compile(rf"(?:{_words(words)})(?![^\W\d_])\s*(?P<figure>.+)", re.IGNORECASE | re.DOTALL))
    for comparison, words in _BEFORE
)
_SUFFIXES = tuple(
    (comparison, re.compile(rf"(?P<figure>.+?)\s+{_words(words)}\.?", re.IGNORECASE | re.DOTALL))
    for comparison, words in _AFTER
)
_CHANGE = re.compile(
    r"(?:ska\s+)?(?:(?P<down>minska[sr]?|minskning|sänk(?:a|as|s|er)?)|(?P<up>ökas?|ökar|ökning|höj(?:a|as|s|er)?))\b"
    r"(?:\s+från\s+(?P<start>.+?))?(?:\s+till\s+(?P<goal>.+?))?(?:\s+från\s+(?P<late_start>.+?))?",
    re.IGNORECASE | re.DOTALL,
)
_CHANGE_BY = re.compile(r"(?:minska|öka|sänk|höj)\w*\s+med\b.*", re.IGNORECASE | re.DOTALL)
_UNCHANGED = re.compile(
    r"(?:oförändra(?:d|t|de)|bibehåll(?:a|as|en|et|na))(?:\s+(?:från|mot|jämfört\s+med|på))?(?:\s*(?P<figure>\S.*))?",
    re.IGNORECASE | re.DOTALL,
)
_BETWEEN = re.compile(r"mellan\s+(?P<lower>.+?)\s+(?:och|till)\s+(?P<upper>.+)", re.IGNORECASE | re.DOTALL)
_RANGE = re.compile(
    r"(?:mellan\s+)?(?P<lower>[0-9][^\-–−]*?)\s*(?:[\-–−]|\btill\b)\s*(?P<upper>[0-9].*)",
    re.IGNORECASE | re.DOTALL,
)
_STARTS_AS_FIGURE = re.compile(r"[(+\-–−±\s]*\d")
_YES = re.compile(r"ja[.!]?", re.IGNORECASE)
_NO = re.compile(r"nej[.!]?", re.IGNORECASE)
MISSING = re.compile(r"[-–−—]|saknas|saknar\s+värde", re.IGNORECASE)


def parse_target(text: str, indicator: str = "") -> Target | None:
    """Read a målvärde; None when it is blank or a dash. Raises TargetError.

    A bare figure says no direction: it is proposed from the name of the indicator and is not certain.
    """
    plain = text.strip()
    if not plain or MISSING.fullmatch(plain):
        return None
    if len(plain) > MAX_TEXT:
        raise TargetError(f"{_quote(plain)} är för långt för ett målvärde. {_HOW_TO_WRITE}")
    if _YES.fullmatch(plain):
        return Target(Comparison.YES)
    if _NO.fullmatch(plain):
        return Target(Comparison.NO)
    return (
        _read_unchanged(plain)
        or _read_change(plain)
        or _read_between(plain)
        or _read_worded(plain)
        or _read_bare(plain, indicator)
    )


def parse_value(text: str) -> Quantity | bool | None:
    """Read a current value, outcome or forecast: a figure with its unit, Ja or Nej (bool), None if missing.

    Blank, a dash and "saknas" are missing. Raises AmountError.
    """
    plain = text.strip()
    if MISSING.fullmatch(plain):
        return None
    if _YES.fullmatch(plain):
        return True
    if _NO.fullmatch(plain):
        return False
    return parse_quantity(plain)


def describe(target: Target) -> str:
    """Say in plain Swedish how a target was understood: "Lägre än 125 st (utgångsvärdet)"."""
    figure = print_figure(target)
    match target.comparison:
        case Comparison.YES:
            return "Ja"
        case Comparison.NO:
            return "Nej"
        case Comparison.UNCHANGED:
            return "Oförändrat " + (f"jämfört med {figure}" if figure else "(utgångsvärdet är inte angivet)")
        case Comparison.BETWEEN:
            return f"Mellan {figure}"
        case _:
            return f"{_DESCRIBED[target.comparison]} {figure}{_from_baseline(target)}"


_DESCRIBED = {
    Comparison.AT_LEAST: "Minst",
    Comparison.AT_MOST: "Högst",
    Comparison.MORE_THAN: "Högre än",
    Comparison.LESS_THAN: "Lägre än",
    Comparison.EQUAL: "Exakt",
}


def print_figure(target: Target) -> str:
    """Print what a target is compared with, "3 och 5 %" for BETWEEN, "" when there is no figure."""
    value = target.baseline if target.comparison is Comparison.UNCHANGED else target.value
    if value is None:
        return ""
    if target.upper is not None and target.comparison is Comparison.BETWEEN:
        upper = format_quantity(Quantity(target.upper, target.unit))
        return f"{format_quantity(Quantity(value))} och {upper}"
    return format_quantity(Quantity(value, target.unit))


def propose_direction(indicator: str) -> Comparison:
    """Guess from the name of an indicator whether a bare figure is a floor or a ceiling.

    A budget that is kept is a floor of 0, since a result of −1 956 tkr is worse.
    """
    for comparison, pattern in _DIRECTIONS:
        if pattern.search(indicator):
            return comparison
    return Comparison.AT_LEAST


# What the name says to do comes first; then what the name counts, where less is better.
_DIRECTIONS = tuple(
    (comparison, re.compile(pattern, re.IGNORECASE))
    for comparison, pattern in (
        (Comparison.AT_MOST, r"^\W*(?:minska|sänk|färre|lägre|reducera)"),
        (Comparison.AT_LEAST, r"^\W*(?:öka|höj|fler|högre)"),
        (Comparison.AT_MOST, r"\b(?:ska|att)\s+(?:minska|sänk)"),
        (Comparison.AT_LEAST, r"\b(?:ska|att)\s+(?:öka|höj)"),
        (Comparison.AT_LEAST, r"budget(?:ram|en)?\b|\bresultat"),
        (Comparison.AT_LEAST, r"\bandel(?:en)?\b.*\b(?:som|där|inom)\b"),
        (
            Comparison.AT_MOST,
            r"frånvaro|avvikelser?\b|incident|klagomål|olyck|tillbud|utsläpp|avbrott|avfall",
        ),
        (Comparison.AT_MOST, r"(?:kostnad|skuld|vakans|skada|skador)(?:er|en|erna)?\b"),
        (Comparison.AT_MOST, r"förbrukning|personalomsättning"),
        (Comparison.AT_MOST, r"(?:vänte|svars|handläggnings|hanterings?s|kö|lösnings)tid"),
        (Comparison.AT_MOST, r"(?:åtgärds|återkopplings)tid"),
    )
)


def _from_baseline(target: Target) -> str:
    if target.baseline is None:
        return ""
    if target.baseline == target.value:
        return " (utgångsvärdet)"
    return f" (utgångsvärdet är {format_quantity(Quantity(target.baseline, target.unit))})"


def _read_unchanged(plain: str) -> Target | None:
    match = _UNCHANGED.fullmatch(plain)
    if match is None:
        return None
    if not match["figure"]:
        return Target(Comparison.UNCHANGED, certain=False)
    start = _figure(match["figure"], plain)
    return Target(Comparison.UNCHANGED, unit=start.unit, baseline=start.value)


def _read_change(plain: str) -> Target | None:
    """Read "Minska från 125 st" (below the start value) and "Minska till 90 st" (at most 90)."""
    if _CHANGE_BY.fullmatch(plain):
        raise TargetError(
            f"{_quote(plain)} säger hur stor ändringen ska vara, men inte från vilket värde. "
            "Skriv värdet som ska nås, till exempel minska till 90 st."
        )
    match = _CHANGE.fullmatch(plain)
    if match is None:
        return None
    down = match["down"] is not None
    start_text = match["start"] or match["late_start"]
    start = _figure(start_text, plain) if start_text else None
    if match["goal"]:
        goal = _figure(match["goal"], plain)
        unit = _shared_unit(start, goal, plain) if start else goal.unit
        comparison = Comparison.AT_MOST if down else Comparison.AT_LEAST
        return Target(comparison, goal.value, unit=unit, baseline=start.value if start else None)
    if start is None:
        verb = "minska" if down else "öka"
        raise TargetError(f"{_quote(plain)} saknar ett värde. Skriv till exempel {verb} från 125 st.")
    comparison = Comparison.LESS_THAN if down else Comparison.MORE_THAN
    return Target(comparison, start.value, unit=start.unit, baseline=start.value)


def _read_between(plain: str) -> Target | None:
    """Read "mellan 3 och 5 %", which is certain, and "3–5 %", which is not."""
    match = _BETWEEN.fullmatch(plain)
    certain = match is not None
    match = match or _RANGE.fullmatch(plain)
    if match is None:
        return None
    lower, upper = _figure(match["lower"], plain), _figure(match["upper"], plain)
    unit = _shared_unit(lower, upper, plain)
    return Target(Comparison.BETWEEN, lower.value, upper.value, unit, certain=certain)


def _read_worded(plain: str) -> Target | None:
    """Read a figure with a word or sign of comparison before or after it."""
    for comparison, pattern in (*_PREFIXES, *_SUFFIXES):
        if match := pattern.fullmatch(plain):
            quantity = _figure(match["figure"], plain)
            return Target(comparison, quantity.value, unit=quantity.unit)
    return None


def _read_bare(plain: str, indicator: str) -> Target:
    quantity = _figure(plain, plain)
    return Target(propose_direction(indicator), quantity.value, unit=quantity.unit, certain=False)


def _figure(text: str, whole: str) -> Quantity:
    """Read the figure in a target; a text that has none is refused as a whole."""
    if not _STARTS_AS_FIGURE.match(text):
        raise TargetError(f"{_quote(whole)} går inte att läsa som ett målvärde. {_HOW_TO_WRITE}")
    try:
        quantity = parse_quantity(text)
    except AmountError as error:
        raise TargetError(str(error)) from error
    assert quantity is not None  # it has a digit, so it is not blank
    return quantity


def _shared_unit(first: Quantity, second: Quantity, whole: str) -> str:
    """Tell the one unit of two figures, either of which may go without."""
    if first.unit and second.unit and first.unit.casefold() != second.unit.casefold():
        raise TargetError(
            f"{_quote(whole)} har två enheter, ”{first.unit}” och ”{second.unit}”. "
            "Skriv båda talen i samma enhet."
        )
    return second.unit or first.unit


def _quote(text: str) -> str:
    shown = "".join(sign if sign.isprintable() else " " for sign in text.replace(NO_BREAK_SPACE, " "))
    return f"”{shown if len(shown) <= 60 else shown[:59] + '…'}”"
