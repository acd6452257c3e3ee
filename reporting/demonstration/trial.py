"""What was thought of the trial in the closed educational centre after its year: written anew, without a figure, for
those stand beside it."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from cases.models import Programme
from reporting.models import Assessment, Verdict

YEAR, WRITTEN_AT = 2017, datetime(2018, 1, 16, 10, 30)  # noqa: DTZ001 -- made aware below, in the time of Paris
TEXT = """\
Les rendez-vous se sont tenus dans le centre, avec les éducateurs : le projet de chaque jeune y était déjà commencé, \
et la Mission Locale l’a prolongé au lieu de le refaire.

Ce qui a manqué est le temps. Un placement dure six mois, et le relais dehors se prépare dès le premier : quand la \
famille vit dans un autre département, il faut une autre Mission Locale, avertie avant la sortie.

À continuer donc, mais avec un rendez-vous dehors pris avant chaque fin de placement, et un référent nommé des deux \
côtés."""


def create_trial_assessment() -> None:
    """Write it."""
    Assessment.objects.create(
        programme=Programme.objects.get(code="essai-cef"),
        year=YEAR,
        verdict=Verdict.CHANGE,
        text=TEXT,
        written_at=timezone.make_aware(WRITTEN_AT),
    )
