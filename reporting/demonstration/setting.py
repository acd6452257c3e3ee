"""Where the demonstration takes place: organisations, programmes, targets, figures of the whole Mission Locale."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

Row = dict[str, str]

# Prisons, SPIP units and the CEF bear the codes and names of the reference data; partners are those named in 2016.
STRUCTURES = """\
code;nom;type;code_commune
ml-rennes;We Ker, Mission Locale du bassin d’emploi de Rennes;mission_locale;35238
ml-saint-malo;Mission Locale du Pays de Saint-Malo;mission_locale;35288
ml-redon;Mission Locale du Pays de Redon et de Vilaine;mission_locale;35236
spip-35;SPIP d’Ille-et-Vilaine (siège);spip;35238
spip-35-vezin;SPIP 35, unité du centre pénitentiaire de Rennes-Vezin;spip;35353
spip-35-rennes-femmes;SPIP 35, unité du centre pénitentiaire pour femmes de Rennes;spip;35238
spip-35-rennes-mo;SPIP 35, milieu ouvert de Rennes;spip;35238
spip-35-saint-malo;SPIP 35, antenne de Saint-Malo;spip;35288
cp-rennes-vezin;Centre pénitentiaire de Rennes-Vezin;etablissement_penitentiaire;35353
qsl-rennes;Quartier de semi-liberté de Rennes;etablissement_penitentiaire;
cp-rennes-femmes;Centre pénitentiaire pour femmes de Rennes;etablissement_penitentiaire;35238
ma-saint-malo;Maison d’arrêt de Saint-Malo;etablissement_penitentiaire;35288
cef-geveze;Centre éducatif fermé Le Marquisat (Gévezé);cef;35120
pjj-rennes;PJJ, unité éducative de milieu ouvert de Rennes;pjj;35238
plie-rennes;PLIE du bassin de Rennes;plie;35238
ville-rennes;Ville de Rennes;financeur;35238
fipd-35;FIPD d’Ille-et-Vilaine;financeur;35238
france-travail;France Travail;autre;35238
cpam-35;CPAM d’Ille-et-Vilaine;autre;35238
ibep;IBEP;association;35238
agir-abcd;Agir ABCD;association;35238
cao-rennes;CAO, domiciliation;association;35238
fjt-amities-sociales;FJT Les Amitiés Sociales;logement;35238
alfadi;ALFADI;logement;35238
habitat-social;Habitat social;logement;35238
afpa;AFPA (Déclic);formation;35238
aftral;AFTRAL;formation;
prisme;Prisme;formation;35238
buroscope;Buroscope;formation;
compagnons-batisseurs;Compagnons Bâtisseurs;formation;35238
"""

PROGRAMMES: tuple[Row, ...] = (
    {
        "code": "dernier-ecrou",
        "nom": "Dernier Écrou",
        "date_debut": "2010-01-01",
        "date_fin": "2018-12-31",
        "age_min": "18",
        "age_max": "25",
        "statuts_penaux": "condamne",
        "peine_min_mois": "3",
        "peine_max_mois": "24",
        "epci": "243500139",
        "qpv_accepte": "oui",
        "financeurs": "fipd-35|plie-rennes|spip-35|ville-rennes",
        "annee_cumul": "2012",
    },
    {
        "code": "dedans-dehors",
        "nom": "Dedans-Dehors",
        "date_debut": "2018-01-01",
        "age_min": "16",
        "age_max": "25",
        "statuts_penaux": "condamne|prevenu|milieu_ouvert",
        "departements": "35",
        "qpv_accepte": "non",
        "financeurs": "fipd-35|plie-rennes|ville-rennes",
        "annee_cumul": "2018",
    },
    {
        "code": "essai-cef",
        "nom": "Essai au centre éducatif fermé de Gévezé",
        "date_debut": "2017-01-01",
        "date_fin": "2018-06-30",
        "age_min": "16",
        "age_max": "17",
        "statuts_penaux": "ordonnance",
        "qpv_accepte": "non",
        "etablissements": "cef-geveze",
        "financeurs": "fipd-35",
        "annee_cumul": "2017",
    },
)

INDICATORS = ("entrees", "entrees_femmes", "entrees_qpv", "accompagnes", "accompagnes_qpv")

# Programme, Mission Locale (none: the whole programme), year: the targets in the order above, None where none was set.
# Those of 2016 are the report's: 80 entries, 10 of them women, 30 young people of the priority quarters.
TARGETS = {
    ("dernier-ecrou", "", 2012): (20, 3, None, None, None),
    ("dernier-ecrou", "", 2013): (30, 4, None, None, None),
    ("dernier-ecrou", "", 2014): (40, 5, None, None, 20),
    ("dernier-ecrou", "", 2015): (60, 8, None, None, 25),
    ("dernier-ecrou", "", 2016): (80, 10, None, None, 30),
    ("dernier-ecrou", "", 2017): (60, 8, 15, 130, 30),
    ("dernier-ecrou", "", 2018): (20, 2, None, 80, None),
    ("essai-cef", "", 2017): (5, None, None, None, None),
    ("dedans-dehors", "", 2018): (60, 6, 15, 60, 15),
    ("dedans-dehors", "ml-rennes", 2018): (40, 4, 12, 40, 12),
    ("dedans-dehors", "ml-saint-malo", 2018): (20, 2, 3, 20, 3),
}
# The first of the later years has nobody from the year before: no target there for people accompanied.
LATER_TARGETS = {"": (48, 5, 12, 90, 20), "ml-rennes": (34, 4, 10, 65, 16), "ml-saint-malo": (14, 1, 2, 25, 4)}

# Percentages of everyone whom the Mission Locale follows. Those of 2016 are the report's; housing and licence cannot
# be read in it and stay out. The other years are invented around them.
REFERENCES_2016 = {
    "sex": {"F": 48, "H": 52},
    "age": {"minor": 4, "18-21": 43, "22-25": 47, "26+": 6},
    "education_level": {"III+": 8, "IV": 40, "V": 31, "Vbis": 13, "VI": 8},
    "services": {"career_plan": 13, "employment": 49, "housing": 3, "training": 13, "health": 6, "citizenship": 16},
}
REFERENCES = {
    2015: {"sex": {"F": 49, "H": 51}, "age": {"minor": 5, "18-21": 44, "22-25": 46, "26+": 5}},
    2017: {"sex": {"F": 47, "H": 53}, "age": {"minor": 5, "18-21": 42, "22-25": 47, "26+": 6}},
    2018: {"sex": {"F": 48, "H": 52}, "age": {"minor": 6, "18-21": 43, "22-25": 45, "26+": 6}},
}
LATER_REFERENCES = {
    "ml-rennes": {
        "sex": {"F": 47, "H": 53},
        "age": {"minor": 9, "18-21": 45, "22-25": 41, "26+": 5},
        "education_level": {"III+": 9, "IV": 43, "V": 27, "Vbis": 12, "VI": 9},
        "services": {
            "career_plan": 16,
            "employment": 44,
            "housing": 5,
            "training": 14,
            "health": 8,
            "citizenship": 13,
        },
        "housing": {"autonome": 31, "famille": 50, "precaire": 15, "inconnu": 4},
        "driving_licence": {"obtenu": 27, "en_cours": 16, "aucun": 52, "inconnu": 5},
    },
    "ml-saint-malo": {
        "sex": {"F": 46, "H": 54},
        "age": {"minor": 8, "18-21": 47, "22-25": 40, "26+": 5},
        "housing": {"autonome": 28, "famille": 54, "precaire": 13, "inconnu": 5},
        "driving_licence": {"obtenu": 31, "en_cours": 18, "aucun": 46, "inconnu": 5},
    },
}


def structures() -> list[Row]:
    """The organisations, as rows of the data package."""
    return list(csv.DictReader(StringIO(STRUCTURES), delimiter=";"))


def structure_names() -> dict[str, str]:
    """The name of each organisation, by its code."""
    return {row["code"]: row["nom"] for row in structures()}


def targets(later_years: range) -> list[Row]:
    """The targets of the past, and those of Dedans-Dehors for each later year."""
    later = {
        ("dedans-dehors", body, year): values if year > later_years.start else (*values[:3], None, None)
        for year in later_years
        for body, values in LATER_TARGETS.items()
    }
    return [
        {"dispositif": programme, "structure": body, "annee": str(year), "indicateur": indicator, "valeur": str(value)}
        for (programme, body, year), values in (TARGETS | later).items()
        for indicator, value in zip(INDICATORS, values, strict=True)
        if value is not None
    ]


def references(later_years: range) -> list[Row]:
    """The figures of the whole Mission Locale: those of 2016, lighter ones around, both bodies in later years."""
    past = {("ml-rennes", year): tables for year, tables in (REFERENCES | {2016: REFERENCES_2016}).items()}
    later = {(body, year): tables for year in later_years for body, tables in LATER_REFERENCES.items()}
    figures = sorted((past | later).items())
    return [row for (body, year), tables in figures for row in _reference_rows(body, year, tables)]


def _reference_rows(body: str, year: int, tables: dict[str, dict[str, int]]) -> Iterator[Row]:
    for table, percentages in tables.items():
        for line, percent in percentages.items():
            yield {
                "structure": body,
                "annee": str(year),
                "tableau": table,
                "ligne": line,
                "pourcentage": str(percent),
            }
