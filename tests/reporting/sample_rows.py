"""The rows of the sample report: tables of the contract, with the counts of 2016 where they were printed."""

from __future__ import annotations

from typing import Any

PEOPLE_COLUMNS = ("plie", "other", "total", "percent", "reference")
SHARE_COLUMNS = ("total", "percent")
COMPARED_COLUMNS = ("total", "percent", "reference")
HORIZONS = ("at_6_months", "at_12_months", "at_24_months")

TABLES: dict[str, tuple[str, tuple[str, ...]]] = {
    "sex": ("Sexe", PEOPLE_COLUMNS),
    "age": ("Âge", PEOPLE_COLUMNS),
    "education_level": ("Niveau de formation", PEOPLE_COLUMNS),
    "qpv": ("Quartier prioritaire", PEOPLE_COLUMNS[:4]),
    "entry_year": ("Année d’entrée", SHARE_COLUMNS),
    "housing": ("Logement", COMPARED_COLUMNS),
    "driving_licence": ("Permis de conduire", COMPARED_COLUMNS),
    "setting": ("Cadre de la mesure", SHARE_COLUMNS),
    "contacts": ("Contacts", SHARE_COLUMNS),
    "contact_places": ("Lieux des contacts", SHARE_COLUMNS),
    "services": ("Services proposés", COMPARED_COLUMNS),
    "situations": ("Entrées en situation", ("total",)),
    "adjustments_kind": ("Nature des aménagements", SHARE_COLUMNS),
    "adjustments_destination": ("Débouchés des aménagements", SHARE_COLUMNS),
    "adjustments_outcome": ("Issues des aménagements", SHARE_COLUMNS),
    "referrals": ("Orientations", ("total", "seen", "admitted", "pending", "median_days_to_interview")),
    "referrals_month": ("Orientations par mois", ("total",)),
    "reach": ("Délai d’accroche", ("total", "met", "met_within_30_days", "median_days")),
    "permanences": ("Permanences", ("planned", "held", "kept", "missed")),
    "missed_reasons": ("Rendez-vous manqués", ("total",)),
    "releases": ("Sorties de détention", ("total", "base", "percent")),
    "rights": ("Accès aux droits", ("opened", "settled")),
    "placements": ("Places chez les partenaires", ("started", "used", "agreed")),
    "handovers": ("Relais", ("asked", "accepted", "median_days")),
    "reincarceration": ("Retours en détention", ("released", "returned", *HORIZONS)),
    "targets": ("Objectifs", ("target", "reached")),
    "placements_followed": ("Après une place", SHARE_COLUMNS),
}


def share(
    value: float | None, low: float | None, high: float | None, at_risk: int, upper_bound: float | None = None
) -> dict[str, Any]:
    return {"value": value, "low": low, "high": high, "at_risk": at_risk, "upper_bound": upper_bound}


NOBODY_RETURNED = (
    share(0.0, None, None, 27, 10.5),
    share(0.0, None, None, 19, 14.6),
    share(0.0, None, None, 8),
)
SOME_RETURNED = (share(9.4, 4.8, 17.6, 74), share(17.3, 10.6, 27.5, 52), share(29.1, 19.6, 41.7, 23))
ALL_RETURNED = (share(7.2, 3.7, 13.7, 101), share(13.1, 7.9, 21.2, 71), share(22.4, 14.9, 32.9, 31))
MONTHS = [
    *("Janvier", "Février", "Mars", "Avril", "Mai", "Juin"),
    *("Juillet", "Août", "Septembre", "Octobre", "Novembre", "Décembre"),
]
MONTHLY = (14, 17, 21, 16, 13, 18, 9, 8, 19, 22, 15, 11)

