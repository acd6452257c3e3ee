"""What the coordinator sees first: the year so far, the reports, what falls."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from django.urls import reverse

from cases.homes.placements import beyond_figures
from cases.models import Handover, Placement, Programme
from partners.models import User
from reporting.document.french import counted, enumeration
from reporting.facts import Facts
from reporting.figures.entries import accompanied, new_entries
from reporting.models import AnnualReport
from reporting.monitoring import Standing, monitor
from reporting.scope import Scope


def coordinator_figures(user: User, on: date) -> list[dict[str, Any]]:
    """For each programme running that day, what the report of the year says so far: accompanied, newly entered; then
    the hand-overs that nobody answers and the stays beyond their expected end, where there are any."""
    figures: list[dict[str, Any]] = []
    for programme in Programme.objects.coordinated_by(user, on).running(on):
        facts = Facts(Scope((programme,), on.year, on))
        note = f"{programme.name}, {on.year} à ce jour"
        figures += [
            {"label": "Jeunes accompagnés", "value": accompanied(facts).value, "note": note},
            {"label": "Nouvelles entrées", "value": new_entries(facts).value, "note": note},
        ]
    silent = Handover.objects.coordinated_by(user, on).pending().count()
    if silent:
        figures.append(
            {
                "label": "Relais sans réponse",
                "value": silent,
                "note": "depuis plus de dix jours, à décider sur la référence",
                "url": f"{reverse('cases:handover_list')}?liste=sans-reponse",
            }
        )
    return figures + beyond_figures(Placement.objects.all(), on)


def coordinator_sections(user: User, on: date) -> list[dict[str, str]]:
    """The way to the monitoring, with what falls today, to the reports, to the number of adjustments."""
    known = AnnualReport.objects.filter(programme__in=Programme.objects.coordinated_by(user, on)).count()
    return [
        {
            "title": "Suivi des orientations",
            "text": monitoring_in_words(user, on),
            "url": reverse("reporting:monitoring"),
            "action_label": "Ouvrir le suivi",
        },
        {
            "title": "Bilans d’activité",
            "text": f"{counted(known, 'bilan', 'bilans')} de dispositif à lire, à contrôler et à télécharger.",
            "url": reverse("reporting:annualreport_list"),
            "action_label": "Ouvrir les bilans",
        },
        {
            "title": "Aménagements de peine",
            "text": "Combien se préparent, sont accordés ou en cours aujourd’hui, par type.",
            "url": reverse("cases:sentenceadjustment_list"),
            "action_label": "Lire les nombres",
        },
    ]


def monitoring_in_words(user: User, on: date) -> str:
    """Who waits, and how many units stand otherwise than « régulière » on the monitoring's own page."""
    lines = monitor(Programme.objects.coordinated_by(user, on), on).unit_lines()
    waiting, standing = sum(line.waiting for line in lines), Counter(line.standing for line in lines)
    names = {
        Standing.FALLING: ("unité en chute", "unités en chute"),
        Standing.SILENT: ("unité silencieuse", "unités silencieuses"),
    }
    told = [counted(standing[one], *words) for one, words in names.items() if standing[one]]
    units = enumeration(told) or "Toutes les unités orientent régulièrement"
    return f"{counted(waiting, 'orientation en attente', 'orientations en attente')}. {units}."
