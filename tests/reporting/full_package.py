"""A data package with a row of everything, and texts that are easily spoilt."""

from __future__ import annotations

from tests.reporting.packages import Package, add, base_package

# Texts that a spreadsheet, a CSV reader or a database could spoil.
TEXTS = [
    '=1+1 "x"',
    "+33 6",
    "@SOMME(A1)",
    "007",
    "1e5",
    "35238",
    "2016-03-01",
    " avant et après ",
    "a,b;c|d",
    "ligne\nsuivante",
    "retour\r\nchariot",
    "seul\rretour",
    "tabulation\t",
    "l’Œuvre « Été »",
    "𝄞 😀",
    "_x000D_",
    "https://exemple.fr",
    "oui",
    "NULL",
    "'",
]


def full_package() -> Package:
    """A package with a row of everything, two programmes, and texts that are easily spoilt."""
    package = base_package()
    add(package, "structures", code="Z9", type="financeur", nom="Ville", code_commune="35238")
    add(package, "structures", code="é", type="cef", nom="CEF", code_commune="35120")
    add(package, "dispositifs", code="dd", qpv_accepte="oui", financeurs="Z9|ml", etablissements="é", age_max="25")
    for number, text in enumerate(TEXTS):
        add(package, "jeunes", id=f"J{number}", nom=text, prenom=text, rqth=("oui", "non", "")[number % 3])
        add(package, "contacts", jeune=f"J{number}", date="2016-01-01", referent=text, axes="sante|formation")
        add(package, "situations", jeune=f"J{number}", date_debut="0950-01-31", organisme=text)
    add(package, "jeunes", id="zoé", type_adresse="personnelle", code_commune="75056", qpv="oui", niveau="Vbis")
    add(package, "mesures", jeune="J0", date_debut="2016-01-01", structure="spip", duree_peine_mois="-1")
    add(package, "orientations", jeune="J0", date_orientation="2016-01-02", origine="", lieu="PCC", motif='"')
    add(package, "orientations", jeune="J1", dispositif="dd", prescripteur="é", date_orientation="2016-01-02")
    add(package, "entrees", jeune="J1", date_entree="2016-01-02", relais="oui")
    add(package, "amenagements", jeune="J0", date_debut="2016-01-02", debouche="pop")
    add(package, "lieux", code="maurepas", nom="Antenne de Maurepas", structure="ml", rythme="3 par semaine")
    add(package, "lieux", code="vezin", nom="CP, 2e étage", intra_muros="oui")
    package["dispositifs"][0]["lieux"] = "maurepas|vezin"
    for site, begins, held in (("maurepas", "09:00", "oui"), ("vezin", "", "non"), ("vezin", "13:30", "")):
        add(package, "permanences", lieu=site, debut=begins, fin=begins and "17:05", places="8", tenue=held)
    contact = package["contacts"][0]["id"]
    add(package, "rendez_vous", jeune="J0", ordre="1", heure="09:20", presence="present", contact=contact)
    add(package, "rendez_vous", jeune="J1", ordre="2", presence="parloir", sans_rendez_vous="oui")
    add(package, "rendez_vous", jeune="J1", permanence="permanences-2")
    add_pathways(package)
    add_agreements(package)
    for structure in ("", "ml2"):
        add(package, "objectifs", structure=structure, annee="2016", indicateur="entrees", valeur="30")
    for mission_locale in ("ml", "ml2"):
        add(package, "references", structure=mission_locale, annee="2016", tableau="sex", ligne="F", pourcentage="1e1")
    return package


def add_pathways(package: Package) -> None:
    """Addresses, needs and hand-overs of people who are there already."""
    add(package, "jeunes", id="undated", adresse=' 3, rue "des Lices"', moment_adresse="avant")
    for number, text in enumerate(TEXTS):
        add(
            package, "adresses", jeune=f"J{number}", adresse=text, moment=("avant", "pendant", "apres", "")[number % 4]
        )
    dates = {"date_debut": "", "date_fin": "0987-12-31"}
    add(package, "adresses", jeune="zoé", type_adresse="domiciliation", code_commune="75056", qpv="non", **dates)
    measure = package["mesures"][0]["id"]
    settled = {"etat": "regle", "date_reglement": "2016-02-01", "date_echeance": "2016-02-02"}
    add(package, "besoins", jeune="J0", mesure=measure, besoin="fjt", responsable="partenaire", **settled)
    add(package, "besoins", jeune="J1", besoin="telephone", etat="sans_objet", responsable="spip")
    began, ended = package["entrees"][0]["id"], add(package, "entrees", jeune="J0", date_entree="2016-01-02")["id"]
    answer = {"decision": "accepte", "date_decision": "2016-03-09", "date_accord": "2016-02-28"}
    add(package, "relais", jeune="J1", entree_origine=ended, entree_accueil=began, **answer)
    add(package, "relais", jeune="J0", decision="refuse", date_decision="2016-03-02", motif_refus="hors_territoire")
    add(package, "relais", jeune="J0", dispositif="dd", structure_origine="ml2", structure_accueil="ml")


