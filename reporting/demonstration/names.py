"""First names and surnames put together at random, and the invented professionals. Nobody here exists."""

from __future__ import annotations

import random
from bisect import bisect_right

from reporting.demonstration.records import Young

MEN = """
Aboubacar Adrien Ahmed Alan Alexandre Alexis Amadou Amine Anthony Antoine Arthur Axel Aymeric Ayoub Bakary Baptiste
Bastien Benjamin Bilal Brahim Brandon Bryan Cédric Christopher Clément Corentin Cyril Damien David Dimitri Donovan
Dylan Elias Émeric Enzo Erwan Étienne Fabien Farid Florian François-Xavier Gaël Geoffrey Grégory Guillaume Gwendal
Hakim Hugo Ibrahima Ilyès Ismaël Jean-Baptiste Jean-Christophe Jérémy Joffrey Jonathan Jordan Jordy Julien Karim Kévin
Killian Lamine Loïc Louis-Marie Lucas Ludovic Maël Malo Mamadou Marvin Mathieu Maxence Maxime Mehdi Mickaël Mohamed
Moussa Nabil Nicolas Noé Olivier Ousmane Pierre-Yves Quentin Rachid Raphaël Rayan Rémi Romain Ronan Ryan Saïd
Samuel Sébastien Sofiane Steven Sullivan Tanguy Teddy Théo Thibault Thomas Titouan Tony Valentin Victor Vincent
Wilfried William Yann Yanis Yassine Yoann Youssef Zacharie
""".split()

WOMEN = """
Aïcha Alison Amandine Anaïs Anne-Sophie Audrey Aurélie Awa Camille Cassandra Célia Charlène Chloé Cindy Coralie
Élodie Émeline Emma Fanta Fatoumata Gaëlle Gwenaëlle Inès Jennifer Jessica Justine Katell Khadija Laëtitia Laura Léa
Lina Loane Maëlle Maëva Manon Margaux Marie-Amélie Marine Mélissa Morgane Myriam Nawel Nolwenn Océane Ophélie Pauline
Priscilla Rokia Sabrina Samantha Sarah Shaïna Solène Stacy Tiphaine Vanessa Wendy Yasmine
""".split()

SURNAMES = """
Abdallah Aït-Ouarab Allain Amghar Aubrée Auffray Ba Bah Barbier Bazin Beaulieu Belkacem Ben_Youssef Benard Berthelot
Besnard Bihan Blanchet Boudet Boulanger Bouvier Bréhier Briand Camara Caron Chauvin Chevrel Cissé Coulibaly Cozic
Da_Silva Daniel Delaunay Delatouche-Bertignac Demba Denis Derrien Diallo Diarra Doucet Dos_Santos Drouet Dubreuil
Duval El_Amrani Esnault Even Faucheux Ferreira Feuvrier Fofana Gautier Gendron Georgeault Gicquel Goncalves Gruel
Guérin Guillemot Guivarc’h Haddad Hamon Hardouin Haudebert Heurtier Houssin Jaouen Jamet Jouan Kaba Keïta Kerdranvat
Kerjean Koné Lacroix Lahaye Launay Le_Bourdonnec Le_Goff Le_Guellec Lebreton Lefeuvre Lemarchand Lemoine Letourneux
Louvel Mahé Maillard Marchal Martinez Mbaye Méheust Mendy Mercier Mesli Monnier Morin Moulin Moussaoui N’Diaye Nguyen
Nicol Nogues Oger Oliveira Orhant Ouattara Pasquier Pélerin Perrigault Petitjean Piel Pinto Poirier Poulain Prigent
Quéméner Rahmani Renault Ribeiro Riou Robert Rocher Roussel Sacko Salmon Sanogo Saulnier Sow Sylla Tanguy Tchoumi
Texier Thébault Tirel Touré Traoré Tréhorel Vaillant Van_der_Linden Vasseur Vilboux Yildiz Zaïdi Zerrouki
""".split()

# Referents of a Mission Locale, and officers of a referring body, by the first year of each team.
# In the prison of Vezin four officers in five changed in 2015.
TEAMS = {
    "ml-rennes": {
        2010: ["Mathilde Corbineau", "Régis Lamballais"],
        2014: ["Mathilde Corbineau", "Yvon Tardivel"],
        2018: ["Yvon Tardivel", "Nadège Bourcillier"],
        2022: ["Nadège Bourcillier", "Idriss Berthelin"],
    },
    "ml-saint-malo": {2018: ["Gildas Pontmain"], 2023: ["Solenne Arribard"]},
    "spip-35-vezin": {
        2010: ["Odile Renoncourt", "Bruno Chesnais", "Sylvie Maupetit", "Patrice Guélou", "Claire Hautbois"],
        2015: ["Claire Hautbois", "Émilie Trottemant", "Jérôme Saint-Cast", "Leïla Marzouki", "Vincent Tibérien"],
        2021: ["Leïla Marzouki", "Vincent Tibérien", "Ophélie Grandpierre", "Thierry Mauvoisin"],
    },
    "spip-35-rennes-femmes": {2010: ["Anne-Claire Duvivier"], 2015: ["Hélène Cordonnier"], 2022: ["Assia Benhamou"]},
    "spip-35-rennes-mo": {
        2010: ["Gérard Plouzennec", "Isabelle Torcatis"],
        2015: ["Isabelle Torcatis", "Fabrice Lodéon", "Capucine Vautrin"],
        2022: ["Capucine Vautrin", "Rodolphe Ampère"],
    },
    "spip-35-saint-malo": {2018: ["Mireille Quintin", "Loïg Désiré"], 2023: ["Loïg Désiré", "Pauline Esclavier"]},
    "ibep": {2010: ["Dominique Salvert"]},
    "pjj-rennes": {2010: ["Stéphanie Orliac"]},
    "cef-geveze": {2010: ["Cyrille Montauzan"]},
}


def professional(rng: random.Random, body: str, year: int) -> str:
    """One of the invented people who work for that body in that year."""
    teams = TEAMS[body]
    first_years = sorted(teams)
    return rng.choice(teams[first_years[max(0, bisect_right(first_years, year) - 1)]])


def full_name(rng: random.Random, sex: str, taken: set[tuple[str, str]]) -> tuple[str, str]:
    """A surname and a first name that are not taken yet; they are, from then on."""
    while True:
        surname = rng.choice(SURNAMES)
        if rng.random() < 0.04:
            surname = f"{surname}-{rng.choice(SURNAMES)}"
        name = (surname.replace("_", " "), rng.choice(WOMEN if sex == "F" else MEN))
        if name not in taken:
            taken.add(name)
            return name


def share_names(rng: random.Random, people: list[Young], pairs: int = 3) -> None:
    """Give some people the full name of someone else of the same sex: homonyms, to be told apart by birth date."""
    pairs = min(pairs, len(people))
    for former, other in zip(rng.sample(people, pairs), rng.sample(people, pairs), strict=True):
        if former.sex == other.sex:
            other.last_name, other.first_name = former.last_name, former.first_name
