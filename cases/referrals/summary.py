"""What was typed, as one checks it before it is sent."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from cases.ages import age_on
from cases.models import AddressKind, Origin, Sex, UnknownEndReason
from cases.permanences.choices import next_possible, permanence_with_places
from cases.referrals.eligibility import duration
from cases.referrals.forms import STATUSES, ReferralForm
from cases.referrals.notice import NOTICE_VERSION
from partners.french import day_words

# Of what is feminine.
UNKNOWN = dict.fromkeys(("Peine", "Sortie prévue", "Commune", "Adresse"), "Inconnue") | {"Depuis le": "Date inconnue"}


class Section(NamedTuple):
    """Some answers under a title."""

    title: str
    answers: list[dict[str, Any]]


def summary_of(form: ReferralForm) -> list[Section]:
    """The sections of the page, each with its answers."""
    given = form.cleaned_data
    return [
        Section("Le jeune", as_facts(identity(given, form.on))),
        Section("Sa situation", as_facts(situation(form))),
        Section("Où il habitait", as_facts(address_before(form))),
        Section("Besoins à la sortie", as_facts({"Besoins": ", ".join(map(str, given["needs"])) or "Aucun signalé"})),
        Section("L’orientation", as_facts(orientation(form))),
    ]


def as_facts(answers: dict[str, str]) -> list[dict[str, Any]]:
    """As facts of a record; what is not known says so."""
    return [{"label": label, "value": value or UNKNOWN.get(label, "Inconnu")} for label, value in answers.items()]


def identity(given: dict[str, Any], on: date) -> dict[str, str]:
    """Who."""
    born = given["birth_date"]
    return {
        "Nom": given["last_name"],
        "Prénom": given["first_name"],
        "Date de naissance": f"{day_words(born)} ({age_on(born, on)} ans)",
        "Sexe": Sex(given["sex"]).label,
    }


def situation(form: ReferralForm) -> dict[str, str]:
    """Under which measure."""
    given = form.cleaned_data
    months, days = given["sentence_months"], given["sentence_days"]
    unknown = given["planned_end_unknown"]
    return {
        "Établissement ou unité": str(given["establishment"]),
        "Cadre": form.setting.label if form.setting else "",
        "Statut": dict(STATUSES)[given["status"]],
        "Depuis le": day_words(given["starts_on"]),
        "Peine": duration(months or 0, days or 0) if months is not None or days else "",
        "Sortie prévue": day_words(given["planned_end_on"])
        or (f"Inconnue\N{NO-BREAK SPACE}: {UnknownEndReason(unknown).label.lower()}" if unknown else ""),
    }


def address_before(form: ReferralForm) -> dict[str, str]:
    """Where from."""
    given, commune = form.cleaned_data, form.cleaned_data["commune"]
    unknown = form.unknown_commune and f"{form.unknown_commune} (hors de la liste des communes)"
    kind = given["address_kind"]
    return {
        "Commune": str(commune) if commune else unknown,
        "Adresse": given["address_line"],
        "Type": AddressKind(kind).label if kind else "",
        "Depuis le": day_words(given["address_since"]),
    }


def orientation(form: ReferralForm) -> dict[str, str]:
    """To whom."""
    given = form.cleaned_data
    following = next_possible(form.free, given["establishment"], given["mission_locale"])
    permanence = given["permanence"] or next(iter(following), None)
    where = f"{permanence.site}, {permanence_with_places(permanence)}" if permanence else "Fixée par la Mission Locale"
    return {
        "Prescripteur": str(given["unit"]),
        "Origine": Origin(given["origin"]).label,
        "Dispositif": str(given["programme"]),
        "Mission Locale": str(given["mission_locale"]),
        "Permanence": where,
        "Notice remise": f"le {day_words(given['notice_given_on'])} (version {NOTICE_VERSION})",
    }
