"""Examples for the page that shows every component: invented, with a long name and with nothing to show."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import django_filters
from django import forms
from django.core.paginator import Paginator
from django.http import QueryDict

from cases.drafting import PageDraft
from partners.widgets import DateInput
from reporting.models import Target

LONG_NAME = "Marie-Antoinette Le Guennec-de Kerangouarec de la Villeneuve"
KINDS = [("entretien", "Entretien"), ("telephone", "Appel téléphonique"), ("atelier", "Atelier")]
PALETTE = [
    ("ink-900", "Encre, titres et bandeau"),
    ("ink-700", "Encre, liens et boutons"),
    ("ink-100", "Encre, fonds"),
    ("accent-700", "Braise, mots"),
    ("accent-200", "Braise, fonds"),
    ("page", "Papier"),
    ("good", "Fait"),
    ("warn", "À surveiller"),
    ("bad", "Erreur"),
]
CHART_PALETTE = [(f"chart-{rank}", f"Graphiques, {rank}") for rank in range(1, 7)]
STATES = [
    ("À vérifier", "neutral"),
    ("En attente", "waiting"),
    ("Admis", "good"),
    ("Fin prévue dans 12 jours", "warn"),
    ("Refusé", "bad"),
    ("En cours", "info"),
]
EVENTS = [
    ("Orientation", "Vers Dernier Écrou, par le SPIP en milieu fermé", "programme", "", date(2016, 2, 2)),
    (
        "Entretien",
        "Premier entretien, intra-muros",
        "",
        "45 minutes ; projet professionnel, logement",
        date(2016, 2, 9),
    ),
    ("Entrée dans le dispositif", "Référente : Solenn Kervella", "programme", "", date(2016, 2, 9)),
    (
        "Aménagement de peine",
        "Placement à l’extérieur accordé",
        "justice",
        "Commence le même jour que la formation et que la chambre.",
        date(2016, 4, 18),
    ),
    ("Entrée en situation", "Formation qualifiante, peintre en bâtiment", "", "", date(2016, 4, 18)),
]


class ContactExampleForm(forms.Form):
    """The fields that the pages use most: choice, date, number, text with its warning, several choices, yes or no."""

    kind = forms.ChoiceField(label="Type de contact", choices=[("", "Choisir"), *KINDS])
    held_on = forms.DateField(label="Date", widget=DateInput)
    duration = forms.IntegerField(label="Durée (minutes)", required=False, min_value=1)
    axes = forms.MultipleChoiceField(
        label="Services proposés",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("logement", "Logement"), ("formation", "Formation"), ("sante", "Santé")],
    )
    note = forms.CharField(
        label="Note",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Ni infraction, ni diagnostic, ni nom d’un tiers.",
    )
    told = forms.BooleanField(label="Le jeune est informé", required=False)


class ContactExampleFilter(django_filters.FilterSet):
    """Two dates and a choice, as in the lists."""

    kind = django_filters.ChoiceFilter(label="Type de contact", choices=KINDS, empty_label="Tous")
    since = django_filters.DateFilter(label="Depuis le", widget=DateInput)
    until = django_filters.DateFilter(label="Jusqu’au", widget=DateInput)


def component_examples() -> dict[str, Any]:
    """The context of reporting/components.html: examples by component. Reads nothing from the database."""
    return {
        "palettes": [[{"name": name, "label": label} for name, label in names] for names in (PALETTE, CHART_PALETTE)],
        "actions": [
            {"label": "Action principale", "url": "#"},
            {"label": "Autre action", "url": "#", "secondary": True},
        ],
        "back": {"label": "Toutes les orientations", "url": "#"},
        "record": record_example(),
        "states": [{"label": label, "tone": tone} for label, tone in STATES],
        "draft": PageDraft("exemple", datetime(2016, 3, 1, 14, 32, tzinfo=UTC), None),
        "form": ContactExampleForm(auto_id="exemple_%s"),
        "form_with_errors": ContactExampleForm({"kind": "", "held_on": "", "duration": "0"}, auto_id="erreur_%s"),
        "filter": filter_example(),
        "table": table_example(),
        "page_obj": Paginator(range(1, 213), 25).page(3),
        "query": QueryDict("dispositif=dernier-ecrou"),
        "figures": [
            {"label": "Jeunes accompagnés", "value": 97, "note": "objectif : 90"},
            {"label": "Entretiens par jeune accompagné", "value": "5,4", "note": "528 entretiens"},
            {"label": "Retours en détention à 6 mois", "value": None, "note": "effectif trop petit pour conclure"},
        ],
        "events": [
            {"kind": kind, "title": title, "tone": tone, "text": text, "date": day}
            for kind, title, tone, text, day in EVENTS
        ],
        "empty_rows": [],
        "alert_items": ["Ligne 12 de contacts.csv : date illisible", "Ligne 40 de contacts.csv : jeune inconnu"],
    }


def record_example() -> dict[str, Any]:
    """A record head with everything in it, and a name that does not fit on one line."""
    return {
        "title": LONG_NAME,
        "reference": "7K3M-2P",
        "states": [{"label": "Accompagnée", "tone": "good"}, {"label": "Sortie dans 41 jours", "tone": "warn"}],
        "facts": [
            {"label": "Née le", "value": "29 février 1996 (20 ans)"},
            {"label": "Dispositif", "value": "Dernier Écrou, depuis le 9 février 2016"},
            {"label": "Référente", "value": "Solenn Kervella"},
            {"label": "Mesure", "value": "Écrou, fin prévue le 20 novembre 2016"},
        ],
        "actions": [{"label": "Noter un contact", "url": "#"}],
        "tabs": [
            {"label": "Parcours", "url": "#", "current": True, "count": 14},
            {"label": "Situation", "url": "#", "current": False, "count": None},
            {"label": "Aménagements", "url": "#", "current": False, "count": 1},
            {"label": "Besoins à la sortie", "url": "#", "current": False, "count": 0},
        ],
    }


def filter_example() -> ContactExampleFilter:
    """A filter bar in use, so that it shows unfolded."""
    return ContactExampleFilter({"kind": "entretien"}, queryset=Target.objects.none())


def table_example() -> dict[str, Any]:
    """A table of three rows: a link, a state, numbers, a value that is not known."""
    people = [
        (LONG_NAME, "9 février 2016", "Accompagnée", "good", 14),
        ("Yanis Le Bihan", "2 mars 2016", "En attente", "waiting", 1),
        ("Ewen Morvan", None, "À vérifier", "neutral", None),
    ]
    labels = ["Jeune", "Entrée", "État", "Contacts"]
    return {
        "columns": [{"label": label, "numeric": label == "Contacts"} for label in labels],
        "rows": [
            [
                {"label": "Jeune", "value": name, "url": "#"},
                {"label": "Entrée", "value": entered},
                {"label": "État", "value": state, "tone": tone},
                {"label": "Contacts", "value": contacts, "numeric": True},
            ]
            for name, entered, state, tone, contacts in people
        ],
    }
