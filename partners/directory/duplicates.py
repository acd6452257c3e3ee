"""Partners that may be one: the same name, but for accents, case and marks, or the same number to call."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

from partners.models import DistinctPartners, Organisation, OrganisationKind, PartnerSite
from partners.names import fold

# Those whose files, accounts and rights hang on which body they are: the administrator sees to them.
NEVER = (
    OrganisationKind.MISSION_LOCALE,
    OrganisationKind.SPIP,
    OrganisationKind.PJJ,
    OrganisationKind.PRISON,
    OrganisationKind.CEF,
)
SAME_NAME, SAME_PHONE = "Même nom", "Même téléphone"


@dataclass(frozen=True)
class Alike:
    """Two bodies, the one that was there first first, and what they have in common."""

    first: Organisation
    second: Organisation
    why: str


def mergeable() -> list[Organisation]:
    """The active bodies of the kinds that may be merged, by name."""
    return list(Organisation.objects.active().exclude(kind__in=NEVER).order_by("name", "pk"))


def alike() -> list[Alike]:
    """Each two that may be one, once, by name; without those of which it was said that they are two."""
    bodies = {body.pk: body for body in mergeable()}
    names, phones = defaultdict(set), defaultdict(set)
    for body in bodies.values():
        names[fold(body.name).replace(" ", "")].add(body.pk)
        phones[digits(body.phone)].add(body.pk)
    for pk, phone in PartnerSite.objects.filter(organisation__in=bodies).values_list("organisation", "phone"):
        phones[digits(phone)].add(pk)
    found: dict[tuple[int, int], list[str]] = defaultdict(list)
    two = set(DistinctPartners.objects.values_list("first", "second"))
    for why, groups in ((SAME_NAME, names), (SAME_PHONE, phones)):
        for key, pks in groups.items():
            for pair in combinations(sorted(pks), 2) if key else ():
                if pair not in two and why not in found[pair]:
                    found[pair].append(why)
    pairs = [Alike(bodies[first], bodies[second], ", ".join(why)) for (first, second), why in found.items()]
    return sorted(pairs, key=lambda pair: (pair.first.name, pair.first.pk, pair.second.pk))


def digits(phone: str) -> str:
    """Those of a number; empty for none."""
    return "".join(char for char in phone if char.isdigit())