FIXED_ROWS: dict[str, list[tuple[Any, ...]]] = {
    "sex": [("F", "Femme", 3, 11, 14, 10, 48), ("H", "Homme", 67, 66, 133, 90, 52)],
    "age": [
        ("minor", "Mineurs", 0, 0, 0, 0, 4),
        ("18-21", "18-21 ans", 13, 11, 24, 16, 43),
        ("22-25", "22-25 ans", 47, 54, 101, 69, 47),
        ("26+", "Plus de 25 ans", 10, 12, 22, 15, 6),
    ],
    "education_level": [
        ("III+", "Niveau III et +", 1, 1, 2, 1, 8),
        ("IV", "Niveau IV", 6, 4, 10, 7, 40),
        ("V", "Niveau V", 30, 19, 49, 33, 31),
        ("Vbis", "Niveau V bis", 22, 28, 50, 34, 13),
        ("VI", "Niveau VI", 11, 25, 36, 24, 8),
        ("unknown", "Inconnu", 0, 0, 0, 0, None),
    ],
    "qpv": [("yes", "Oui", 19, 18, 37, 25), ("no", "Non", 31, 40, 71, 48), ("unknown", "Inconnu", 20, 19, 39, 27)],
    "entry_year": [
        ("2013", "2013", 6, 4),
        ("2014", "2014", 10, 7),
        ("2015", "2015", 43, 29),
        ("2016", "2016", 88, 60),
    ],
    "housing": [
        ("autonome", "Autonome", 44, 30, 28),
        ("famille", "En famille", 72, 49, 51),
        ("precaire", "Précaire", 31, 21, 17),
        ("inconnu", "Inconnu", 0, 0, None),
    ],
    "driving_licence": [
        ("obtenu", "Obtenu", 25, 17, 37),
        ("en_cours", "En cours", 20, 14, 12),
        ("aucun", "Aucun", 102, 69, 51),
        ("inconnu", "Inconnu", 0, 0, None),
    ],
    "setting": [
        ("detention", "Détention", 61, 41),
        ("amenagement", "Aménagement hors détention", 12, 8),
        ("milieu_ouvert", "Milieu ouvert", 33, 22),
        ("cef", "Centre éducatif fermé", 0, 0),
        ("aucune", "Aucune mesure en cours", 41, 28),
    ],
    "contacts": [
        ("interview", "Entretien", 390, 50),
        ("administrative", "Administratif", 148, 19),
        ("message", "Email • SMS • courrier", 117, 15),
        ("group", "Atelier • Info coll", 63, 8),
        ("phone", "Appel téléphonique", 39, 5),
        ("outreach", "Médiation • Visite", 24, 3),
    ],
    "contact_places": [
        ("intra_muros", "En détention", 352, 45),
        ("hors_detention", "Hors détention", 273, 35),
        ("a_distance", "À distance", 156, 20),
    ],
    "services": [
        ("career_plan", "Projet professionnel", 135, 26, 13),
        ("employment", "Accès à l’emploi", 213, 41, 49),
        ("housing", "Logement", 31, 6, 3),
        ("training", "Formation", 120, 23, 13),
        ("health", "Santé", 10, 2, 6),
        ("citizenship", "Citoyenneté", 10, 2, 16),
    ],
    "situations": [
        ("cdi", "CDI", "employment", 3),
        ("cdd", "CDD", "employment", 3),
        ("interim", "Intérim", "employment", 0),
        ("alternance", "Alternance", "employment", 2),
        ("contrat_aide", "Contrat aidé", "employment", 0),
        ("mobilisation", "Mobilisation", "training", 11),
        ("preformation", "Préformation", "training", 0),
        ("qualification", "Qualification", "training", 4),
        ("pmsmp", "PMSMP", "immersion", 5),
        ("service_civique", "Service civique", "immersion", 0),
        ("incarceration", "Incarcération", "other", 32),
        ("scolarite", "Scolarité", "other", 0),
    ],
    "adjustments_kind": [
        ("semi_liberte", "Semi-liberté", 9, 33),
        ("ddse", "Placement sous surveillance électronique (PSE)", 12, 44),
        ("placement_exterieur", "Placement à l’extérieur", 3, 11),
        ("liberation_conditionnelle", "Libération conditionnelle", 3, 11),
        ("liberation_sous_contrainte", "Libération sous contrainte", 0, 0),
    ],
    "adjustments_destination": [
        ("emploi", "Emploi", 7, 26),
        ("stage", "Stage", 1, 4),
        ("pop", "POP", 3, 11),
        ("ppi_parcours_plus", "PPI / Parcours +", 6, 22),
        ("formation_qualifiante", "Formation qualifiante", 5, 19),
        ("recherche_emploi", "Recherche d’emploi", 5, 19),
        ("unknown", "Inconnu", 0, 0),
    ],
    "adjustments_outcome": [
        ("en_cours", "En cours", 17, 63),
        ("sortie_positive", "Sortie positive", 5, 19),
        ("retour_detention", "Retour en détention", 3, 11),
        ("autre", "Autre", 0, 0),
        ("unknown", "Inconnu", 2, 7),
    ],
    "referrals_month": [(f"{n:02}", name, MONTHLY[n - 1]) for n, name in enumerate(MONTHS, start=1)],
    "reach": [("all", "Toutes les détentions", 121, 96, 58, 27.5)],
    "releases": [
        ("released", "Sorties effectives", 64, 64, 100),
        ("met_again", "Revus dehors sous 30 jours", 41, 62, 66),
        ("housing_settled", "Logement réglé", 48, 64, 75),
        ("without_adjustment", "Sans aménagement", 38, 64, 59),
        ("unprepared", "Sans préparation", 6, 64, 9),
    ],
    "reincarceration": [
        ("adjusted", "Avec aménagement", 27, 0, *NOBODY_RETURNED),
        ("not_adjusted", "Sans aménagement", 88, 21, *SOME_RETURNED),
        ("all", "Ensemble", 115, 21, *ALL_RETURNED),
    ],
    "targets": [
        ("entrees", "Nouvelles entrées", 80, 88),
        ("entrees_femmes", "Nouvelles entrées : femmes", 10, 9),
        ("entrees_qpv", "Nouvelles entrées : quartiers prioritaires", None, 22),
        ("accompagnes", "Jeunes accompagnés", None, 147),
        ("accompagnes_qpv", "Jeunes accompagnés des quartiers prioritaires", 30, 37),
    ],
}

