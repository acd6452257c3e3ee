"""The proof, beside the report's figures: what a printed report says of rules, permanences and partners."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from cases.models import Programme
from partners.models import Commitment
from reporting.control import Line
from reporting.document.french import typeset
from reporting.models import Target

PUBLICS, PARTNERS = "Publics et permanences", "Partenaires"
NO_PERMANENCES = "Les permanences d’alors ne sont pas dans les données reprises : seul ce qui s’y est dit l’est."
BOUNDS = {
    "age_min": "Âge, au moins (ans)",
    "age_max": "Âge, au plus (ans)",
    "sentence_min_months": "Peine, au moins (mois)",
    "sentence_max_months": "Peine, au plus (mois)",
}


def recorded_lines(printed: dict[str, Any], programme: Programme, year: int) -> list[Line]:
    """Those figures, each beside what the records say of it, or why they do not."""
    return [
        *criteria_lines(printed["eligibility"], programme, date(year, 12, 31)),
        *(
            Line(PUBLICS, f"Permanences, {one['label']}", one["printed"], why=typeset(NO_PERMANENCES))
            for one in printed["permanences"]
        ),
        *(promised_line(one, date(year + 1, 1, 1)) for one in printed["promised"]),
        *(Line(PARTNERS, one["label"], one["printed"], why=typeset(one["why"])) for one in printed["not_recorded"]),
    ]


def criteria_lines(eligibility: dict[str, Any], programme: Programme, on: date) -> Iterator[Line]:
    """The bounds of age and sentence, in the criteria of that day."""
    criteria = programme.criteria_on(on)
    limits = [*eligibility["age"], *eligibility["sentence_months"]]
    for (name, label), limit in zip(BOUNDS.items(), limits, strict=True):
        yield Line(PUBLICS, label, limit, getattr(criteria, name, None))


def promised_line(one: dict[str, Any], on: date) -> Line:
    """What a partner, or a programme by its target, is to give from the year after: promised on its first day."""
    values: list[Decimal | int]
    if "programme" in one:
        found = Target.objects.filter(programme__code=one["programme"], year=on.year, mission_locale=None)
        values = [target.value for target in found.filter(indicator=one["kind"])]
    else:
        running = Commitment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=on), starts_on__lte=on, kind=one["kind"])
        values = [given.quantity for given in running.filter(agreement__organisation__code=one["partner"])]
    return Line(PARTNERS, one["label"], one["printed"], int(sum(values)) if values else None)
