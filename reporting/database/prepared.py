"""Querysets whose SQL is written once per process: Django takes longer to write it than the database to run it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import QuerySet


class Prepared:
    """``make`` gets stand-ins, values found nowhere else in the query, and answers with a queryset of value lists.
    ``all`` and ``first`` get the values themselves, by the same names."""

    def __init__(self, stand_ins: Mapping[str, Any], make: Callable[..., QuerySet[Any, Any]]) -> None:
        self.stand_ins, self.make = stand_ins, make

    @cached_property
    def _statement(self) -> tuple[str, list[Any], list[tuple[int, str]]]:
        """The SQL, its parameters, and the places and names of those that are given."""
        sql, parameters = self.make(**self.stand_ins).query.get_compiler(connection=connection).as_sql()
        names = {_stored(value): name for name, value in self.stand_ins.items()}
        given = [(place, names[value]) for place, value in enumerate(parameters) if value in names]
        return sql, list(parameters), given

    def first(self, **values: Any) -> tuple[Any, ...] | None:
        return next(iter(self.all(**values)), None)

    def all(self, **values: Any) -> list[tuple[Any, ...]]:
        sql, parameters, given = self._statement
        parameters = parameters.copy()
        for place, name in given:
            parameters[place] = _stored(values[name])
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _stored(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, dt.date) else value
