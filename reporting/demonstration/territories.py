"""Who works where in the demonstration. Which communes the real Missions Locales cover is in no public reference: here
each has the intercommunalities of its town."""

from __future__ import annotations

from cases.models import Programme
from partners.models import Commune, Organisation

# Mission Locale: SIREN of the intercommunalities (partners/reference/epci.csv; « pays de Saint-Malo » for the second).
COVERED = {
    "ml-rennes": ("243500139",),
    "ml-saint-malo": ("243500782", "243500725", "200070670", "243500733"),
}
OPEN_AT = {
    "dernier-ecrou": ("ml-rennes",),
    "dedans-dehors": ("ml-rennes", "ml-saint-malo"),
    "essai-cef": ("ml-rennes",),
}


def create_territories() -> None:
    """The communes that each covers, where each programme is open."""
    bodies = {body.code: body for body in Organisation.objects.filter(code__in=COVERED)}
    for code, sirens in COVERED.items():
        bodies[code].covered_communes.set(Commune.objects.filter(epci__in=sirens, successor__isnull=True))
    for programme in Programme.objects.filter(code__in=OPEN_AT):
        programme.missions_locales.set([bodies[code] for code in OPEN_AT[programme.code]])
