"""The words of the sample report."""

from __future__ import annotations

from datetime import date

CRITERIA = (
    ("Âge", "18 à 25 ans le jour de l’orientation"),
    ("Statut", "condamné ; ni prévenu, ni sous mandat de dépôt"),
    ("Durée de la peine", "de 3 à 24 mois, total prononcé"),
    ("Résidence", "Rennes Métropole, ou un quartier prioritaire de Rennes"),
)

TEXTS = {
    "context": (
        "Le dispositif est né en janvier 2010, avec l’ouverture du centre pénitentiaire de Vezin. Il répond à l’appel "
        "du Haut-commissariat à la jeunesse de 2009 : pendant 24 mois, une expérimentation soutenue par le Fonds "
        "d’expérimentation pour la jeunesse a suivi près de 250 jeunes.\n\nL’idée tient en une phrase : la sortie se "
        "prépare dès le premier jour de détention. Un référent de la Mission Locale rencontre le jeune pendant sa "
        "peine, construit avec lui un projet, et continue après la levée d’écrou. L’emploi durable est le but ; le "
        "logement, les papiers, la santé et les droits sont le chemin.\n\nL’action est ensuite portée par le PLIE, la "
        "Ville de Rennes, le FIPD 35 et le SPIP 35, dont l’arrêt du financement est annoncé pour 2017. En 2015, les "
        "orientations avaient baissé : critères modifiés, effectif du SPIP renouvelé à 80 %, permissions et "
        "aménagements plus difficiles à obtenir."
    ),
    "circuit": (
        "Le conseiller pénitentiaire d’insertion et de probation oriente le jeune vers une permanence :\n\n"
        "- **centre pénitentiaire de Rennes-Vezin** : trois par semaine ;\n"
        "- **centre pénitentiaire pour femmes** : une par mois ;\n"
        "- **Mission Locale, antenne de Maurepas** : trois par semaine ;\n"
        "- **SPIP, milieu ouvert** : de temps en temps.\n\n"
        "Après un premier entretien, le référent et le jeune décident si l’entrée dans le dispositif a du sens. "
        "Environ un jeune vu sur deux y entre."
    ),
    "partnerships": (
        "L’accompagnement repose sur un réseau : l’IBEP pour les placements à l’extérieur (neuf logements, six mois "
        "au moins), les foyers de jeunes travailleurs, ALFADI, Agir ABCD pour les démarches administratives, le CAO "
        "pour la domiciliation, et les organismes de formation : Prisme, AFPA, AFTRAL, Compagnons Bâtisseurs, "
        "Buroscope.\n\nUne expérimentation s’ouvre en 2017 avec le centre éducatif fermé de Gévezé, pour des jeunes "
        "de 16 et 17 ans : cinq sont attendus la première année."
    ),
}

AGREEMENTS = (
    ("Foyers de jeunes travailleurs", "Hébergement à la sortie", date(2016, 1, 1), None, "tacite", None),
    ("Agir ABCD", "Démarches administratives", date(2017, 1, 1), date(2017, 12, 31), "à renouveler", None),
    ("ALFADI", "Hébergement (FIPD), 12 jeunes par an", date(2016, 1, 1), date(2016, 12, 31), "annuelle", 6),
    ("IBEP", "Placement à l’extérieur", None, None, "à signer", 9),
)