VARIABLE_ROWS: dict[str, list[tuple[Any, ...]]] = {
    "referrals": [
        ("spip-mf", "SPIP 35, antenne de Rennes-Vezin", 118, 112, 58, 4, 16),
        ("spip-femmes", "SPIP 35, centre pénitentiaire pour femmes", 17, 16, 9, 0, 12.5),
        ("spip-mo", "SPIP 35, milieu ouvert", 44, 36, 20, 3, 21),
        ("ibep", "IBEP", 4, 4, 3, 0, 6),
    ],
}

# What no page of the first version records: the tables are there, and filled in a report of all that can be known.
LATER_ROWS: dict[str, list[tuple[Any, ...]]] = {
    "permanences": [
        ("vezin", "Centre pénitentiaire de Rennes-Vezin", 141, 132, 388, 61),
        ("femmes", "Centre pénitentiaire pour femmes", 12, 11, 17, 3),
        ("maurepas", "Mission Locale, antenne de Maurepas", 138, 135, 214, 97),
    ],
    "missed_reasons": [
        ("absent_excuse", "Absent excusé", 58),
        ("absent", "Absent sans nouvelle", 71),
        ("refus", "Refus", 12),
        ("extraction", "Extraction ou transfert", 20),
    ],
    "rights": [
        ("carte_identite", "Carte nationale d’identité", 48, 39),
        ("assurance_maladie", "Droits à l’assurance maladie (CPAM)", 37, 30),
        ("domiciliation", "Domiciliation administrative", 22, 20),
    ],
    "placements": [
        ("alfadi", "ALFADI : hébergement (FIPD), 12 jeunes par an", 11, 6, 6),
        ("ibep", "IBEP : placement à l’extérieur", 3, 3, 9),
    ],
    "placements_followed": [
        ("employment", "Emploi", 4, 29),
        ("training", "Formation", 3, 21),
        ("immersion", "Immersion, service civique", 0, 0),
        ("other", "Autre situation", 1, 7),
        ("unknown", "Aucune situation connue", 6, 43),
    ],
    "handovers": [("saint-malo", "Mission Locale du Pays de Saint-Malo", 4, 3, 6)],
}
