"""The two invented pathways that tell what the portraits of 2016 told. Both are among the 147 of that year."""

from __future__ import annotations

from datetime import date

from reporting.demonstration.cohort_2016 import Profile
from reporting.demonstration.records import Adjustment, Contact, Enrolment, Measure, Referral, Situation, Young

ROOM_AND_TRAINING = Profile("H", "V", plie=True, qpv="", rqth="non", band="22-25")
TRIAL_AND_NEW_SEARCH = Profile("H", "Vbis", plie=False, qpv="oui", rqth="non", band="22-25")
PROFILES = [ROOM_AND_TRAINING, TRIAL_AND_NEW_SEARCH]

REFERENT = "Mathilde Corbineau"


def portraits() -> list[Young]:
    """Both young people, each with the whole path."""
    return [_room_and_training(), _trial_and_new_search()]


def _room_and_training() -> Young:
    """An external placement, a room and a training that start on the same Monday, because all three were prepared."""
    young = Young("Kerdranvat", "Corentin", date(1993, 4, 17), "H", "V", "35281", "hebergement", "non", False)
    young.licence, young.housing = "en_cours", "autonome"
    young.measures.append(_custody(date(2015, 11, 24), date(2016, 11, 4), 15))
    young.referrals.append(_referral("Leïla Marzouki", date(2016, 1, 18), date(2016, 1, 28)))
    enrolment = _enrolment(date(2016, 1, 28), date(2017, 4, 14), "emploi")
    enrolment.plie_entered_on, enrolment.plie_left_on = date(2016, 2, 15), date(2017, 4, 14)
    young.enrolments.append(enrolment)
    young.adjustments.append(
        Adjustment(
            "placement_exterieur", "accorde", date(2016, 5, 24), date(2016, 6, 6), date(2016, 11, 4),
            "formation_qualifiante", "sortie_positive",
        )
    )  # fmt: skip
    young.situations += [
        Situation("qualification", "Compagnons Bâtisseurs", date(2016, 6, 6), date(2016, 12, 16), "terme", "obtenue"),
        Situation("cdi", "Entreprise de peinture", date(2017, 1, 9), certification="sans_objet"),
    ]
    young.contacts += [
        _contact("2016-01-28", "entretien", "intra_muros", 50, "projet_professionnel"),
        _contact("2016-02-18", "entretien", "intra_muros", 40, "formation"),
        _contact("2016-03-17", "administratif", "a_distance", 30, "logement"),
        _contact("2016-04-14", "entretien", "intra_muros", 45, "formation", "logement"),
        _contact("2016-05-19", "administratif", "a_distance", 45, "formation"),
        _contact("2016-06-02", "entretien", "intra_muros", 30, "logement"),
        _contact("2016-06-06", "visite", "hors_detention", 90, "logement"),
        _contact("2016-06-16", "telephone", "a_distance", 10),
        _contact("2016-07-07", "entretien", "hors_detention", 40),
        _contact("2016-09-22", "entretien", "hors_detention", 45, "acces_emploi"),
        _contact("2016-11-15", "entretien", "hors_detention", 40, "acces_emploi"),
        _contact("2016-12-13", "sms", "a_distance", None),
        _contact("2017-01-12", "telephone", "a_distance", 15),
        _contact("2017-03-16", "entretien", "hors_detention", 30),
    ]
    return young


def _trial_and_new_search() -> Young:
    """A job on release, a trial period that the employer ends, and a search that starts again at once."""
    young = Young("Traoré", "Lamine", date(1994, 9, 30), "H", "Vbis", "35238", "hebergement", "oui", False)
    young.licence, young.housing = "aucun", "famille"
    young.measures.append(_custody(date(2015, 12, 8), date(2016, 6, 10), 8))
    young.referrals.append(_referral("Vincent Tibérien", date(2016, 2, 9), date(2016, 2, 22)))
    young.enrolments.append(_enrolment(date(2016, 2, 22), date(2017, 6, 30), "emploi"))
    young.situations += [
        Situation("cdi", "Entreprise de logistique", date(2016, 6, 20), date(2016, 7, 8), "essai_rompu", "sans_objet"),
        Situation("pmsmp", "Entreprise de paysage", date(2016, 10, 3), date(2016, 10, 14), "terme", "sans_objet"),
        Situation("cdd", "Entreprise de paysage", date(2017, 3, 6), date(2017, 9, 1), "terme", "sans_objet"),
    ]
    young.contacts += [
        _contact("2016-02-22", "entretien", "intra_muros", 45, "projet_professionnel"),
        _contact("2016-03-31", "entretien", "intra_muros", 40, "acces_emploi"),
        _contact("2016-05-12", "entretien", "intra_muros", 40, "acces_emploi"),
        _contact("2016-06-14", "entretien", "hors_detention", 45, "acces_emploi"),
        _contact("2016-06-21", "telephone", "a_distance", 10),
        _contact("2016-07-11", "telephone", "a_distance", 20),
        _contact("2016-07-12", "entretien", "hors_detention", 60, "acces_emploi", "projet_professionnel"),
        _contact("2016-08-23", "atelier", "hors_detention", 120, "acces_emploi"),
        _contact("2016-09-13", "entretien", "hors_detention", 45, "acces_emploi"),
        _contact("2016-09-27", "mediation", "hors_detention", 45, "acces_emploi"),
        _contact("2016-10-18", "entretien", "hors_detention", 40, "acces_emploi"),
        _contact("2016-12-06", "sms", "a_distance", None),
        _contact("2017-01-19", "entretien", "hors_detention", 40, "acces_emploi"),
        _contact("2017-03-07", "telephone", "a_distance", 10),
    ]
    return young


def _custody(starts_on: date, ends_on: date, months: int) -> Measure:
    return Measure("detention", "condamne", "cp-rennes-vezin", starts_on, ends_on, ends_on, months)


def _referral(officer: str, referred_on: date, decided_on: date) -> Referral:
    place = "Centre pénitentiaire de Rennes-Vezin"
    return Referral(
        "dernier-ecrou",
        "spip-35-vezin",
        "spip",
        "ml-rennes",
        officer,
        REFERENT,
        referred_on,
        place,
        "admis",
        decided_on,
    )


def _enrolment(entered_on: date, left_on: date, reason: str) -> Enrolment:
    return Enrolment("dernier-ecrou", "ml-rennes", REFERENT, entered_on, left_on, left_on, exit_reason=reason)


def _contact(day: str, kind: str, place: str, minutes: int | None, *axes: str) -> Contact:
    return Contact(date.fromisoformat(day), kind, place, "ml-rennes", REFERENT, minutes, list(axes))
