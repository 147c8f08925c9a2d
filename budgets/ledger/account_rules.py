"""Which accounts go to which line of a statement. Pure; nothing is left out unseen.

Every account (and object, where the rules tell objects apart) lands in exactly one place: a line, what
does not belong to the nämnd, or the unmapped.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from budgets.ledger.account_amounts import AccountAmount
from budgets.ledger.account_kinds import CLOSING
from budgets.ledger.sie_fields import Objects


@dataclass(frozen=True)
class AccountPrefix:
    """Accounts beginning with ``prefix`` go to ``line``; "" is outside.

    With a dimension only what is booked on its objects beginning with ``object_prefix``.
    """

    prefix: str
    line: str
    object_prefix: str = ""
    dimension: str = ""

    def matches(self, account: str, objects: Objects) -> bool:
        if not account.startswith(self.prefix):
            return False
        if not self.dimension:
            return True
        return any(d == self.dimension and n.startswith(self.object_prefix) for d, n in objects)

    @property
    def rank(self) -> tuple[int, int, str]:
        """Lowest rank first: longest account, longest object, lowest dimension."""
        return -len(self.prefix), -len(self.object_prefix), self.dimension


Dimensions = Callable[[str], tuple[str, ...]]  # account -> the dimensions its rules tell apart


def no_dimensions(_account: str) -> tuple[str, ...]:
    return ()


def dimensions_of(rules: Iterable[AccountPrefix]) -> Dimensions:
    """The dimensions of the rules that match an account."""
    with_dimension = [rule for rule in rules if rule.dimension]
    return lambda account: tuple(
        sorted({r.dimension for r in with_dimension if account.startswith(r.prefix)})
    )


@dataclass
class Assignment:
    """Where the amounts of one figure went. The three together are the file's total."""

    lines: dict[str, list[AccountAmount]]
    outside: list[AccountAmount]
    unmapped: list[AccountAmount]


def names_closing(rules: Iterable[AccountPrefix], row: AccountAmount) -> bool:
    """Whether a rule is for the closing account itself, not just for its class."""
    return any(len(rule.prefix) >= len(CLOSING) and rule.matches(row.account, row.objects) for rule in rules)


def no_closing(_number: str) -> bool:
    return False


def assign(
    amounts: Iterable[AccountAmount],
    rules: Iterable[AccountPrefix],
    is_closing: Callable[[str], bool] = no_closing,
) -> Assignment:
    """Each amount to exactly one place: that of the rule with the lowest rank.

    A closing account is outside, unless a rule names it.
    """
    ordered = sorted(rules, key=lambda rule: rule.rank)
    done = Assignment(defaultdict(list), [], [])
    for row in amounts:
        rule = next((rule for rule in ordered if rule.matches(row.account, row.objects)), None)
        if is_closing(row.account) and not names_closing(ordered, row):
            done.outside.append(row)
        elif rule is None:
            done.unmapped.append(row)
        elif rule.line:
            done.lines[rule.line].append(row)
        else:
            done.outside.append(row)
    return done
