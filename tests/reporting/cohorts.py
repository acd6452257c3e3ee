"""Random data packages without any fault, full of edge cases: the days and values where a definition turns."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from tests.reporting.packages import Package, add, base_package

PROGRAMMES = ["de", "dd", "cef"]
MISSIONS_LOCALES = ["ml", "ml2", "ml3"]
REFERRERS = ["spip", "spip2", "pjj", "asso"]
LAST_NAMES = ["O’Brien; dit « Jo »", 'Le "Grand"', "=SOMME(A1:A9)", "D'Arc", "Šuška", "Nguyễn", "Çelik"]
LAST_NAMES += ["Œuvrard-Ünal", "+Durand", "@lix", "-Petit", "Le Gall, fils"]
FIRST_NAMES = ["Zoé", "Anaïs", "Jean-François", "Maël", "Noël", "Inès", "Ömer", "L’Hassan"]
BIRTHS = "1988-02-29 1988-02-29 1990-12-31 1991-01-01 1992-02-29 1996-02-29 1998-12-31 1999-01-01".split()
COMMUNES = ["", "35238", "35288", "35353", "22094", "44109", "2A004", "97411"]
ADDRESSES = ["", "personnelle", "hebergement", "domiciliation", "etablissement_penitentiaire", "inconnue"]
AXES = ["projet_professionnel", "acces_emploi", "formation", "logement", "sante", "citoyennete"]
CONTACTS = "entretien administratif email sms courrier atelier information_collective telephone mediation visite"
SITUATIONS = "cdi cdd interim alternance contrat_aide mobilisation preformation qualification pmsmp service_civique"
ADJUSTMENTS = "semi_liberte ddse placement_exterieur liberation_conditionnelle liberation_sous_contrainte".split()
MODALITIES = ["", "", "liberation_conditionnelle", "ddse", "placement_exterieur", "semi_liberte"]
DESTINATIONS = ["", "emploi", "stage", "pop", "ppi_parcours_plus", "formation_qualifiante", "recherche_emploi"]
INDICATORS = ["entrees", "entrees_femmes", "entrees_qpv", "accompagnes", "accompagnes_qpv"]
REFERENCE_ROWS = [("sex", "F"), ("sex", "H"), ("age", "18-21"), ("age", "26+"), ("housing", "inconnu")]
REFERENCE_ROWS += [("education_level", "III+"), ("education_level", "unknown"), ("driving_licence", "en_cours")]
REFERENCE_ROWS += [("services", "career_plan"), ("services", "citizenship")]


def random_package(seed: int, people: int = 40, custodies: tuple[int, ...] = (0, 1, 1, 2, 3, 4)) -> Package:
    """A valid package: three programmes, three Missions Locales, people in several of both, one path each. Everybody
    has one of those numbers of custody measures."""
    rng = Random(seed)
    package = base_package()
    add_settings(rng, package)
    for number in range(people):
        add_person(rng, package, number, rng.choice(custodies))
    return package


def add_settings(rng: Random, package: Package) -> None:
    """Structures, programmes, targets and reference figures."""
    kinds = {"ml3": "mission_locale", "spip2": "spip", "pjj": "pjj", "asso": "association"}
    for code, kind in kinds.items():
        add(package, "structures", code=code, type=kind, nom=f"Structure « {code} »; à part", code_commune="35238")
    add(package, "structures", code="cp", type="etablissement_penitentiaire", code_commune="35353")
    add(package, "dispositifs", code="dd", nom="Dedans-Dehors", annee_cumul=rng.choice(["", "2011", "2015"]))
    add(
        package,
        "dispositifs",
        code="cef",
        nom="Essai",
        age_min="16",
        age_max="17",
        annee_cumul=rng.choice(["", "2013"]),
    )
    for year in range(2015, 2019):
        add_targets(rng, package, year)
        for code in rng.sample(MISSIONS_LOCALES, rng.randint(0, 2)):
            for table, line in rng.sample(REFERENCE_ROWS, rng.randint(1, len(REFERENCE_ROWS))):
                value = rng.choice(["0", "48", "12.5", "100"])
                add(
                    package,
                    "references",
                    structure=code,
                    annee=f"{year}",
                    tableau=table,
                    ligne=line,
                    pourcentage=value,
                )


def add_targets(rng: Random, package: Package, year: int) -> None:
    """Targets of the whole programme and of Missions Locales, some of them missing."""
    for programme in PROGRAMMES:
        for structure in ("", *MISSIONS_LOCALES):
            for indicator in rng.sample(INDICATORS, rng.choice([0, 3, 5, 5])):
                keys = {"dispositif": programme, "structure": structure, "annee": f"{year}", "indicateur": indicator}
                add(package, "objectifs", **keys, valeur=f"{rng.randint(0, 90)}")


def edge_day(rng: Random, first: int = 2014, last: int = 2017) -> date:
    """Any day, but often one where a year or a birthday turns; now and then a day in the future."""
    year = rng.randint(first, last) if rng.random() > 0.02 else 2031
    edges = [date(year, 12, 31), date(year, 1, 1), date(year, 3, 1), date(year, 3, 1) - timedelta(1)]
    return rng.choice(edges) if rng.random() < 0.35 else date(year, 1, 1) + timedelta(rng.randint(0, 364))


def after(rng: Random, on: date, *days: int) -> date:
    """That day or a later one: one of the numbers of days, or the end of the year, or the day after."""
    edges = [date(on.year, 12, 31), date(on.year + 1, 1, 1)]
    return rng.choice(edges) if rng.random() < 0.2 else on + timedelta(rng.choice(days))


def cell(on: date | None) -> str:
    """The day as the package writes it."""
    return on.isoformat() if on else ""


def add_person(rng: Random, package: Package, number: int, custodies: int) -> None:
    """One person with everything that happened to them."""
    person = rng.choice([f"{350000 + number}", f"x-{number}"])
    birth = rng.choice(BIRTHS) if rng.random() < 0.5 else cell(date(1988, 1, 1) + timedelta(rng.randint(0, 5000)))
    add(
        package,
        "jeunes",
        id=person,
        nom=rng.choice(LAST_NAMES),
        prenom=rng.choice(FIRST_NAMES),
        date_naissance=birth,
        sexe=rng.choice("FHH"),
        niveau=rng.choice(["", "I", "II", "III", "IV", "V", "Vbis", "VI"]),
        code_commune=rng.choice(COMMUNES),
        type_adresse=rng.choice(ADDRESSES),
        qpv=rng.choice(["", "inconnu", "oui", "non"]),
        rqth=rng.choice(["", "oui", "non"]),
        permis=rng.choice(["", "aucun", "en_cours", "obtenu", "inconnu"]),
        logement=rng.choice(["", "autonome", "famille", "precaire", "inconnu"]),
    )
    # Those born on 29 February 1988 come the day before and the day on which they turn 26.
    days = [rng.choice([date(2014, 2, 28), date(2014, 3, 1)]) if birth == "1988-02-29" else edge_day(rng)]
    days += add_custodies(rng, package, person, days[0], custodies)
    add_other_measures(rng, package, person)
    days += add_referrals(rng, package, person, days[0])
    days += add_enrolments(rng, package, person, days[0])
    add_contacts(rng, package, person, days)
    add_situations(rng, package, person)


def add_custodies(rng: Random, package: Package, person: str, around: date, count: int) -> list[date]:
    """Custody measures that follow one another, some on the same day, the last one perhaps still open."""
    days, begun = [], around + timedelta(rng.choice([-400, -90, -1, 0, 1, 45]))
    for number in range(count):
        ended = after(rng, begun, 1, 20, 45, 90, 200, 400)
        ended = max(ended, begun + timedelta(1))
        is_open = number == count - 1 and rng.random() < 0.4
        planned = begun + timedelta(rng.choice([30, 200])) if rng.random() < 0.5 else None
        cells = {"structure": rng.choice(["cp", ""]), "statut": rng.choice(["condamne", "prevenu"])}
        cells |= {"duree_peine_mois": rng.choice(["", "6", "24"]), "duree_peine_jours": rng.choice(["", "0", "15"])}
        cells |= {"date_debut": cell(begun), "date_fin_prevue": cell(planned)}
        add(package, "mesures", jeune=person, date_fin="" if is_open else cell(ended), **cells)
        days += [begun, ended]
        for _ in range(rng.choice([0, 0, 1, 1, 2])):
            days += add_adjustment(rng, package, person, begun, ended)
        begun = after(rng, ended, 0, 0, 1, 29, 100, 181, 182, 183, 365, 366, 730)
        begun = max(begun, ended)
    return days


def add_adjustment(rng: Random, package: Package, person: str, begun: date, ended: date) -> list[date]:
    """An adjustment of any kind, decided or not, with a start inside the custody, just outside it, or none."""
    middle = begun + (ended - begun) / 2
    one = timedelta(1)
    start = rng.choice([None, begun - one, begun, middle, middle, ended - one, ended, ended + one])
    kind = rng.choice(ADJUSTMENTS)
    has_modality = kind == "liberation_sous_contrainte" or rng.random() < 0.05
    add(
        package,
        "amenagements",
        jeune=person,
        type=kind,
        modalite=rng.choice(MODALITIES) if has_modality else "",
        decision=rng.choice(["accorde", "accorde", "accorde", "en_preparation", "refuse"]),
        date_decision=rng.choice(["", cell(begun)]),
        date_debut=cell(start),
        date_fin=cell(after(rng, start, 0, 30, 200)) if start and rng.random() < 0.6 else "",
        debouche=rng.choice(DESTINATIONS),
        issue=rng.choice(["", "en_cours", "sortie_positive", "retour_detention", "autre"]),
    )
    return [start] if start else []


def add_other_measures(rng: Random, package: Package, person: str) -> None:
    """Measures in the community, which may overlap anything, and placements in a CEF."""
    for _ in range(rng.choice([0, 0, 1, 2])):
        begun = edge_day(rng)
        setting = rng.choice(["milieu_ouvert", "milieu_ouvert", "cef"])
        status = "ordonnance" if setting == "cef" else "condamne"
        ended = rng.choice([None, after(rng, begun, 0, 100, 400)])
        add(
            package,
            "mesures",
            jeune=person,
            cadre=setting,
            statut=status,
            date_debut=cell(begun),
            date_fin=cell(ended),
        )


def add_referrals(rng: Random, package: Package, person: str, around: date) -> list[date]:
    """Referrals to any programme and Mission Locale, decided on the day, later, next year, or not at all."""
    days = []
    for _ in range(rng.choice([0, 1, 1, 2, 3])):
        on = rng.choice([around, edge_day(rng)])
        decision = rng.choice(["en_attente", "admis", "admis", "non_admis", "sans_suite"])
        decided = after(rng, on, 0, 14, 90, 400)
        if decision == "en_attente" and rng.random() < 0.9:  # else a date without a decision: odd, accepted
            decided = None
        add(
            package,
            "orientations",
            jeune=person,
            dispositif=rng.choice(PROGRAMMES[:2] + PROGRAMMES),
            prescripteur=rng.choice(REFERRERS),
            structure=rng.choice(MISSIONS_LOCALES),
            origine=rng.choice(["", "spip", "cpu", "pjj", "association", "jeune", "mission_locale"]),
            date_orientation=cell(on),
            decision=decision,
            date_decision=cell(decided),
            motif=rng.choice(["", "ne donne pas suite ; « à revoir »"]) if decided else "",
        )
        days += [on, decided] if decided else [on]
    return days


def add_enrolments(rng: Random, package: Package, person: str, around: date) -> list[date]:
    """Stays in one to three pairs of programme and Mission Locale, one after another in each."""
    days = []
    pairs = [(programme, code) for programme in PROGRAMMES[:2] for code in MISSIONS_LOCALES[:2]] + [("cef", "ml3")]
    for programme, code in rng.sample(pairs, rng.choice([0, 1, 1, 2, 3])):
        entered = rng.choice([around, edge_day(rng)])
        for number in range(2):
            left = after(rng, entered, 0, 1, 60, 200, 500)
            is_open = number == 1 or rng.random() < 0.3
            cells = {"dispositif": programme, "structure": code, "date_entree": cell(entered)}
            cells |= {"date_sortie": "" if is_open else cell(left), "motif_sortie": "" if is_open else "autre"}
            add(package, "entrees", jeune=person, **cells, **enrolment_details(rng, entered))
            days += [entered] if is_open else [entered, left]
            if is_open or rng.random() < 0.5:
                break
            entered = left + timedelta(rng.choice([1, 179, 181, 400]))
    return days


def enrolment_details(rng: Random, entered: date) -> dict[str, str]:
    """PLIE dates at the edges of years, with or without exit; hand-over; exception."""
    plie = rng.choice([None, entered, after(rng, entered, 30), date(entered.year, 1, 1), date(entered.year + 1, 1, 1)])
    left = after(rng, plie, 0, 100, 365) if plie and rng.random() < 0.5 else None
    reasons = ["", "", "", "hors critère d’âge ; accord du SPIP"]
    cells = {"date_entree_plie": cell(plie), "date_sortie_plie": cell(left), "referent": rng.choice(["", "Ana B."])}
    return cells | {"relais": rng.choice(["", "non", "non", "oui"]), "derogation": rng.choice(reasons)}


def add_contacts(rng: Random, package: Package, person: str, days: list[date]) -> None:
    """Contacts of every kind on, just before and just after the days that matter, and on any day."""
    offsets = [-61, -60, -59, -1, 0, 0, 1, 29, 30, 31, 179, 180, 181]
    for _ in range(rng.choice([0, 5, 15, 30])):
        on = rng.choice(days) + timedelta(rng.choice(offsets)) if rng.random() < 0.8 else edge_day(rng)
        add(
            package,
            "contacts",
            jeune=person,
            date=cell(on),
            type=rng.choice(["entretien"] * 6 + CONTACTS.split()),
            lieu=rng.choice(["intra_muros", "hors_detention", "a_distance"]),
            structure=rng.choice(MISSIONS_LOCALES + ["ml"] * 3),
            referent=rng.choice(["", "Ana B."]),
            duree_minutes=rng.choice(["", "0", "45"]),
            axes="|".join(axis for axis in AXES if rng.random() < 0.2),
        )


def add_situations(rng: Random, package: Package, person: str) -> None:
    """Situations of every type, some on the first and last day of a year."""
    for _ in range(rng.choice([0, 1, 2, 4])):
        begun = edge_day(rng)
        ended = rng.choice([None, after(rng, begun, 0, 30)])
        kind = rng.choice(["incarceration", "incarceration", "scolarite", *SITUATIONS.split()])
        cells = {"type": kind, "organisme": rng.choice(["", "Atelier « L’Envol »; SARL"])}
        cells |= {
            "motif_fin": rng.choice(["", "terme"]) if ended else "",
            "certification": rng.choice(["", "obtenue"]),
        }
        add(package, "situations", jeune=person, date_debut=cell(begun), date_fin=cell(ended), **cells)
