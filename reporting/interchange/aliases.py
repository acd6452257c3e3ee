"""References of people whose record was merged into another: a package that knows them means the one that was kept."""

from __future__ import annotations

from cases.models import PersonAlias
from reporting.interchange.schema import RESOURCES
from reporting.interchange.staging import Staging


def follow_aliases(staging: Staging) -> None:
    """Every staged row of a former reference is now the kept one's. Of two rows of one person in `jeunes`, that of the
    kept reference is right: the other one is left out."""
    aliases = list(PersonAlias.objects.values_list("code", "person__code"))
    if not aliases:
        return
    staging.execute("CREATE TABLE alias (code TEXT PRIMARY KEY, kept TEXT)")
    for alias in aliases:
        staging.execute("INSERT INTO alias VALUES (?, ?)", alias)
    if "jeunes" in staging.staged:
        leave_out_former_rows(staging)
    for name in staging.staged:
        for field in RESOURCES[name].fields:
            if field.target == "jeunes" or (name, field.name) == ("jeunes", "id"):
                staging.execute(
                    f'UPDATE "{name}" SET "{field.name}" = (SELECT kept FROM alias WHERE code = "{field.name}") '
                    f'WHERE "{field.name}" IN (SELECT code FROM alias)'
                )


def leave_out_former_rows(staging: Staging) -> None:
    """Those of `jeunes` whose kept reference has a row too; of two former ones of one person, the second."""
    kept = "SELECT kept FROM alias WHERE code = jeunes.id"
    former = "id IN (SELECT code FROM alias)"
    staging.execute(f"DELETE FROM jeunes WHERE {former} AND ({kept}) IN (SELECT id FROM jeunes)")
    first = f"SELECT min(line) FROM jeunes AS same JOIN alias ON code = same.id WHERE alias.kept = ({kept})"
    staging.execute(f"DELETE FROM jeunes WHERE {former} AND line > ({first})")
