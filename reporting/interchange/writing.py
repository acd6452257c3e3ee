"""Staged rows to the database: what each becomes, then the writing, in an order that never breaks a rule midway."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

from django.db import Error, IntegrityError, transaction
from django.db.models import CharField, F, Field, UniqueConstraint

from cases.placements.within_stock import NO_SUCH_PLACE, OF_ANOTHER
from partners.models import Commune
from reporting.interchange.faults import Fault, PackageFaults
from reporting.interchange.follow_ups import FOLLOW_UPS
from reporting.interchange.placements import lock_stocks
from reporting.interchange.records import RECORDS, Record, Values
from reporting.interchange.rules import unknown_communes
from reporting.interchange.schema import RESOURCES, Resource
from reporting.interchange.staging import CREATED, UNCHANGED, UPDATED, StagedRow, Staging
from reporting.interchange.updates import update_rows
from reporting.interchange.values import Value

# The form of an i-milo number is not published: a run of 6 to 10 digits is an assumption.
IMILO_NUMBER = re.compile(r"[0-9]{6,10}")
# Where rows go meanwhile (`park`).
NOBODY = F("pk") * -1
AWAY: dict[str, dict[str, Any]] = {
    "mesures": {"person": NOBODY},
    "entrees": {"person": NOBODY},
    "avenants": {"agreement": NOBODY},
    "engagements": {"agreement": NOBODY},
    "placements": {"place": None, "commitment": None},
}
# Paths to what a follow-up writes, with the fields that have none.
FOLLOWED = ("stated__", "replaced__")
REFUSED = "une ligne que la base accepte"
CHANGED = f"status <> '{UNCHANGED}'"


def compare(resource: Resource, left_out: Collection[str], staging: Staging) -> None:
    """Says of each staged row whether it is new, changed or unchanged, and fills the columns that the file leaves out:
    as the database has them, or empty for a new row."""
    record = RECORDS[resource.name]
    places = [resource.position(name) for name in left_out]
    for batch in staging.batches(resource):
        stored = record.current({record.key(values) for _, _, values in batch})
        settled = []
        for line, _, given in batch:
            pk, known = stored.get(record.key(given), (None, None))
            values = list(given)
            for place in places:
                values[place] = known[place] if known else resource.fields[place].empty
            status = UNCHANGED if known == tuple(values) else UPDATED if known else CREATED
            settled.append((status, (line, pk, tuple(values))))
        staging.settle(resource, settled)


def write_changes(staging: Staging) -> None:
    """Writes what is new or changed, each resource after those that it refers to. Raises PackageFaults."""
    add_communes(staging)
    note_former_people(staging)
    lock_stocks(staging)
    for name in staging.staged:
        resource = RESOURCES[name]
        if name in AWAY or resource.singles:
            park(resource, staging)
        for batch in staging.batches(resource, CHANGED):
            write_batch(resource, batch, staging)


def add_communes(staging: Staging) -> None:
    """Communes outside the reference, without a name; their codes were checked."""
    for name in staging.staged:
        for field in RESOURCES[name].fields:
            if field.is_commune:
                codes = sorted(unknown_communes(RESOURCES[name], field, staging))
                Commune.objects.bulk_create(
                    [Commune(code=code, department=Commune.department_of(code)) for code in codes],
                    ignore_conflicts=True,
                )


def note_former_people(staging: Staging) -> None:
    """People whose name, or whose referrals and enrolments before the import, a Mission Locale's file depends on."""
    for name in {"jeunes", "orientations", "entrees"} & set(staging.staged):
        record = RECORDS[name]
        path = "pk" if name == "jeunes" else "person"
        for batch in staging.batches(record.resource, f"status = '{UPDATED}'"):
            rows = record.model._default_manager.filter(pk__in=[pk for _, pk, *_ in batch])
            staging.touch(rows.values_list(path, flat=True))


