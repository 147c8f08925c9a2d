"""Parse målvärden and values as people write them (pure).

"högst 20 st", "Minska från 125 st", "≥ 74", "74 eller högre" and "Ja" become a `Target`. Where the text alone
does not settle it, as a bare figure does not, `certain` is False and a person should confirm.
"""

import re
from functools import lru_cache

from goals.targets import Target, TargetError, TargetKind
from reporting.document.amounts import NO_BREAK_SPACE, Quantity, money_unit
from reporting.document.parsing import AmountError, parse_quantity
from reporting.document.signs import DASHES, EM_DASH

MAX_TEXT = 100
_HOW_TO_WRITE = "Skriv till exempel minst 50 %, högst 20 st, minska från 125 st, mellan 3 och 5 % eller Ja."

_BEFORE: tuple[tuple[TargetKind, str], ...] = (
    # Negated forms come first: "inte över" must not match as "över".
    (TargetKind.AT_LEAST, r"(?:inte|ej) (?:under|lägre än|mindre än|färre än)"),
    (TargetKind.AT_MOST, r"(?:inte|ej) (?:över|högre än|större än|mer än|fler än)"),
    (TargetKind.AT_LEAST, r"minst|lägst|åtminstone|minimum|min\.?|≥|>=|=>"),
    (TargetKind.AT_MOST, r"högst|som mest|upp till|maximalt|maximum|max\.?|≤|<=|=<"),
    (TargetKind.MORE_THAN, r"mer än|mera än|fler än|högre än|större än|över|>"),
    (TargetKind.LESS_THAN, r"mindre än|färre än|lägre än|under|<"),
    (TargetKind.EQUAL, r"exakt|precis|lika med"),
)
_AFTER: tuple[tuple[TargetKind, str], ...] = (
    (TargetKind.AT_LEAST, r"(?:eller|och) (?:högre|mer|mera|fler|större|över|uppåt)"),
    (TargetKind.AT_MOST, r"(?:eller|och) (?:lägre|mindre|färre|under|nedåt)"),
)


def _words(pattern: str) -> str:
    """Allow any run of blanks between words."""
    return pattern.replace(" ", r"\s+")


_PREFIXES = tuple(
    (kind, re.compile(rf"(?:{_words(words)})(?![^\W\d_])\s*(?P<figure>.+)", re.IGNORECASE | re.DOTALL))
    for kind, words in _BEFORE
)
_SUFFIXES = tuple(
    (kind, re.compile(rf"(?P<figure>.+?)\s+{_words(words)}\.?", re.IGNORECASE | re.DOTALL))
    for kind, words in _AFTER
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
    rf"(?:mellan\s+)?(?P<lower>[0-9][^{DASHES}]*?)\s*(?:[{DASHES}]|\btill\b)\s*(?P<upper>[0-9].*)",
    re.IGNORECASE | re.DOTALL,
)
_STARTS_AS_FIGURE = re.compile(rf"[{DASHES}(+±\s]*\d")
_UNIT_FIRST = re.compile(rf"([^\W\d_]+)\.?\s*[{DASHES}]?\s*\d")  # "kr 41 391"
_YES = re.compile(r"ja[.!]?", re.IGNORECASE)
_NO = re.compile(r"nej[.!]?", re.IGNORECASE)
MISSING = re.compile(rf"[{DASHES}{EM_DASH}]|saknas|saknar\s+värde", re.IGNORECASE)


def parse_target(text: str, indicator: str = "") -> Target | None:
    """Parse a målvärde; None when it is blank or a dash. Raises TargetError.

    A bare figure gives no direction: it is guessed from the indicator's name and is not certain.
    """
    plain = text.strip()
    if not plain or MISSING.fullmatch(plain):
        return None
    if len(plain) > MAX_TEXT:
        raise TargetError(f"{_quote(plain)} är för långt för ett målvärde. {_HOW_TO_WRITE}")
    if _YES.fullmatch(plain):
        return Target(TargetKind.YES)
    if _NO.fullmatch(plain):
        return Target(TargetKind.NO)
    return (
        _parse_unchanged(plain)
        or _parse_change(plain)
        or _parse_between(plain)
        or _parse_worded(plain)
        or _parse_bare(plain, indicator)
    )


@lru_cache(maxsize=4_096)
def parse_value(text: str) -> Quantity | bool | None:
    """Parse a current value, outcome or forecast: a figure with its unit, Ja or Nej (bool).

    None when it is missing: blank, a dash or "saknas". Raises AmountError.
    """
    plain = text.strip()
    if MISSING.fullmatch(plain):
        return None
    if _YES.fullmatch(plain):
        return True
    if _NO.fullmatch(plain):
        return False
    return parse_quantity(plain)


def propose_direction(indicator: str) -> TargetKind:
    """Guess from an indicator's name whether a bare figure is a floor or a ceiling.

    A kept budget is a floor of 0: a result of −1 956 tkr is worse.
    """
    for kind, pattern in _DIRECTIONS:
        if pattern.search(indicator):
            return kind
    return TargetKind.AT_LEAST


