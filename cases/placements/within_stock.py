"""No place beyond those of its stock, no stock of another agreement: triggers on both databases, for two tables say it
together.

SQLite drops the triggers of a table that it rebuilds: a migration that alters `Placement` ends with
`create_stock_triggers`, and with `create_overlap_triggers`.
"""

from __future__ import annotations

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

TABLE = "cases_placement"
NO_SUCH_PLACE = "Ces places n’ont pas de place de ce numéro."
OF_ANOTHER = "Ces places sont celles d’une autre convention."
ELSEWHERE = (
    "NEW.commitment_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM partners_commitment AS stock "
    "WHERE stock.id = NEW.commitment_id AND stock.agreement_id = NEW.agreement_id)"
)
BEYOND = (
    "NEW.place IS NOT NULL AND NEW.state <> 'terminee' AND NOT EXISTS (SELECT 1 FROM partners_commitment AS stock "
    "WHERE stock.id = NEW.commitment_id AND stock.kind = 'places' AND NEW.place <= stock.quantity)"
)


def create_stock_triggers(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the triggers afresh, from a migration. A stay keeps its place when its stock shrinks: only what changes
    is looked at, and of one that is over only that it goes on again."""
    statements = postgresql_sql() if schema_editor.connection.vendor == "postgresql" else sqlite_sql()
    for statement in statements:
        schema_editor.execute(statement)


def sqlite_sql() -> list[str]:
    """SQLite's statements."""
    moved = "NEW.commitment_id IS NOT OLD.commitment_id OR NEW.agreement_id IS NOT OLD.agreement_id"
    changed = f"NEW.place IS NOT OLD.place OR {moved} OR OLD.state = 'terminee'"
    refused = (
        f"BEGIN SELECT CASE WHEN {ELSEWHERE} THEN RAISE(ABORT, '{OF_ANOTHER}') "
        f"WHEN {BEYOND} THEN RAISE(ABORT, '{NO_SUCH_PLACE}') END; END"
    )
    return [
        "DROP TRIGGER IF EXISTS placement_within_stock_insert",
        "DROP TRIGGER IF EXISTS placement_within_stock_update",
        f"CREATE TRIGGER placement_within_stock_insert BEFORE INSERT ON {TABLE} {refused}",
        f"CREATE TRIGGER placement_within_stock_update BEFORE UPDATE ON {TABLE} WHEN {changed} {refused}",
    ]


def postgresql_sql() -> list[str]:
    """PostgreSQL's statements."""
    return [
        f"""
        CREATE OR REPLACE FUNCTION placement_within_stock() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                IF NEW.place IS NOT DISTINCT FROM OLD.place
                    AND NEW.commitment_id IS NOT DISTINCT FROM OLD.commitment_id
                    AND NEW.agreement_id = OLD.agreement_id
                    AND OLD.state <> 'terminee' THEN RETURN NEW;
                END IF;
            END IF;
            IF {ELSEWHERE} THEN
                RAISE EXCEPTION '{OF_ANOTHER}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            IF {BEYOND} THEN
                RAISE EXCEPTION '{NO_SUCH_PLACE}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW;
        END $$
        """,
        f"DROP TRIGGER IF EXISTS placement_within_stock ON {TABLE}",
        f"CREATE TRIGGER placement_within_stock BEFORE INSERT OR UPDATE ON {TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION placement_within_stock()",
    ]
