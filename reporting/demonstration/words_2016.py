"""The sections of words of the 2016 report, written anew from its facts, in Markdown. No one is named in them."""

from __future__ import annotations

CONTEXT = """\
Dernier Écrou accompagne des jeunes de 18 à 25 ans condamnés à de courtes peines. Sa conviction tient en une phrase :
une sortie se prépare dès les premiers jours de détention. Le but est de prévenir la récidive ; le chemin passe par
un emploi durable et, avant lui, par un toit, des papiers, des soins et des droits ouverts.

Le dispositif est né en janvier 2010, avec l’ouverture du centre pénitentiaire de Vezin. Il répondait à un appel à
projets lancé l’année précédente par le Haut-commissariat à la jeunesse, et le Fonds d’expérimentation pour la
jeunesse l’a soutenu pendant vingt-quatre mois. Près de 250 jeunes ont été concernés par cette première étape.
Depuis, le PLIE, la Ville de Rennes, le FIPD 35 et le SPIP 35 ont pris la suite ; le SPIP a annoncé l’arrêt de son
financement en 2017.

L’année 2015 avait été difficile. Les critères d’entrée avaient changé, huit agents du SPIP sur dix étaient nouveaux,
et les permissions de sortir comme les aménagements s’obtenaient moins facilement : les orientations avaient baissé.
En 2016, 88 jeunes entrent dans le dispositif, pour un objectif de 80.
"""

CIRCUIT = """\
Tout commence par une **orientation** : un conseiller du SPIP, parfois une association chargée d’un placement à
l’extérieur, propose au jeune de rencontrer la Mission Locale. Quatre critères sont regardés ce jour-là : avoir de 18
à 25 ans, être condamné (ni prévenu, ni sous mandat de dépôt), exécuter une peine de trois à vingt-quatre mois,
habiter Rennes Métropole ou un quartier prioritaire rennais.

Le référent justice reçoit ensuite le jeune lors d’une **permanence** :

- au centre pénitentiaire de Vezin, trois fois par semaine ;
- au centre pénitentiaire pour femmes de Rennes, une fois par mois ;
- à l’antenne de Maurepas, trois fois par semaine ;
- au SPIP milieu ouvert, selon les besoins.

Après ce premier entretien, le référent décide d’une **entrée dans le dispositif**, avec l’accord du jeune, ou explique
pourquoi elle n’aurait pas de sens ; environ la moitié des jeunes reçus y entrent. L’accompagnement avance alors sur
plusieurs fronts à la fois : projet professionnel, formation, logement, santé, démarches. Quand le juge accorde un
**aménagement de peine**, une entrée en formation et un hébergement doivent souvent commencer en même temps : il faut
accorder les dates.

La **sortie de détention** ne met pas fin au suivi : le même référent reste présent dehors, jusqu’à ce que le jeune
ait trouvé sa place ou rejoigne l’accompagnement ordinaire de la Mission Locale.
"""

PARTNERSHIPS = """\
**Le logement** conditionne presque tout. L’IBEP réserve neuf logements aux placements à l’extérieur, pour six mois
au moins ; une convention avec la Mission Locale reste à signer. Un avenant conclu en 2016 avec le FJT Les Amitiés
Sociales se renouvelle par tacite reconduction en 2017. Avec ALFADI, un projet soutenu par le FIPD prévoit six
places, pour douze jeunes par an. Habitat social est également sollicité ; le CAO assure la domiciliation de ceux qui
n’ont pas d’adresse.

**L’emploi et la formation** s’appuient sur Pôle emploi et sur plusieurs organismes de formation : Prisme, l’AFPA
avec l’action Déclic, l’AFTRAL, les Compagnons Bâtisseurs et Buroscope.

**Les démarches et les droits** mobilisent la CPAM et, à partir de 2017, les bénévoles d’Agir ABCD : une convention
organise leur aide pour les démarches administratives, et trois jeunes l’attendent déjà.

**Des mineurs, à titre d’essai.** Le centre éducatif fermé de Gévezé et la Mission Locale expérimentent en 2017 le
même circuit avec des jeunes de 16 et 17 ans ; l’objectif est d’en accompagner cinq.
"""