def park(resource: Resource, staging: Staging) -> None:
    """Takes the rows about to change out of one another's way: two periods that are swapped overlap midway, two
    numbers, or two single values, are there twice.

    A row is lent to a person, or an agreement, of its own that does not exist, which foreign keys, checked at the end
    of the transaction, allow; a single value, the place of a stay and its stock, are emptied. `write_batch` gives
    every row its own again.
    """
    record = RECORDS[resource.name]
    away = AWAY.get(resource.name, {}) | {record.paths[name].removesuffix("__code"): None for name in resource.singles}
    for batch in staging.batches(resource, f"status = '{UPDATED}'"):
        record.model._default_manager.filter(pk__in=[pk for _, pk, *_ in batch]).update(**away)


def write_batch(resource: Resource, rows: Sequence[StagedRow], staging: Staging) -> None:
    """Writes the rows; should the database refuse them, finds the first one that it refuses. Raises PackageFaults."""
    try:
        with transaction.atomic():
            write_rows(resource, rows, staging)
    except Error as error:
        if len(rows) == 1:
            line, _, values = rows[0]
            key = resource.key[0]
            shown = str(values[resource.position(key)])
            raise PackageFaults([Fault(resource.name, line, key, shown, refusal(resource, error))]) from error
        for row in rows:
            write_batch(resource, [row], staging)


def refusal(resource: Resource, error: Error) -> str:
    """The French message of the rule that the database held, when it can be told."""
    model = RECORDS[resource.name].model
    for constraint in model._meta.constraints:
        signs = [constraint.name, str(constraint.violation_error_message)]
        if isinstance(constraint, UniqueConstraint):
            names = constraint.fields or [str(getattr(one, "name", "pk")) for one in constraint.expressions]
            columns = [getattr(model, name).field.column for name in names]
            signs.append(", ".join(f"{model._meta.db_table}.{column}" for column in columns))  # SQLite names no rule
        if any(sign in str(error) for sign in signs):
            return f"{REFUSED} ({constraint.violation_error_message})"
    told = next((words for words in (NO_SUCH_PLACE, OF_ANOTHER) if words in str(error)), "")
    return f"{REFUSED} ({told})" if told else REFUSED


def write_rows(resource: Resource, rows: Sequence[StagedRow], staging: Staging) -> None:
    """Creates or updates the rows of one model, then what hangs on them."""
    record = RECORDS[resource.name]
    ids = {
        field.name: RECORDS[field.target].ids({row[2][resource.position(field.name)] for row in rows})
        for field in resource.references
        if field.target
    }
    created = [values for _, pk, values in rows if pk is None]
    objects = record.model._default_manager.bulk_create(
        [record.model(**attributes(record, values, ids), **given_once(resource, values)) for values in created]
    )
    updated = [(pk, values) for _, pk, values in rows if pk is not None]
    update_rows(record.model, [(pk, attributes(record, values, ids)) for pk, values in updated])
    written = [(made.pk, values) for made, values in zip(objects, created, strict=True)] + updated
    if resource.name in FOLLOW_UPS:
        FOLLOW_UPS[resource.name](written)
    if resource.name in ("orientations", "entrees"):
        staging.touch({ids["jeune"][values[resource.position("jeune")]] for _, values in written})


def attributes(record: Record, values: Values, ids: dict[str, dict[Value, int]]) -> dict[str, Any]:
    """The model's columns for these values, identifiers turned into primary keys.

    Raises IntegrityError when one of them is gone since it was checked.
    """
    columns: dict[str, Any] = {}
    for name, value in zip(record.resource.field_names, values, strict=True):
        path = record.paths.get(name, "stated__")
        if path.startswith(FOLLOWED):
            continue  # written by a follow-up
        if name in ids:
            if value is not None and value not in ids[name]:
                raise IntegrityError(f"{name} {value}")
            columns[f"{path.removesuffix('__code')}_id"] = None if value is None else ids[name][value]
        else:
            column = record.model._meta.get_field(path)
            assert isinstance(column, Field)
            columns[column.attname] = "" if value is None and isinstance(column, CharField) else value
    return columns


def given_once(resource: Resource, values: Values) -> dict[str, str]:
    """What only a first import gives: the i-milo number, where the identifier has its form."""
    if resource.name == "jeunes" and IMILO_NUMBER.fullmatch(str(values[0])):
        return {"imilo_number": str(values[0])}
    return {}
