"""Data packages as plain rows (resource → list of dict of strings), and as files."""

from __future__ import annotations

import csv
import json
from pathlib import Path

Row = dict[str, str]
Package = dict[str, list[Row]]

COLUMNS = {
    "structures": "code nom type code_commune",
    "lieux": "code nom intra_muros structure rythme",
    "conventions": "code structure parties objet etat date_signature date_denonciation dernier_jour date_debut"
    " date_fin reconduction duree_reconduction_mois preavis unite_preavis places",
    "dispositifs": "code nom date_debut date_fin age_min age_max statuts_penaux peine_min_mois peine_max_mois epci"
    " departements qpv_accepte etablissements financeurs annee_cumul lieux conventions",
    "jeunes": "id nom prenom date_naissance sexe niveau code_commune type_adresse qpv rqth permis logement"
    " adresse moment_adresse",
    "mesures": "id jeune cadre statut structure duree_peine_mois duree_peine_jours date_debut"
    " date_fin_prevue date_fin",
    "orientations": "id jeune dispositif prescripteur origine structure conseiller date_orientation lieu decision"
    " date_decision motif",
    "entrees": "id jeune dispositif structure referent date_entree date_entree_plie date_sortie_plie relais derogation"
    " date_sortie motif_sortie",
    "contacts": "id jeune date type lieu structure referent duree_minutes axes",
    "situations": "id jeune type organisme date_debut date_fin motif_fin certification",
    "amenagements": "id jeune type modalite decision date_decision date_debut date_fin debouche issue",
    "objectifs": "dispositif structure annee indicateur valeur",
    "references": "structure annee tableau ligne pourcentage",
    "permanences": "id lieu structure date debut fin places tenue",
    "rendez_vous": "id permanence jeune ordre heure presence sans_rendez_vous contact",
    "adresses": "id jeune moment type_adresse adresse code_commune qpv date_debut date_fin",
    "besoins": "id jeune mesure besoin etat responsable date_ouverture date_echeance date_reglement",
    "relais": "id jeune dispositif structure_origine structure_accueil date_accord date_demande decision date_decision"
    " motif_refus entree_origine entree_accueil",
    "avenants": "code convention numero objet etat date_signature date_effet change_date_fin date_fin reconduction"
    " duree_reconduction_mois preavis unite_preavis date_fin_remplacee reconduction_remplacee"
    " duree_reconduction_remplacee_mois preavis_remplace unite_preavis_remplacee",
    "engagements": "code convention avenant type intitule nombre date_debut date_fin sejour_minimum_mois"
    " avenants_de_fin",
    "montants": "convention financeur annee avenant montant etat date_arret",
    "releves": "engagement date nombre d_apres_placements",
    "placements": "id jeune convention engagement structure etat place date_demande date_reservation attente_depuis"
    " date_confirmation date_acceptation date_refus motif_refus date_debut date_fin_prevue date_fin"
    " motif_depart_anticipe resultat situation",
}
# What a hand-written row holds when the test says nothing of it.
DEFAULTS = {
    "structures": {"nom": "Structure", "type": "mission_locale"},
    "dispositifs": {"nom": "Dispositif", "date_debut": "2010-01-01"},
    "jeunes": {"nom": "Martin", "prenom": "Sacha", "date_naissance": "1995-06-15", "sexe": "H"},
    "mesures": {"cadre": "detention", "statut": "condamne"},
    "orientations": {"dispositif": "de", "prescripteur": "spip", "structure": "ml", "decision": "en_attente"},
    "entrees": {"dispositif": "de", "structure": "ml"},
    "contacts": {"type": "entretien", "lieu": "intra_muros", "structure": "ml"},
    "situations": {"type": "cdi"},
    "amenagements": {"type": "ddse", "decision": "accorde"},
    "objectifs": {"dispositif": "de"},
    "references": {"structure": "ml"},
    "lieux": {"nom": "Lieu", "intra_muros": "non"},
    "permanences": {"lieu": "maurepas", "structure": "ml", "date": "2016-03-01"},
    "rendez_vous": {"permanence": "permanences-1", "ordre": "0", "sans_rendez_vous": "non"},
    "adresses": {"date_debut": "2016-01-01"},
    "besoins": {"besoin": "carte_identite", "etat": "a_faire", "date_ouverture": "2016-01-01"},
    "relais": {
        "dispositif": "de",
        "structure_origine": "ml",
        "structure_accueil": "ml2",
        "date_demande": "2016-03-01",
        "decision": "en_attente",
    },
    "conventions": {
        "structure": "fjt",
        "objet": "Places",
        "etat": "signee",
        "reconduction": "aucune",
        "unite_preavis": "mois",
    },
    "avenants": {
        "convention": "fjt-2016",
        "numero": "1",
        "objet": "Suite",
        "etat": "redaction",
        "date_effet": "2017-01-01",
        "change_date_fin": "non",
        "unite_preavis": "mois",
    },
    "engagements": {
        "convention": "fjt-2016",
        "type": "places",
        "intitule": "Chambres",
        "nombre": "4",
        "date_debut": "2016-01-01",
    },
    "montants": {"convention": "fjt-2016", "financeur": "ml", "annee": "2016", "etat": "accorde"},
    "placements": {"convention": "fjt-2016", "structure": "ml", "etat": "demandee"},
    "releves": {"engagement": "engagements-1", "date": "2016-06-30", "nombre": "2", "d_apres_placements": "non"},
}


def empty_package() -> Package:
    """A package with every resource and no row."""
    return {resource: [] for resource in COLUMNS}


def base_package() -> Package:
    """One programme `de` (cumulative figures since 2012), two Missions Locales `ml` and `ml2`, one SPIP unit."""
    package = empty_package()
    for code, kind in (("ml", "mission_locale"), ("ml2", "mission_locale"), ("spip", "spip")):
        add(package, "structures", code=code, type=kind)
    add(package, "dispositifs", code="de", annee_cumul="2012")
    return package


def add(package: Package, resource: str, **cells: str) -> Row:
    """Add a row with every column of the resource: the given cells, else the defaults, else empty. A row of a resource
    with an identifier gets one of its own (`mesures-3`)."""
    known = "code" if resource in ("avenants", "engagements") else "id"
    row = dict.fromkeys(COLUMNS[resource].split(), "") | DEFAULTS[resource]
    if known in row:
        row[known] = f"{resource}-{len(package[resource]) + 1}"
    unknown = cells.keys() - row.keys()
    if unknown:
        raise KeyError(f"{resource}: {sorted(unknown)}")
    row |= cells
    package[resource].append(row)
    return row


def write_package(package: Package, folder: Path, delimiter: str = ",") -> Path:
    """Write the package as a folder with datapackage.json and one CSV per resource; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    resources = []
    for name, rows in package.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS[name].split(), delimiter=delimiter)
            writer.writeheader()
            writer.writerows(rows)
        dialect = {"delimiter": delimiter}
        resources.append({"name": name, "path": f"{name}.csv", "encoding": "utf-8", "dialect": dialect})
    descriptor = {"profile": "tabular-data-package", "name": "dernier-ecrou", "resources": resources}
    (folder / "datapackage.json").write_text(json.dumps(descriptor, ensure_ascii=False), encoding="utf-8")
    return folder
