"""Addresses with dates: the one without is part of `jeunes`, and one may become the other."""

from __future__ import annotations

from cases.models import Address
from reporting.interchange.schema import RESOURCES
from reporting.interchange.staging import Staging
from reporting.interchange.updates import update_rows

UNDATED = "date_debut IS NULL AND date_fin IS NULL"


def date_stated(staging: Staging) -> None:
    """Addresses without dates in the database that the package dates are so before anything is compared: what `jeunes`
    says is another one then. To be called in the transaction that a fault undoes."""
    for batch in staging.batches(RESOURCES["adresses"], f"NOT ({UNDATED}) AND NOT coalesce(date_fin < date_debut, 0)"):
        names = RESOURCES["adresses"].field_names
        given = {row["id"]: row for row in (dict(zip(names, values, strict=True)) for _, _, values in batch)}
        stated = Address.objects.stated().filter(code__in=given).values_list("pk", "code")
        update_rows(
            Address,
            [
                (pk, {"starts_on": given[code]["date_debut"], "ends_on": given[code]["date_fin"]})
                for pk, code in stated
            ],
        )
