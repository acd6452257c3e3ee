"""Agreements: what their signed amendments replaced, and the places of a stock that are held."""

from __future__ import annotations

from cases.models import Placement
from partners.models import CommitmentKind
from reporting.interchange.schema import RESOURCES
from reporting.interchange.staging import UPDATED, Staging
from reporting.interchange.values import written

# The fields that say what an agreement said before an amendment, and what an empty cell of them stands for.
REPLACED: dict[str, str | None] = {
    "date_fin_remplacee": None,
    "reconduction_remplacee": "aucune",
    "duree_reconduction_remplacee_mois": None,
    "preavis_remplace": None,
    "unite_preavis_remplacee": "mois",
}
# The placements of the package: whether it speaks of one, and those that keep their place.
SPOKEN_OF = "SELECT 1 FROM placements WHERE id = ?"
HELD = "SELECT id, engagement, place FROM placements WHERE place IS NOT NULL AND date_fin IS NULL"


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
        stocks = {str(values[code]): (line, float(values[count] or 0)) for line, _, values in batch}
        for stock, place in highest_places(list(stocks), staging).items():
            line, number = stocks[stock]
            if 0 < number < place:
                held = f"{place} au moins : cette place est tenue"
                staging.blame("engagements", line, "nombre", written(number), held)


def highest_places(stocks: list[str], staging: Staging) -> dict[str, int]:
    """The highest number of a place that somebody will have or keep in each of these stocks, where there is one."""
    open_ended = Placement.objects.filter(commitment__code__in=stocks, ends_on__isnull=True, place__isnull=False)
    held = list(open_ended.values_list("code", "commitment__code", "place"))
    if "placements" in staging.staged:
        held = [row for row in held if not staging.execute(SPOKEN_OF, row[:1]).fetchone()]
        marks = ", ".join("?" * len(stocks))
        held += staging.execute(f"{HELD} AND engagement IN ({marks})", stocks).fetchall()
    highest: dict[str, int] = {}
    for _, stock, place in held:
        highest[str(stock)] = max(int(place or 0), highest.get(str(stock), 0))
    return highest
