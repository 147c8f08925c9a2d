"""What was made of the database, kept for as long as the database would answer the same.

Each statement that a calculation runs is kept with a digest of its answer. Later the statements are run again, as plain
SQL, and as long as each has its old answer, the calculation would see what it saw and say what it said. So nothing has
to be told of a change, whoever makes it, and no list says what a calculation depends on: it is what it has read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Generic, NamedTuple, TypeVar

from django.core.cache import caches
from django.db import connection

Made = TypeVar("Made")


class Asked(NamedTuple):
    """A statement and the digest of its answer."""

    sql: str
    parameters: Sequence[Any] | None
    answer: bytes

    def has_the_same_answer(self, cursor: Any) -> bool:
        cursor.execute(self.sql, self.parameters)
        return digest_of(cursor.fetchall()) == self.answer


class Kept(NamedTuple, Generic[Made]):
    asked: list[Asked]
    made: Made


def while_unchanged(key: str, make: Callable[[], Made]) -> Made:
    """What ``make`` answers, made anew only if the database would tell it something else.

    ``key`` names all else that it depends on, the code aside: ``make`` must read the database itself, not use what was
    read before it, and look at no clock. The last that was made for a key is kept; nothing if making it wrote.
    """
    kept: Kept[Made] | None = caches["unchanged"].get(key)
    if kept is not None and all_have_the_same_answer(kept.asked):
        return kept.made
    listener = Listener()
    with connection.execute_wrapper(listener):
        made = make()
    if listener.has_only_read:
        caches["unchanged"].set(key, Kept(listener.asked, made))
    return made


def all_have_the_same_answer(asked: list[Asked]) -> bool:
    with connection.cursor() as cursor:
        return all(one.has_the_same_answer(cursor) for one in asked)


@dataclass
class Listener:
    """Notes each statement of a block with its answer."""

    asked: list[Asked] = field(default_factory=list)
    has_only_read: bool = True

    def __call__(
        self, execute: Callable[..., Any], sql: str, parameters: Any, many: bool, context: Any
    ) -> Any:
        result = execute(sql, parameters, many, context)
        wrapper = context["cursor"]
        if not sql.startswith(("SELECT", "(SELECT")):  # a statement that writes may answer with rows too
            self.has_only_read = False
            return result
        rows = wrapper.cursor.fetchall()
        wrapper.cursor = Fetched(wrapper.cursor, rows)
        self.asked.append(Asked(sql, parameters, digest_of(rows)))
        return result


class Fetched:
    """A cursor whose rows have been fetched, and are handed out again."""

    def __init__(self, cursor: Any, rows: Sequence[Any]) -> None:
        self.cursor, self.rows = cursor, iter(rows)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.cursor, name)

    def __iter__(self) -> Any:
        return self.rows

    def fetchone(self) -> Any:
        return next(self.rows, None)

    def fetchmany(self, size: int = 1) -> list[Any]:
        return list(islice(self.rows, size))

    def fetchall(self) -> list[Any]:
        return list(self.rows)


def digest_of(rows: Sequence[Any]) -> bytes:
    return hashlib.blake2b(repr(rows).encode(), digest_size=16).digest()
