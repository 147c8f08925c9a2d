"""Locks in the database: what a report says is written in a draft, or while a person is let in to what is handed in.

The tables are found by the models: a new chapter's are locked with the others.
"""

from __future__ import annotations

from reporting.journal.trigger import Trigger, sqlite_refusal
from reporting.models.carried import carried_models

LOCKED = "The report is handed in and locked"
REPORT, ACCESS = "reporting_report", "reporting_temporaryaccess"
REFUSES, ASKS, FACTS_LOCKED = "report_refuse_locked", "report_is_locked", "report_refuse_facts"
NOW = {"sqlite": "strftime('%Y-%m-%d %H:%M:%f', 'now')", "postgresql": "clock_timestamp()"}
# Of a report that is no draft; and of an adopted one besides.
FACTS = ["slug", "committee_id", "period_id", "template_id", "title", "dated", "version", "correction_reason"]
DECISION = ["status", "decided_on", "paragraph", "diary_number"]
READS = frozenset(
    {f"{REPORT}.id", f"{REPORT}.status", *(f"{ACCESS}.{name}" for name in ("report_id", "until", "ended_at"))}
)


def _is_locked(report: str, vendor: str) -> str:
    """SQL. ``report``: its id."""
    let_in = (
        f"EXISTS (SELECT 1 FROM {ACCESS} WHERE {ACCESS}.report_id = {REPORT}.id "
        f"AND {ACCESS}.ended_at IS NULL AND {ACCESS}.until > {NOW[vendor]})"
    )
    return (
        f"EXISTS (SELECT 1 FROM {REPORT} WHERE {REPORT}.id = {report} AND {REPORT}.status <> 'draft' "
        f"AND NOT ({REPORT}.status IN ('handed_in', 'approved') AND {let_in}))"
    )


def _changed(names: list[str], unlike: str) -> str:
    return "(" + " OR ".join(f"OLD.{name} {unlike} NEW.{name}" for name in names) + ")"


def _facts(unlike: str) -> str:
    return (
        f"(OLD.status <> 'draft' AND {_changed(FACTS, unlike)}) "
        f"OR (OLD.status = 'adopted' AND {_changed(DECISION, unlike)})"
    )


RAISE = f"RAISE EXCEPTION '{LOCKED}' USING ERRCODE = 'integrity_constraint_violation'"
FUNCTIONS = {
    ASKS: f"""
CREATE OR REPLACE FUNCTION {ASKS}(bigint) RETURNS boolean LANGUAGE sql AS $$
SELECT {_is_locked("$1", "postgresql")} $$
""",
    REFUSES: f"""
CREATE OR REPLACE FUNCTION {REFUSES}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND {ASKS}(OLD.report_id) THEN {RAISE}; END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    IF {ASKS}(NEW.report_id) THEN {RAISE}; END IF;
    RETURN NEW;
END $$
""",
    FACTS_LOCKED: f"""
CREATE OR REPLACE FUNCTION {FACTS_LOCKED}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.status <> 'draft' THEN {RAISE}; END IF;
        RETURN OLD;
    END IF;
    IF {_facts("IS DISTINCT FROM")} THEN {RAISE}; END IF;
    RETURN NEW;
END $$
""",
}


def triggers(vendor: str) -> dict[str, Trigger]:
    found: dict[str, Trigger] = {}
    for table in locked_tables():
        of_table = _sqlite(table) if vendor == "sqlite" else _postgresql(table)
        found |= {
            f"lock_{table}_{what}": Trigger(table, sql, frozenset({"id", "report_id"}), READS)
            for what, sql in of_table.items()
        }
    of_report = _of_report_sqlite() if vendor == "sqlite" else _of_report_postgresql()
    columns = frozenset({"id", *FACTS, *DECISION})
    return found | {f"lock_{REPORT}_{what}": Trigger(REPORT, sql, columns) for what, sql in of_report.items()}


def locked_tables() -> list[str]:
    return sorted(model._meta.db_table for model in carried_models())


def _sqlite(table: str) -> dict[str, str]:
    """INSERT OR REPLACE, and UPDATE OR REPLACE of an id, delete a row without firing a DELETE trigger."""
    refuse = sqlite_refusal(LOCKED)
    old, new = _is_locked("OLD.report_id", "sqlite"), _is_locked("NEW.report_id", "sqlite")
    replaced = f"EXISTS (SELECT 1 FROM {table} replaced WHERE replaced.id = NEW.id AND {_is_locked('replaced.report_id', 'sqlite')})"  # noqa: E501
    return {
        "insert": f"BEFORE INSERT ON {table} WHEN {new} OR {replaced} {refuse}",
        "update": f"BEFORE UPDATE ON {table} WHEN {old} OR {new} OR NEW.id <> OLD.id {refuse}",
        "delete": f"BEFORE DELETE ON {table} WHEN {old} {refuse}",
    }


def _postgresql(table: str) -> dict[str, str]:
    """Written as pg_get_triggerdef gives them back."""
    return {
        "row": f"BEFORE INSERT OR DELETE OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {REFUSES}()",
        "truncate": f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()",
    }


def _of_report_sqlite() -> dict[str, str]:
    refuse = sqlite_refusal(LOCKED)
    replaced = f"EXISTS (SELECT 1 FROM {REPORT} WHERE (id = NEW.id OR slug = NEW.slug) AND status <> 'draft')"
    return {
        "insert": f"BEFORE INSERT ON {REPORT} WHEN {replaced} {refuse}",
        "update": f"BEFORE UPDATE ON {REPORT} WHEN {_facts('IS NOT')} {refuse}",
        "delete": f"BEFORE DELETE ON {REPORT} WHEN OLD.status <> 'draft' {refuse}",
    }


def _of_report_postgresql() -> dict[str, str]:
    return {
        "row": f"BEFORE DELETE OR UPDATE ON {REPORT} FOR EACH ROW EXECUTE FUNCTION {FACTS_LOCKED}()",
        "truncate": f"BEFORE TRUNCATE ON {REPORT} FOR EACH STATEMENT EXECUTE FUNCTION journal_refuse()",
    }
