"""What the demonstration adds to its data package: sites, units of prisons, fundings of 2016."""

from __future__ import annotations

from datetime import date

from cases.models import Funding, Programme, Referral, Site
from partners.models import Organisation

# Establishment or unit → the body above it.
PARENTS = {
    "spip-35-vezin": "spip-35",
    "spip-35-rennes-femmes": "spip-35",
    "spip-35-rennes-mo": "spip-35",
    "spip-35-saint-malo": "spip-35",
    "cp-rennes-vezin": "spip-35-vezin",
    "qsl-rennes": "spip-35-vezin",
    "cp-rennes-femmes": "spip-35-rennes-femmes",
    "ma-saint-malo": "spip-35-saint-malo",
}

BOTH = ("dernier-ecrou", "dedans-dehors")

# Code, name, intra-muros, structure, rhythm (that of the 2016 report for Rennes), programmes.
SITES: tuple[tuple[str, str, bool, str, str, tuple[str, ...]], ...] = (
    ("cp-vezin", "Centre pénitentiaire de Rennes-Vezin", True, "cp-rennes-vezin", "trois fois par semaine", BOTH),
    ("cp-femmes", "Centre pénitentiaire pour femmes de Rennes", True, "cp-rennes-femmes", "une fois par mois", BOTH),
    ("ml-maurepas", "Mission Locale, antenne de Maurepas", False, "ml-rennes", "trois fois par semaine", BOTH),
    ("spip-milieu-ouvert", "SPIP, milieu ouvert de Rennes", False, "spip-35-rennes-mo", "ponctuellement", BOTH),
    ("ma-saint-malo", "Maison d’arrêt de Saint-Malo", True, "ma-saint-malo", "une fois par semaine", BOTH[1:]),
    (
        "ml-saint-malo",
        "Mission Locale du Pays de Saint-Malo",
        False,
        "ml-saint-malo",
        "une fois par semaine",
        BOTH[1:],
    ),
    ("cef-geveze", "Centre éducatif fermé de Gévezé", True, "cef-geveze", "ponctuellement", ("essai-cef",)),
)

# Where to go and whom to call, for the pocket of who comes out. The numbers are of those that are kept for fiction.
PLACES = {
    "ml-maurepas": ("7 allée des Hortensias, Rennes", "02 61 91 20 14"),
    "ml-saint-malo": ("2 rue des Cordiers, Saint-Malo", "02 61 91 20 35"),
    "spip-milieu-ouvert": ("21 boulevard de la Rance, Rennes", "02 61 91 20 48"),
}
PHONES = {"ml-rennes": "02 61 91 20 10", "ml-saint-malo": "02 61 91 20 30"}


def create_partnerships() -> None:
    """Make them; the package's organisations and programmes are there already."""
    bodies = {body.code: body for body in Organisation.objects.all()}
    for code, parent in PARENTS.items():
        bodies[code].parent = bodies[parent]
        bodies[code].save(update_fields=["parent"])
    create_sites(bodies)
    for code, phone in PHONES.items():
        Organisation.objects.filter(code=code).update(phone=phone)
    # The SPIP's funding was announced to stop in 2017.
    programme = Programme.objects.get(code="dernier-ecrou")
    Funding.objects.filter(programme=programme, funder=bodies["spip-35"]).update(ends_on=date(2016, 12, 31))


def create_sites(bodies: dict[str, Organisation]) -> None:
    """Make the sites, and attach to each the referrals that name it."""
    for code, name, is_inside, body, rhythm, programmes in SITES:
        address, phone = PLACES.get(code, ("", ""))
        site = Site.objects.create(
            code=code,
            name=name,
            is_inside=is_inside,
            organisation=bodies[body],
            rhythm=rhythm,
            address=address,
            phone=phone,
        )
        site.programmes.set(Programme.objects.filter(code__in=programmes))
        Referral.objects.filter(place=name).update(site=site)
