"""The checks that span rows, or need the database: dates in order, references, communes, periods that overlap."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from operator import itemgetter

from partners.models import COMMUNE_CODE, KNOWN_DEPARTMENT, Commune
from reporting.interchange.addresses import UNDATED
from reporting.interchange.agreements import check_stocks
from reporting.interchange.owners import check_belonging, check_fixed
from reporting.interchange.placements import check_placements
from reporting.interchange.records import RECORDS
from reporting.interchange.schema import RESOURCES, SEPARATOR, Exclusion, Field, Period, Resource
from reporting.interchange.staging import ALL_FIELDS, BATCH, UNCHANGED, Staging, quoted
from reporting.interchange.values import Value

# After every date, as ISO text.
FOREVER = "9999-99-99"
# A period among others: its start, its end, its identifier, its line (None: in the database, not in the package).
Span = tuple[str, str, str, int | None]


def check_rules(staging: Staging, today: date) -> None:
    """Notes the faults of the staged rows, their left-out columns already filled from the database."""
    for name in staging.staged:
        resource = RESOURCES[name]
        for period in resource.periods:
            check_period(resource, period, staging)
        check_references(resource, staging)
        check_communes(resource, staging)
        if resource.exclusion:
            check_overlaps(resource, resource.exclusion, staging)
        for field in resource.singles:
            check_single(resource, field, staging)
        if resource.fixed:
            check_fixed(resource, staging)
        for belonging in resource.belongings:
            check_belonging(resource, belonging, staging)
    for name in {"orientations", "relais"} & set(staging.staged):
        check_decisions(name, staging)
    if "jeunes" in staging.staged:
        check_births(staging, today)
    if "adresses" in staging.staged:
        check_dated(staging)
    if "engagements" in staging.staged:
        check_stocks(staging)
    if "placements" in staging.staged:
        check_placements(staging, today)


def sound(*fields: str) -> str:
    """The condition that none of these cells was refused."""
    return " AND ".join([f"faulty <> '{ALL_FIELDS}'", *(f"instr(faulty, '|{field}|') = 0" for field in fields)])


def check_period(resource: Resource, period: Period, staging: Staging) -> None:
    """An end comes on or after its start; where the start is needed, not without it."""
    start, end = period.start, period.end
    table = f'SELECT line, "{start}", "{end}" FROM "{resource.name}"'
    for line, begun, ended in staging.execute(f'{table} WHERE "{end}" < "{start}"').fetchall():
        staging.blame(resource.name, line, end, ended, f"une date égale ou postérieure à {start} ({begun})")
    if period.needs_start:
        missing = f'{table} WHERE "{end}" IS NOT NULL AND "{start}" IS NULL AND {sound(start)}'
        for line, _, ended in staging.execute(missing).fetchall():
            staging.blame(resource.name, line, end, ended, f"aucune sortie sans entrée ({start} est vide)")


def check_decisions(resource: str, staging: Staging) -> None:
    """A referral or a hand-over that was decided carries the date of its decision."""
    undated = f"decision <> 'en_attente' AND date_decision IS NULL AND {sound('date_decision')}"
    for line, decision in staging.execute(f'SELECT line, decision FROM "{resource}" WHERE {undated}').fetchall():
        staging.blame(resource, line, "date_decision", "", f"la date de la décision « {decision} »")


def check_dated(staging: Staging) -> None:
    """An address of its own has a date: a person has one without, which is part of `jeunes`."""
    undated = f"{UNDATED} AND {sound('date_debut', 'date_fin')}"
    for (line,) in staging.execute(f"SELECT line FROM adresses WHERE {undated}").fetchall():
        expected = "une date, de début ou de fin (l’adresse sans date est dans jeunes)"
        staging.blame("adresses", line, "date_debut", "", expected)


def check_single(resource: Resource, field: str, staging: Staging) -> None:
    """A value is that of one row, in the package and in the database."""
    sound_rows = f'"{field}" IS NOT NULL AND {sound("id", field)}'
    twice = staging.execute(
        f'SELECT line, "{field}", first FROM (SELECT line, id, "{field}", first_value(id) OVER same AS first '
        f'FROM "{resource.name}" WHERE {sound_rows} WINDOW same AS (PARTITION BY "{field}" ORDER BY line)) '
        "WHERE id <> first ORDER BY line"
    )
    for line, value, other in [*twice.fetchall(), *stored_twice(resource, field, staging)]:
        staging.blame(resource.name, line, field, value, f"un identifiant que {other} n’a pas déjà")


def stored_twice(resource: Resource, field: str, staging: Staging) -> Iterator[tuple[int, Value, str]]:
    """The lines whose value is that of a row of the database of which the package does not speak: which one."""
    record, place = RECORDS[resource.name], resource.position(field)
    paths = record.paths[field], record.key_paths[0]
    for batch in staging.batches(resource, f"\"{field}\" IS NOT NULL AND status <> '{UNCHANGED}'"):
        lines = {values[place]: line for line, _, values in batch}
        for value, code in record.queryset().filter(**{f"{paths[0]}__in": lines}).values_list(*paths):
            if not staging.execute(f'SELECT 1 FROM "{resource.name}" WHERE id = ?', (code,)).fetchone():
                yield lines[value], value, code


def check_births(staging: Staging, today: date) -> None:
    """Nobody is born after today."""
    unborn = staging.execute("SELECT line, date_naissance FROM jeunes WHERE date_naissance > ?", (today.isoformat(),))
    for line, born in unborn.fetchall():
        staging.blame("jeunes", line, "date_naissance", born, f"une date passée (au plus tard {today.isoformat()})")


def check_references(resource: Resource, staging: Staging) -> None:
    """Every identifier leads to a row of the package or of the database; lists are read item by item."""
    for field in resource.fields:
        if field.target and field.target not in staging.incomplete:
            missing = missing_in_lists if field.kind == "list" else missing_in_cells
            for line, code in list(missing(resource, field, staging)):
                expected = f"un identifiant de {field.target}, dans le paquet ou dans la base"
                staging.blame(resource.name, line, field.name, code, expected)


def lost_codes(field: Field, codes: list[str], staging: Staging) -> set[str]:
    """Those of the identifiers that neither the package nor the database has."""
    lost = set(codes)
    target = str(field.target)
    if target in staging.staged:
        key, marks = RESOURCES[target].key[0], ", ".join("?" * len(codes))
        found = staging.execute(f'SELECT "{key}" FROM "{target}" WHERE "{key}" IN ({marks})', codes)
        lost -= {code for (code,) in found}
    return lost - RECORDS[target].known(lost) if lost else lost


def missing_in_cells(resource: Resource, field: Field, staging: Staging) -> Iterator[tuple[int, str]]:
    """The lines whose identifier leads nowhere."""
    staging.execute("CREATE TABLE lost (code PRIMARY KEY)")
    codes = staging.execute(f'SELECT DISTINCT "{field.name}" FROM "{resource.name}" WHERE "{field.name}" IS NOT NULL')
    while batch := [code for (code,) in codes.fetchmany(BATCH)]:
        lost = lost_codes(field, batch, staging)
        staging.connection.executemany("INSERT INTO lost VALUES (?)", ((code,) for code in lost))
    yield from staging.execute(
        f'SELECT line, lost.code FROM "{resource.name}" JOIN lost ON lost.code = "{field.name}" WHERE {sound()}'
    ).fetchall()
    staging.execute("DROP TABLE lost")


def missing_in_lists(resource: Resource, field: Field, staging: Staging) -> Iterator[tuple[int, str]]:
    """The same for cells that hold several identifiers."""
    cells = staging.execute(f'SELECT line, "{field.name}" FROM "{resource.name}" WHERE "{field.name}" IS NOT NULL')
    for line, cell in cells.fetchall():
        codes = cell.split(SEPARATOR)
        for start in range(0, len(codes), BATCH):
            for code in sorted(lost_codes(field, codes[start : start + BATCH], staging)):
                yield line, code


def check_communes(resource: Resource, staging: Staging) -> None:
    """A commune is one of the reference, or a well-formed code of another département."""
    for field in resource.fields:
        if not field.is_commune:
            continue
        for code in sorted(unknown_communes(resource, field, staging)):
            if code.isascii() and COMMUNE_CODE.fullmatch(code) and not code.startswith(KNOWN_DEPARTMENT):
                continue
            lines = staging.execute(f'SELECT line FROM "{resource.name}" WHERE "{field.name}" = ?', (code,))
            for (line,) in lines.fetchall():
                staging.blame(resource.name, line, field.name, code, "le code INSEE d’une commune connue")


def unknown_communes(resource: Resource, field: Field, staging: Staging) -> set[str]:
    """The communes of a column that the database does not have."""
    unknown: set[str] = set()
    codes = staging.execute(f'SELECT DISTINCT "{field.name}" FROM "{resource.name}" WHERE "{field.name}" IS NOT NULL')
    while batch := {code for (code,) in codes.fetchmany(BATCH)}:
        unknown |= batch - set(Commune.objects.filter(code__in=batch).values_list("code", flat=True))
    return unknown


def check_overlaps(resource: Resource, exclusion: Exclusion, staging: Staging) -> None:
    """Periods that agree on the exclusion's keys do not overlap, in the package or with the database's.

    The same rule as the database's own (partners.overlaps): the same day may end one period and begin the next.
    """
    keys = quoted(exclusion.keys)
    staging.execute(f"CREATE TABLE span ({keys}, start, end, code, line)")
    staging.execute(
        f'INSERT INTO span SELECT {keys}, "{exclusion.start}", coalesce("{exclusion.end}", \'{FOREVER}\'), id, '
        f'min(line) FROM "{resource.name}" WHERE {condition(exclusion)} GROUP BY id'
    )
    add_stored_spans(resource, exclusion, staging)
    width = len(exclusion.keys)
    spans = staging.execute(f"SELECT {keys}, start, end, code, line FROM span ORDER BY {keys}, start, end, line")
    for _, group in groupby(spans, key=itemgetter(*range(width))):
        for line, begun, other in overlapping(row[width:] for row in group):
            expected = f"une période qui n’en recouvre pas une autre ({other})"
            staging.blame(resource.name, line, exclusion.start, begun, expected)
    staging.execute("DROP TABLE span")


def condition(exclusion: Exclusion) -> str:
    """The staged rows that the rule is about, their periods known."""
    only = f" AND \"{exclusion.only[0]}\" = '{exclusion.only[1]}'" if exclusion.only else ""
    known = "".join(f' AND "{name}" IS NOT NULL' for name in (*exclusion.keys, exclusion.start))
    return sound("id", *exclusion.keys, exclusion.start, exclusion.end) + known + only


def add_stored_spans(resource: Resource, exclusion: Exclusion, staging: Staging) -> None:
    """The periods that the database has for people, or stocks of places, with a new or changed row, unless the package
    speaks of them."""
    record, owner = RECORDS[resource.name], exclusion.keys[0]
    names = [*exclusion.keys, exclusion.start, exclusion.end, "id"]
    places = [resource.position(name) for name in names]
    owners = staging.execute(
        f'SELECT DISTINCT "{owner}" FROM "{resource.name}" WHERE status <> ? AND {condition(exclusion)}', (UNCHANGED,)
    )
    while batch := [code for (code,) in owners.fetchmany(BATCH)]:
        stored = record.queryset().filter(**{f"{record.paths[owner]}__in": batch})
        stored = stored.filter(**{f"{record.paths[name]}__isnull": False for name in [*names[:-2], exclusion.start]})
        if exclusion.only:
            stored = stored.filter(**{record.paths[exclusion.only[0]]: exclusion.only[1]})
        staging.connection.executemany(
            f"INSERT INTO span VALUES ({', '.join('?' * (len(names)))}, NULL)",
            ([values[place] for place in places] for _, values in record.rows(stored)),
        )
    staging.execute(f'DELETE FROM span WHERE line IS NULL AND code IN (SELECT id FROM "{resource.name}")')
    staging.execute(f"UPDATE span SET end = '{FOREVER}' WHERE end IS NULL")


def overlapping(spans: Iterator[Span]) -> Iterator[tuple[int, str, str]]:
    """Of periods sorted by start then end, those that overlap an earlier one: line, start, and which other.

    Where the later one is the database's, the package's earlier one is named.
    """
    longest: Span | None = None
    previous: Span | None = None
    for span in spans:
        start, end, _, line = span
        other = None
        if longest and longest[1] > start and longest[0] < end:
            other = longest
        elif previous and previous[:2] == (start, start) == (start, end):
            other = previous
        if other and line is not None:
            yield line, start, described(other)
        elif other and other[3] is not None:
            yield other[3], other[0], described(span)
        if longest is None or end > longest[1]:
            longest = span
        previous = span


def described(span: Span) -> str:
    """A period in words."""
    start, end, code, line = span
    ended = "sans fin" if end == FOREVER else f"au {end}"
    return f"{code}, du {start} {ended}, {'dans la base' if line is None else f'ligne {line}'}"
