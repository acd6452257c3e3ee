"""What every figure and table of the report means, in French, for its method section.

One entry a figure or table of the contract; the rules are those that the docstrings of the figures give in English.
{year}, {ddse}, {a_ddse} and {employment_service} are filled in when the report is made.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Definition:
    """A term and its definition. `ids` are the figures and tables that it defines."""

    ids: tuple[str, ...]
    term: str
    text: str


DEFINITIONS = (
    Definition(
        ("accompanied",),
        "Jeunes accompagnés",
        "Personnes dont une entrée dans le dispositif a commencé au plus tard le 31 décembre {year} et n’était pas "
        "terminée avant le 1er janvier {year}. Chaque personne compte une fois.",
    ),
    Definition(
        ("new_entries",),
        "Nouvelles entrées",
        "Personnes dont une entrée dans le dispositif date de {year}. Pour l’ensemble du dispositif, les entrées par "
        "relais d’une autre Mission Locale ne sont pas comptées.",
    ),
    Definition(
        ("entry_year",),
        "Année d’entrée",
        "Jeunes accompagnés, selon l’année de leur entrée la plus récente parmi celles qui sont comptées.",
    ),
    Definition(
        ("seen",),
        "Jeunes vus au moins une fois",
        "Personnes suivies qui ont eu au moins un entretien en {year}, admises ou non. Une personne est suivie de sa "
        "première orientation ou entrée jusqu’à 180 jours après la dernière de ses sorties du dispositif et des "
        "décisions sur ses orientations ; sans fin tant qu’une entrée est ouverte ou une orientation en attente.",
    ),
    Definition(
        ("accompanied_since", "seen_since", "since"),
        "Depuis l’origine",
        "Jeunes accompagnés et jeunes vus, par les mêmes définitions, du 1er janvier de la première année des cumuls "
        "du dispositif au 31 décembre {year}. Pour plusieurs dispositifs, la plus ancienne de ces années.",
    ),
    Definition(
        ("plie",),
        "PLIE et hors PLIE",
        "Dans le PLIE : jeunes accompagnés dont une entrée comptée porte une entrée dans le PLIE au plus tard le "
        "31 décembre {year}, sans sortie du PLIE avant le 1er janvier {year}. Hors PLIE : tous les autres.",
    ),
    Definition(
        ("sex", "education_level"),
        "Sexe, niveau de formation",
        "Jeunes accompagnés, selon le parcours (PLIE, hors PLIE). Le niveau est celui de la nomenclature de 1969, en "
        "usage dans les Missions Locales ; les niveaux I à III sont réunis.",
    ),
    Definition(("age",), "Âge", "Jeunes accompagnés, selon leur âge au 31 décembre {year}."),
    Definition(
        ("over_25_at_entry",),
        "26 ans ou plus à l’entrée",
        "Jeunes accompagnés qui avaient au moins 26 ans le jour de leur entrée la plus récente parmi celles comptées.",
    ),
    Definition(
        ("qpv",),
        "Quartiers prioritaires (QPV)",
        "Jeunes accompagnés connus pour habiter un quartier prioritaire de la politique de la ville : soit avant "
        "l’incarcération (issus), soit à la sortie effective (retour), dans les limites en vigueur ce jour-là.",
    ),
    Definition(
        ("rqth",),
        "Travailleurs handicapés",
        "Jeunes accompagnés dont la qualité de travailleur handicapé (RQTH) est reconnue.",
    ),
    Definition(("housing", "driving_licence"), "Logement, permis", "Jeunes accompagnés, selon leur situation connue."),
    Definition(
        ("setting",),
        "Cadre de la mesure",
        "Jeunes accompagnés, selon la mesure en cours au 31 décembre {year}, dans cet ordre : détention, sauf si un "
        "aménagement hors détention, accordé et commencé dans cette détention, est en cours ; un tel aménagement ; "
        "milieu ouvert ; centre éducatif fermé ; aucune.",
    ),
    Definition(
        ("exceptions",),
        "Entrées par dérogation",
        "Parmi les entrées qui font les nouvelles entrées, celles admises malgré un critère non rempli, avec un motif "
        "écrit. Ce sont des entrées, non des personnes.",
    ),
    Definition(
        ("referrals", "referrals_month"),
        "Orientations",
        "Orientations datées de {year}, par prescripteur et par mois. Vus : un entretien avec la personne le jour de "
        "l’orientation ou après, au plus tard le 31 décembre. Admis : décision d’admission au plus tard le "
        "31 décembre. En attente : sans décision à cette date. Le délai médian va de l’orientation à ce premier "
        "entretien.",
    ),
    Definition(
        ("reach",),
        "Délai d’accroche",
        "Détentions commencées en {year} de personnes orientées ou entrées au plus tard le 31 décembre, suivies alors "
        "ou non (une personne peut compter deux fois) ; parmi elles, celles suivies d’un entretien avant la fin de "
        "l’année, celles suivies d’un entretien sous 30 jours, et le délai médian de l’écrou à ce premier entretien.",
    ),
    Definition(
        ("permanences", "missed_reasons"),
        "Permanences",
        "Permanences prévues et tenues en {year}, par lieu ; rendez-vous honorés et manqués, avec le motif.",
    ),
    Definition(
        ("contacts", "contact_places"),
        "Contacts",
        "Contacts de {year} avec des personnes suivies, par nature et par lieu. Un contact n’appartient à aucun "
        "dispositif : une personne suivie par deux dispositifs compte dans les deux bilans. Un entretien est un "
        "rendez-vous individuel avec le référent.",
    ),
    Definition(
        ("services",),
        "Services proposés",
        "Axes de travail de ces contacts. Un contact qui porte deux axes compte une fois dans chacun.",
    ),
    Definition(
        ("interviews_per_person", "without_contact"),
        "Intensité",
        "Entretiens de {year} avec les jeunes accompagnés, pendant leur suivi, rapportés à leur nombre ; nombre de "
        "jeunes accompagnés dont aucun contact n’est compté dans l’année.",
    ),
    Definition(
        ("situations",),
        "Entrées en situation",
        "Situations commencées en {year} par des jeunes accompagnés : emploi, formation, immersion, autre situation "
        "non professionnelle. L’incarcération est une situation saisie ; elle n’est jamais déduite d’une mesure.",
    ),
    Definition(
        ("adjustments_kind", "adjustments_destination", "adjustments_outcome", "adjusted_people"),
        "Aménagements de peine",
        "Aménagements accordés qui commencent en {year}, pour des jeunes accompagnés : semi-liberté, {ddse}, "
        "placement à l’extérieur, libération conditionnelle, libération sous contrainte. Une personne peut en avoir "
        "deux ; le nombre de jeunes compte chacun une fois.",
    ),
    Definition(
        ("adjustments_prepared",),
        "Aménagements en préparation",
        "Aménagements en préparation, sans date de début, de jeunes accompagnés.",
    ),
    Definition(
        ("releases",),
        "Sorties de détention",
        "Sorties effectives de {year} de personnes suivies ce jour-là ; une personne peut compter deux fois. La "
        "sortie effective est le début du premier aménagement accordé dans cette détention qui soit {a_ddse} ou un "
        "placement à l’extérieur, sinon la levée d’écrou. Revus : un contact hors détention, en personne ou par "
        "téléphone, du jour de la sortie au 30e jour, parmi les sortis depuis au moins 30 jours le jour du bilan. "
        "Logement réglé : selon le plan de sortie, sinon logement autonome ou en famille. Sans aménagement : aucun "
        "accordé qui commence dans cette détention. Sans préparation : sans aménagement, et sans entretien dans les "
        "60 jours qui précèdent.",
    ),
    Definition(
        ("rights",),
        "Accès aux droits",
        "Besoins de papiers, de couverture maladie, d’inscription à {employment_service}, de domiciliation ou de "
        "compte bancaire ouverts en {year} pour des personnes suivies ce jour-là ; réglés : au plus tard le jour de "
        "la sortie effective.",
    ),
    Definition(
        ("agreements",),
        "Conventions",
        "Conventions du dispositif qui courent un jour de {year}, et celles qui commencent l’année suivante, signées "
        "ou non. Celle qui se reconduit tacitement court jusqu’à ce qu’elle soit close. Le tableau dit d’une "
        "convention signée comment elle se reconduit, d’une autre où elle en est. Places : celles qui valent au "
        "31 décembre {year}.",
    ),
    Definition(
        ("placements",),
        "Places chez les partenaires",
        "Places commencées en {year} par des personnes suivies, par convention. Places occupées : le plus grand "
        "nombre un même jour de l’année (le jour d’un départ libère la place), à côté du nombre convenu.",
    ),
    Definition(
        ("placements_followed",),
        "Situation après une place",
        "Places commencées en {year} par des personnes suivies, selon la situation notée comme leur suite, commencée "
        "au plus tard le 31 décembre {year}. Autre situation : scolarité ou incarcération.",
    ),
    Definition(
        ("handovers",),
        "Relais",
        "Transferts de dossier entre Missions Locales demandés et acceptés en {year}, par Mission Locale "
        "sollicitée ; délai médian jusqu’à la décision.",
    ),
    Definition(
        ("reincarceration",),
        "Retours en détention",
        "Première levée d’écrou de chaque personne à partir de sa première orientation ou entrée, jusqu’à {year}. "
        "Retour : le début de la détention suivante, observé jusqu’au 31 décembre {year}, au jour du bilan ou à la "
        "fin du suivi. Avec aménagement : un aménagement accordé commence dans la détention qui se termine ; sans "
        "aménagement : aucun. Part de retours à 182, 365 et 730 jours par la méthode de Kaplan-Meier, "
        "avec son intervalle de confiance à 95 % ; « observés » compte les personnes observées au moins aussi "
        "longtemps. Sans aucun retour, la borne supérieure exacte à 95 % (à partir de 10 sorties observées).",
    ),
    Definition(
        ("targets",),
        "Objectifs",
        "Objectifs fixés pour {year}. Entrées : nouvelles entrées ; femmes et QPV : celles d’entre elles. Accompagnés "
        "et QPV accompagnés : jeunes accompagnés, et ceux des quartiers prioritaires. Pour plusieurs dispositifs, les "
        "objectifs s’additionnent.",
    ),
    Definition(
        ("reference",),
        "Ensemble Mission Locale",
        "Les mêmes parts pour tous les jeunes suivis par la Mission Locale, telles qu’elle les a transmises.",
    ),
)
