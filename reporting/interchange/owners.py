"""What belongs to one agreement, or to one person, names nothing of another, and stays there."""

from __future__ import annotations

from collections.abc import Iterator

from reporting.interchange.records import RECORDS
from reporting.interchange.schema import RESOURCES, SEPARATOR, Belonging, Resource
from reporting.interchange.staging import BATCH, UPDATED, Staging
from reporting.interchange.values import Value


def check_fixed(resource: Resource, staging: Staging) -> None:
    """A row that the database has keeps what may not change of it."""
    record = RECORDS[resource.name]
    places = [resource.position(name) for name in resource.fixed]
    for batch in staging.batches(resource, f"status = '{UPDATED}'"):
        stored = dict(record.rows(record.queryset().filter(pk__in=[pk for _, pk, _ in batch])))
        for line, pk, values in batch:
            known = stored[pk or 0]
            for name, place in zip(resource.fixed, places, strict=True):
                if values[place] not in (None, known[place]):
                    staging.blame(resource.name, line, name, values[place], f"{known[place]}, qui ne change plus")


def check_belonging(resource: Resource, belonging: Belonging, staging: Staging) -> None:
    """What a cell names has the owner of its row."""
    target = str(resource.fields[resource.position(belonging.field)].target)
    for batch in named_there(resource, belonging, staging):
        owners = owners_of(target, belonging.owner, [code for _, code, _ in batch], staging)
        for line, code, owner in batch:
            if owners.get(code, owner) != owner:
                expected = f"un identifiant de {target} dont {belonging.owner} est {owner}"
                staging.blame(resource.name, line, belonging.field, code, expected)


def named_there(resource: Resource, belonging: Belonging, staging: Staging) -> Iterator[list[tuple[int, str, Value]]]:
    """Each identifier that a cell names, with its line and the owner of its row; at most a thousand at a time."""
    field, owner = belonging.field, belonging.owner
    rows = staging.execute(
        f'SELECT line, "{field}", "{owner}" FROM "{resource.name}" '
        f'WHERE "{field}" IS NOT NULL AND "{owner}" IS NOT NULL ORDER BY line'
    )
    found = [(line, code, owned) for line, cell, owned in rows for code in cell.split(SEPARATOR)]
    yield from (found[start : start + BATCH] for start in range(0, len(found), BATCH))


def owners_of(target: str, owner: str, codes: list[str], staging: Staging) -> dict[str, Value]:
    """Whose each of these rows will be: as the package has it, else as the database does."""
    record, marks = RECORDS[target], ", ".join("?" * len(codes))
    stored = record.queryset().filter(**{f"{record.key_paths[0]}__in": codes})
    owners: dict[str, Value] = dict(stored.values_list(record.key_paths[0], record.paths[owner]))
    if target in staging.staged:
        key = RESOURCES[target].key[0]
        owners |= staging.execute(
            f'SELECT "{key}", "{owner}" FROM "{target}" WHERE "{key}" IN ({marks}) AND "{owner}" IS NOT NULL', codes
        ).fetchall()
    return owners
