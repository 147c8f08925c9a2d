"""Kommun-Bas: which kinds of account a nämnd has, as the starting point for its own account rules. Pure data.

The rules are proposed once, from what the nämnd's lines are called, and confirmed by a person.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.text import slugify

from budgets.ledger.account_rules import AccountPrefix
from budgets.sections.subtotals import MoneyRow

REST = ("ovrig", "diverse")  # where costs go that have no line of their own


@dataclass(frozen=True)
class AccountGroup:
    """Accounts beginning with ``prefix``; ``words`` are met in the names of lines they belong to."""

    prefix: str
    name: str
    words: tuple[str, ...] = ()


KOMMUN_BAS = (
    AccountGroup("3", "Intäkter"),
    AccountGroup("4", "Köp av material och verksamhet", ("material", "tjanstekop", "kop-av", "bidrag")),
    AccountGroup("5", "Personalkostnader", ("personal", "lon")),
    AccountGroup("60", "Lokalhyror", ("lokal", "hyr")),
    AccountGroup("61", "Fastighetskostnader", ("fastighet", "lokal")),
    AccountGroup("62", "Energi", ("energi", "el-", "lokal")),
    AccountGroup("63", "Hyra och leasing", ("leasing", "hyra-av")),
    AccountGroup("64", "Förbrukningsinventarier", ("inventarie", "utrustning", "dator")),
    AccountGroup("65", "Kontorsmaterial", ("kontor", "material")),
    AccountGroup("66", "Reparation och underhåll", ("reparation", "underhall", "service")),
    AccountGroup("68", "Tele, IT och post", ("tele", "datakom", "it-")),
    AccountGroup("70", "Resor", ("res",)),
    AccountGroup("71", "Representation", ("representation",)),
    AccountGroup("72", "Annonser och information", ("annons", "information")),
    AccountGroup("73", "Försäkringar", ("forsakring",)),
    AccountGroup("74", "Främmande tjänster", ("tjanst", "konsult")),
    AccountGroup("75", "Inhyrd personal", ("inhyrd", "tjanst", "konsult")),
    AccountGroup("76", "Diverse kostnader", ("diverse",)),
    AccountGroup("79", "Avskrivningar", ("avskriv", "kapital")),
    AccountGroup("8", "Finansiella poster", ("finans", "kapital", "rant")),
)


def proposed_rules(lines: Iterable[MoneyRow]) -> list[AccountPrefix]:
    """A rule for each group that a line is named for; costs without one go to the line for the rest."""
    known = list(lines)
    rest = _named(known, REST)
    rules = [AccountPrefix(group.prefix, _revenue(known) if group.prefix == "3" else _named(known, group.words) or rest)
             for group in KOMMUN_BAS]  # fmt: skip
    if rest:
        rules += [AccountPrefix("6", rest), AccountPrefix("7", rest)]
    return sorted((rule for rule in rules if rule.line), key=lambda rule: rule.prefix)


def _revenue(lines: list[MoneyRow]) -> str:
    return next((line.key for line in lines if line.side == "revenue"), "")


def _named(lines: list[MoneyRow], words: tuple[str, ...]) -> str:
    costs = [line for line in lines if line.side == "cost"]
    for word in words:
        for line in costs:
            if any(part.startswith(word.rstrip("-")) for part in slugify(line.label).split("-")):
                return line.key
    return ""
