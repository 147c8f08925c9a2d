"""The words that triggers are made of."""

from __future__ import annotations

from dataclasses import dataclass, field

REFUSED = "Rows of this table are only added"
REFUSE = {
    "journal_refuse": f"""
CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
}


@dataclass(frozen=True)
class Trigger:
    """``columns``: of its table, that must be there; ``reads``: of other tables, as "table.column"."""

    table: str
    sql: str
    columns: frozenset[str]
    reads: frozenset[str] = field(default_factory=frozenset)

    @property
    def needed(self) -> frozenset[str]:
        return frozenset(f"{self.table}.{column}" for column in self.columns) | self.reads


def sqlite_refusal(sentence: str) -> str:
    return f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"


def refuses_replacing(table: str, unique: tuple[str, ...]) -> str:
    """SQLite's INSERT OR REPLACE. ``unique``: columns by which a row is replaced."""
    taken = " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} WHERE ({columns}) = ({new}))"
        for columns in unique
        for new in [", ".join(f"NEW.{column}" for column in columns.split(", "))]
    )
    return f"BEFORE INSERT ON {table} WHEN {taken} {sqlite_refusal(REFUSED)}"
