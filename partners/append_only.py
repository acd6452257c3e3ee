"""Tables to which rows are only added: triggers on both databases refuse the rest.

SQLite drops the triggers of a table that it rebuilds: a migration that alters one of these tables ends with
`append_only` for it.
"""

from __future__ import annotations

from collections.abc import Callable

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

KEPT_MONTHS = 12
NO_UPDATE = "Le journal ne se modifie pas."
NO_DELETE = f"Le journal se garde {KEPT_MONTHS} mois."


def append_only(*tables: str) -> Callable[[Apps, BaseDatabaseSchemaEditor], None]:
    """What a migration runs to make the triggers of these tables afresh."""

    def create_triggers(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        statements = postgresql_sql if schema_editor.connection.vendor == "postgresql" else sqlite_sql
        for table in tables:
            for statement in statements(table):
                schema_editor.execute(statement)

    return create_triggers


def sqlite_sql(table: str) -> list[str]:
    """SQLite's statements for a table whose column `at` says since when a row is kept."""
    kept = f"OLD.\"at\" > strftime('%Y-%m-%d %H:%M:%f', 'now', '-{KEPT_MONTHS} months')"
    return [
        f'DROP TRIGGER IF EXISTS "{table}_no_update"',
        f'DROP TRIGGER IF EXISTS "{table}_no_delete"',
        f'DROP TRIGGER IF EXISTS "{table}_no_replace"',
        f'CREATE TRIGGER "{table}_no_update" BEFORE UPDATE ON "{table}" '
        f"BEGIN SELECT RAISE(ABORT, '{NO_UPDATE}'); END",
        f'CREATE TRIGGER "{table}_no_delete" BEFORE DELETE ON "{table}" WHEN {kept} '
        f"BEGIN SELECT RAISE(ABORT, '{NO_DELETE}'); END",
        # REPLACE deletes the row that is in its way, without asking the triggers for deletions.
        f'CREATE TRIGGER "{table}_no_replace" BEFORE INSERT ON "{table}" '
        f'WHEN EXISTS (SELECT 1 FROM "{table}" WHERE "id" = NEW."id") '
        f"BEGIN SELECT RAISE(ABORT, '{NO_UPDATE}'); END",
    ]


def postgresql_sql(table: str) -> list[str]:
    """PostgreSQL's statements for such a table. TRUNCATE deletes without a look at the rows: it is refused."""
    return [
        f"""
        CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'UPDATE' THEN
                RAISE EXCEPTION '{NO_UPDATE}' USING ERRCODE = 'integrity_constraint_violation';
            ELSIF TG_OP = 'TRUNCATE' THEN
                RAISE EXCEPTION '{NO_DELETE}' USING ERRCODE = 'integrity_constraint_violation';
            ELSIF OLD.at > now() - interval '{KEPT_MONTHS} months' THEN
                RAISE EXCEPTION '{NO_DELETE}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN OLD;
        END $$
        """,
        f"DROP TRIGGER IF EXISTS {table}_no_change ON {table}",
        f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}",
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_append_only()",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()",
    ]
