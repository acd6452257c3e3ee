"""Agreements: what their signed amendments replaced, and the places that they give."""

from __future__ import annotations

from datetime import date

from cases.models import Placement
from partners.agreements.steps import keep_places
from partners.models import CommitmentKind, PartnerAgreement
from reporting.interchange.schema import RESOURCES
from reporting.interchange.staging import BATCH, UNCHANGED, UPDATED, Staging
from reporting.interchange.values import written

# The fields that say what an agreement said before an amendment, and what an empty cell of them stands for.
REPLACED: dict[str, str | None] = {
    "date_fin_remplacee": None,
    "reconduction_remplacee": "aucune",
    "duree_reconduction_remplacee_mois": None,
    "preavis_remplace": None,
    "unite_preavis_remplacee": "mois",
}
# Which field of a row names its agreement.
AGREEMENT = {"conventions": "code", "avenants": "convention", "engagements": "convention"}


def settle_amendments(staging: Staging) -> None:
    """A signed amendment says what it replaced, another one replaces nothing. Before anything is compared: then only
    what the file says is in these cells."""
    for name, empty in REPLACED.items():
        unsigned = f"etat <> 'signe' AND \"{name}\" IS NOT NULL"
        for line, value in staging.execute(f'SELECT line, "{name}" FROM avenants WHERE {unsigned}').fetchall():
            staging.blame("avenants", line, name, value, "rien tant que l’avenant n’est pas signé")
        if empty:
            staging.execute(f"UPDATE avenants SET \"{name}\" = '{empty}' WHERE etat = 'signe' AND \"{name}\" IS NULL")


def check_stocks(staging: Staging) -> None:
    """A stock of places is not smaller than the number of a place that somebody has or keeps."""
    resource = RESOURCES["engagements"]
    code, count = resource.position("code"), resource.position("nombre")
    for batch in staging.batches(resource, f"type = '{CommitmentKind.PLACES}' AND status = '{UPDATED}'"):
        lines = {values[code]: (line, float(values[count] or 0)) for line, _, values in batch}
        held = Placement.objects.filter(commitment__code__in=lines, ends_on__isnull=True, place__isnull=False)
        most = dict(held.order_by("place").values_list("commitment__code", "place"))
        for stock, place in most.items():
            line, number = lines[stock]
            if place and 0 < number < place:
                staging.blame(
                    "engagements", line, "nombre", written(number), f"{place} au moins : cette place est tenue"
                )


def keep_all_places(staging: Staging, today: date) -> None:
    """Of each agreement that changed, or whose parts did, the places that it gives are those of its commitments."""
    codes = {
        code
        for name in AGREEMENT.keys() & set(staging.staged)
        for (code,) in staging.execute(f'SELECT "{AGREEMENT[name]}" FROM "{name}" WHERE status <> \'{UNCHANGED}\'')
    }
    changed = sorted(codes)
    for start in range(0, len(changed), BATCH):
        for agreement in PartnerAgreement.objects.filter(code__in=changed[start : start + BATCH]):
            keep_places(agreement, today)
