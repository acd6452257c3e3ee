"""How each programme works in each Mission Locale: where people are met, who refers them, who may not enter."""

from __future__ import annotations

from dataclasses import dataclass

from reporting.demonstration.days import Site


@dataclass(frozen=True)
class Prison:
    """A place of custody (or a CEF), the unit that refers from it, the permanence held there."""

    code: str
    unit: str
    site: Site


@dataclass(frozen=True)
class Refusal:
    """Why someone seen is not admitted, how often, and the fact that goes with it."""

    reason: str
    weight: int
    months: tuple[int, ...] = ()
    status: str = ""
    lives_elsewhere: bool = False


@dataclass(frozen=True)
class Team:
    """One programme in one Mission Locale.

    `circuits`, `ages` and `communes` are weights; `delay` is how many days after the écrou the last referrals come.
    """

    programme: str
    mission_locale: str
    circuits: dict[str, int]
    ages: dict[int, int]
    communes: dict[str, int]
    elsewhere: dict[str, int]
    refusals: tuple[Refusal, ...]
    men: Prison
    women: Prison
    outside: Site
    community_unit: str
    delay: int = 120
    plie_share: float = 0.0
    women_share: float = 0.0
    home_quarters: frozenset[str] = frozenset()

    @property
    def scope(self) -> tuple[str, str]:
        """Programme and Mission Locale."""
        return self.programme, self.mission_locale

    def prison_for(self, sex: str) -> Prison:
        """Where people of that sex are held."""
        return self.women if sex == "F" else self.men


# Three permanences a week at Vezin, one a month in the women's prison, three a week at the Maurepas branch.
VEZIN = Prison("cp-rennes-vezin", "spip-35-vezin", Site("Centre pénitentiaire de Rennes-Vezin", (0, 2, 3)))
WOMEN = Prison(
    "cp-rennes-femmes",
    "spip-35-rennes-femmes",
    Site("Centre pénitentiaire pour femmes de Rennes", (1,), monthly=True),
)
SAINT_MALO = Prison("ma-saint-malo", "spip-35-saint-malo", Site("Maison d’arrêt de Saint-Malo", (1,)))
GEVEZE = Prison("cef-geveze", "pjj-rennes", Site("Centre éducatif fermé de Gévezé", (2,)))
MAUREPAS = Site("Mission Locale, antenne de Maurepas", (1, 3, 4))
MALOUIN_OFFICE = Site("Mission Locale du Pays de Saint-Malo", (0, 3, 4))

RENNES, MALO = "35238", "35288"
RENNES_METROPOLE = {
    RENNES: 60, "35281": 6, "35047": 4, "35051": 4, "35055": 4, "35066": 3, "35278": 2, "35210": 2, "35240": 2,
    "35334": 2, "35024": 2, "35196": 2, "35206": 2, "35131": 1, "35245": 1, "35353": 1,
}  # fmt: skip
BEYOND_RENNES = {"35115": 4, "35360": 4, "35236": 3, "35288": 3, "35152": 2, "35188": 1, "22278": 1, "56260": 1}
PAYS_DE_SAINT_MALO = {MALO: 14, "35049": 2, "35095": 2, "35093": 2, "35085": 1, "35299": 1}
ILLE_ET_VILAINE = RENNES_METROPOLE | {"35115": 3, "35360": 2, "35152": 2, "35236": 1}
BEYOND_DEPARTEMENT = {"22278": 3, "44109": 2, "56260": 2, "50025": 1, "22050": 2}

ADULTS = {18: 5, 19: 9, 20: 12, 21: 15, 22: 17, 23: 17, 24: 15, 25: 10}
YOUNGER = {16: 2, 17: 4} | ADULTS

UNWILLING = (
    Refusal("Ne souhaite pas s’engager dans un accompagnement", 9),
    Refusal("Relève d’un autre accompagnement", 7),
    Refusal("Sortie trop proche pour construire un projet", 5),
    Refusal("Orienté vers l’accueil de la Mission Locale", 4),
)

DERNIER_ECROU = Team(
    programme="dernier-ecrou",
    mission_locale="ml-rennes",
    circuits={"detention": 90, "libre": 10},
    ages=ADULTS,
    communes=RENNES_METROPOLE,
    elsewhere=BEYOND_RENNES,
    refusals=(
        *UNWILLING,
        Refusal("Peine supérieure à 24 mois", 4, months=(26, 28, 30, 36)),
        Refusal("Prévenu au jour de l’entretien", 4, status="prevenu"),
        Refusal("Réside hors de Rennes Métropole", 7, lives_elsewhere=True),
    ),
    men=VEZIN,
    women=WOMEN,
    outside=MAUREPAS,
    community_unit="spip-35-rennes-mo",
    plie_share=0.48,
    women_share=0.09,
    home_quarters=frozenset({RENNES}),
)
DEDANS_DEHORS_RENNES = Team(
    programme="dedans-dehors",
    mission_locale="ml-rennes",
    circuits={"detention": 56, "prevenu": 10, "milieu_ouvert": 28, "libre": 6},
    ages=YOUNGER,
    communes=ILLE_ET_VILAINE,
    elsewhere=BEYOND_DEPARTEMENT,
    refusals=(*UNWILLING, Refusal("Réside hors d’Ille-et-Vilaine", 3, lives_elsewhere=True)),
    men=VEZIN,
    women=WOMEN,
    outside=MAUREPAS,
    community_unit="spip-35-rennes-mo",
    delay=60,
    plie_share=0.4,
    women_share=0.1,
    home_quarters=frozenset({RENNES}),
)
DEDANS_DEHORS_SAINT_MALO = Team(
    programme="dedans-dehors",
    mission_locale="ml-saint-malo",
    circuits={"detention": 50, "prevenu": 8, "milieu_ouvert": 42},
    ages=YOUNGER,
    communes=PAYS_DE_SAINT_MALO,
    elsewhere=BEYOND_DEPARTEMENT,
    refusals=(*UNWILLING, Refusal("Réside hors d’Ille-et-Vilaine", 2, lives_elsewhere=True)),
    men=SAINT_MALO,
    women=WOMEN,
    outside=MALOUIN_OFFICE,
    community_unit="spip-35-saint-malo",
    delay=60,
    women_share=0.08,
    home_quarters=frozenset({MALO}),
)
CEF = Team(
    programme="essai-cef",
    mission_locale="ml-rennes",
    circuits={"cef": 1},
    ages={16: 1, 17: 1},
    communes=ILLE_ET_VILAINE,
    elsewhere=BEYOND_DEPARTEMENT,
    refusals=UNWILLING[1:2],
    men=GEVEZE,
    women=GEVEZE,
    outside=GEVEZE.site,
    community_unit="pjj-rennes",
)