def add_agreements(package: Package) -> None:
    """An agreement with everything that one can hold, and one about which little is known."""
    add(package, "structures", code="fjt", type="logement", nom="FJT")
    package["dispositifs"][0]["conventions"] = "fjt-2016|été"
    dates = {"date_debut": "2016-01-01", "date_fin": "2018-12-31", "date_signature": "2015-12-15"}
    over = {"etat": "denoncee", "date_denonciation": "2017-02-01", "dernier_jour": "2018-06-30"}
    tacit = {"reconduction": "tacite", "duree_reconduction_mois": "12", "preavis": "0", "unite_preavis": "jours"}
    add(package, "conventions", code="fjt-2016", parties="Z9|ml", **dates, **over, **tacit)
    add(package, "conventions", code="été", structure="é", objet=TEXTS[0], etat="redaction", places="6")
    replaced = {"date_fin_remplacee": "2016-12-31", "reconduction_remplacee": "aucune"}
    replaced |= {"preavis_remplace": "0", "unite_preavis_remplacee": "jours"}
    signed = {"etat": "signe", "date_signature": "2016-12-05", "change_date_fin": "oui", "date_fin": "2018-12-31"}
    add(package, "avenants", **signed, **replaced, **tacit)
    add(package, "avenants", numero="2", objet=TEXTS[1], etat="a_signer", date_effet="2018-01-01")
    add(
        package, "engagements", date_fin="2017-12-31", sejour_minimum_mois="6", avenants_de_fin="avenants-1|avenants-2"
    )
    for text, number in zip(TEXTS, ("0.5", "1", "99999.99", "0.01"), strict=False):
        cells = {"type": "temps_de_travail", "avenant": "avenants-2", "intitule": text, "nombre": number}
        add(package, "engagements", **cells)
    add(package, "montants", montant="999999999.99", avenant="avenants-1", date_arret="2016-10-01")
    add(package, "montants", financeur="Z9", annee="2017", etat="demande")
    add(package, "releves", nombre="0")
    add(package, "releves", date="2016-07-01", nombre="2.25", d_apres_placements="oui")
    add_placements(package)


def add_placements(package: Package) -> None:
    """A stay that is over with what followed, one that runs, those who wait, one refused, one without a number."""
    stock = {"engagement": "engagements-1", "date_demande": "2016-01-02", "date_reservation": "2016-02-01"}
    stay = stock | {"date_acceptation": "2016-01-09", "date_debut": "2016-02-01", "date_fin_prevue": "2016-08-01"}
    over = {"date_fin": "2016-03-01", "motif_depart_anticipe": "autre_solution", "resultat": "vers_solution"}
    situation = package["situations"][0]["id"]
    add(package, "placements", jeune="J0", etat="terminee", place="9", situation=situation, **stay | over)
    add(package, "placements", jeune="J1", etat="commencee", place="4", **stay)
    waited = {"attente_depuis": "2016-01-02T09:30:00.000001Z"}
    served = stock | waited | {"date_reservation": "2016-03-01", "date_confirmation": "2016-03-02"}
    add(package, "placements", jeune="J2", place="1", **served)
    for person, since in (("J3", "2016-01-03T09:30:00Z"), ("zoé", "2016-01-03T09:29:59.500000Z")):
        add(package, "placements", jeune=person, etat="en_attente", **stock | {"attente_depuis": since})
    add(package, "placements", jeune="J0", etat="refusee", date_refus="2016-01-05", motif_refus="complet", **stock)
    add(package, "placements", jeune="J1", convention="été", structure="ml2", etat="acceptee")
