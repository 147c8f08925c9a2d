"""The head of each report's journal, kept by the database: number and digest of its last entry.

Entries cut off from the end leave a chain that is whole; its head tells of them.
"""

from __future__ import annotations

from reporting.journal.trigger import REFUSED, Trigger, refuses_replacing, sqlite_refusal

TABLE, ENTRIES = "reporting_journalhead", "reporting_journalentry"
COLUMNS = frozenset({"report_id", "number", "digest"})
GROWS = "NEW.report_id <> OLD.report_id OR NEW.number < OLD.number OR (NEW.number = OLD.number AND NEW.digest <> OLD.digest)"  # noqa: E501
UPDATE = f"UPDATE {TABLE} SET number = NEW.number, digest = NEW.digest WHERE report_id = NEW.report_id"
FUNCTIONS = {
    "journal_keep_head": f"""
CREATE OR REPLACE FUNCTION journal_keep_head() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {UPDATE};
    IF NOT FOUND THEN
        INSERT INTO {TABLE} (report_id, number, digest) VALUES (NEW.report_id, NEW.number, NEW.digest);
    END IF;
    RETURN NULL;
END $$
""",
    "journal_head_grows": f"""
CREATE OR REPLACE FUNCTION journal_head_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF {GROWS} THEN
        RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$
""",
}


def triggers(vendor: str) -> dict[str, Trigger]:
    keeps, *own = _sqlite() if vendor == "sqlite" else _postgresql()
    reads = frozenset(f"{TABLE}.{column}" for column in COLUMNS)
    name, sql = keeps
    kept = {name: Trigger(ENTRIES, sql, COLUMNS, reads)}
    return kept | {name: Trigger(TABLE, sql, COLUMNS) for name, sql in own}


def _sqlite() -> list[tuple[str, str]]:
    refuse = sqlite_refusal(REFUSED)
    insert = (
        f"INSERT INTO {TABLE} (report_id, number, digest) SELECT NEW.report_id, NEW.number, NEW.digest "
        f"WHERE NOT EXISTS (SELECT 1 FROM {TABLE} WHERE report_id = NEW.report_id)"
    )
    return [
        ("journal_keeps_head", f"AFTER INSERT ON {ENTRIES} BEGIN {UPDATE}; {insert}; END"),
        ("journal_head_grows", f"BEFORE UPDATE ON {TABLE} WHEN {GROWS} {refuse}"),
        ("journal_head_no_delete", f"BEFORE DELETE ON {TABLE} {refuse}"),
        ("journal_head_no_replace", refuses_replacing(TABLE, ("report_id",))),
    ]


def _postgresql() -> list[tuple[str, str]]:
    refuse = "EXECUTE FUNCTION journal_refuse()"
    return [
        (
            "journal_keeps_head",
            f"AFTER INSERT ON {ENTRIES} FOR EACH ROW EXECUTE FUNCTION journal_keep_head()",
        ),
        (
            "journal_head_grows",
            f"BEFORE UPDATE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION journal_head_grows()",
        ),
        ("journal_head_no_delete", f"BEFORE DELETE ON {TABLE} FOR EACH ROW {refuse}"),
        ("journal_head_no_truncate", f"BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT {refuse}"),
    ]