# First the verbs of the name, then the things of which less is better.
_DIRECTIONS = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (TargetKind.AT_MOST, r"^\W*(?:minska|sänk|färre|lägre|reducera)"),
        (TargetKind.AT_LEAST, r"^\W*(?:öka|höj|fler|högre)"),
        (TargetKind.AT_MOST, r"\b(?:ska|att)\s+(?:minska|sänk)"),
        (TargetKind.AT_LEAST, r"\b(?:ska|att)\s+(?:öka|höj)"),
        (TargetKind.AT_LEAST, r"budget(?:ram|en)?\b|\bresultat"),
        (TargetKind.AT_LEAST, r"\bandel(?:en)?\b.*\b(?:som|där|inom)\b"),
        (
            TargetKind.AT_MOST,
            r"frånvaro|avvikelser?\b|incident|klagomål|olyck|tillbud|utsläpp|avbrott|avfall",
        ),
        (TargetKind.AT_MOST, r"(?:kostnad|skuld|vakans|skada|skador)(?:er|en|erna)?\b"),
        (TargetKind.AT_MOST, r"förbrukning|personalomsättning"),
        (TargetKind.AT_MOST, r"(?:vänte|svars|handläggnings|hanterings?s|kö|lösnings)tid"),
        (TargetKind.AT_MOST, r"(?:åtgärds|återkopplings)tid"),
    )
)


def _parse_unchanged(plain: str) -> Target | None:
    match = _UNCHANGED.fullmatch(plain)
    if match is None:
        return None
    if not match["figure"]:
        return Target(TargetKind.UNCHANGED, certain=False)
    start = _figure(match["figure"], plain)
    return Target(TargetKind.UNCHANGED, unit=start.unit, baseline=start.value)


def _parse_change(plain: str) -> Target | None:
    """Parse "Minska från 125 st" (below the start value) and "Minska till 90 st" (at most 90)."""
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
        kind = TargetKind.AT_MOST if down else TargetKind.AT_LEAST
        return Target(kind, goal.value, unit=unit, baseline=start.value if start else None)
    if start is None:
        verb = "minska" if down else "öka"
        raise TargetError(f"{_quote(plain)} saknar ett värde. Skriv till exempel {verb} från 125 st.")
    kind = TargetKind.LESS_THAN if down else TargetKind.MORE_THAN
    return Target(kind, start.value, unit=start.unit, baseline=start.value)


def _parse_between(plain: str) -> Target | None:
    """Parse "mellan 3 och 5 %", which is certain, and "3–5 %", which is not."""
    match = _BETWEEN.fullmatch(plain)
    certain = match is not None
    match = match or _RANGE.fullmatch(plain)
    if match is None:
        return None
    lower, upper = _figure(match["lower"], plain), _figure(match["upper"], plain)
    unit = _shared_unit(lower, upper, plain)
    return Target(TargetKind.BETWEEN, lower.value, upper.value, unit, certain=certain)


def _parse_worded(plain: str) -> Target | None:
    """Parse a figure with a word or sign ("minst", "≥") before or after it."""
    for kind, pattern in (*_PREFIXES, *_SUFFIXES):
        if match := pattern.fullmatch(plain):
            quantity = _figure(match["figure"], plain)
            return Target(kind, quantity.value, unit=quantity.unit)
    return None


def _parse_bare(plain: str, indicator: str) -> Target:
    quantity = _figure(plain, plain)
    return Target(propose_direction(indicator), quantity.value, unit=quantity.unit, certain=False)


def _figure(text: str, whole: str) -> Quantity:
    """Parse the figure of a target. The error quotes the whole text."""
    unit_first = _UNIT_FIRST.match(text)
    if not _STARTS_AS_FIGURE.match(text) and not (unit_first and money_unit(unit_first[1])):
        raise TargetError(f"{_quote(whole)} går inte att läsa som ett målvärde. {_HOW_TO_WRITE}")
    try:
        quantity = parse_quantity(text)
    except AmountError as error:
        raise TargetError(str(error)) from error
    assert quantity is not None  # it has a digit, so it is not blank
    return quantity


def _shared_unit(first: Quantity, second: Quantity, whole: str) -> str:
    """The unit of two figures, either of which may lack one. Raises TargetError for two different units."""
    if first.unit and second.unit and first.unit.casefold() != second.unit.casefold():
        raise TargetError(
            f"{_quote(whole)} har två enheter, ”{first.unit}” och ”{second.unit}”. "
            "Skriv båda talen i samma enhet."
        )
    return second.unit or first.unit


def _quote(text: str) -> str:
    shown = "".join(sign if sign.isprintable() else " " for sign in text.replace(NO_BREAK_SPACE, " "))
    return f"”{shown if len(shown) <= 60 else shown[:59] + '…'}”"
