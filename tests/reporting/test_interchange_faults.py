"""Every fault of the contract names its resource, line, field, value and what was expected; nothing is written."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cases.models import Programme, YoungPerson
from partners.models import Organisation
from reporting.interchange import PackageFaults, import_package
from tests.reporting.packages import Package, add, base_package, write_package

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 22)
# A sound row of each resource, for a test to spoil.
SOUND = {
    "structures": {"code": "lieu"},
    "dispositifs": {"code": "dd"},
    "jeunes": {"id": "J2"},
    "mesures": {"jeune": "J1", "date_debut": "2016-01-01"},
    "orientations": {"jeune": "J1", "date_orientation": "2016-01-01"},
    "entrees": {"jeune": "J1", "date_entree": "2016-01-01"},
    "contacts": {"jeune": "J1", "date": "2016-01-01"},
    "situations": {"jeune": "J1", "date_debut": "2016-01-01"},
    "amenagements": {"jeune": "J1"},
    "objectifs": {"annee": "2016", "indicateur": "entrees", "valeur": "30"},
    "references": {"annee": "2016", "tableau": "sex", "ligne": "F", "pourcentage": "48"},
    "adresses": {"jeune": "J1"},
    "besoins": {"jeune": "J1"},
    "relais": {"jeune": "J1"},
}


def sound_package() -> Package:
    """One young person, J1, in the base package, and a sound row of each resource."""
    package = base_package()
    add(package, "jeunes", id="J1")
    for resource, cells in SOUND.items():
        add(package, resource, **cells)
    return package


def faults_of(path: Path) -> list[str]:
    """The lines that an import prints for these faults; asserts that nothing was written."""
    before = [list(model.objects.order_by("pk").values()) for model in (Organisation, Programme, YoungPerson)]
    with pytest.raises(PackageFaults) as caught:
        import_package(path, today=TODAY)
    after = [list(model.objects.order_by("pk").values()) for model in (Organisation, Programme, YoungPerson)]
    assert before == after
    return [line.replace("\u00a0", " ") for line in caught.value.lines()]


def test_a_sound_package_has_no_fault(tmp_path: Path) -> None:
    import_package(write_package(sound_package(), tmp_path), today=TODAY)
    assert YoungPerson.objects.count() == 2


WRONG_TYPES = [
    ("mesures", "date_debut", "2016-02-30", "une date qui existe"),
    ("mesures", "date_debut", "1/3/2016", "une date (AAAA-MM-JJ ou JJ/MM/AAAA)"),
    ("mesures", "date_debut", "2016-03-01T00:00:00", "une date"),
    ("mesures", "date_fin", "bientôt", "une date"),
    ("mesures", "duree_peine_mois", "12,5", "un nombre entier"),
    ("mesures", "duree_peine_mois", "2147483648", "un nombre entier"),
    ("contacts", "duree_minutes", "١٢", "un nombre entier"),
    ("jeunes", "rqth", "peut-être", "oui ou non"),
    ("entrees", "relais", "O", "oui ou non"),
    ("references", "pourcentage", "douze", "un nombre, avec un point décimal"),
    ("references", "pourcentage", "NaN", "un nombre, avec un point décimal"),
    ("references", "pourcentage", "100.5", "un nombre de 0 à 100"),
    ("adresses", "qpv", "peut-être", "oui, non ou inconnu"),
    ("besoins", "date_echeance", "bientôt", "une date"),
    ("relais", "date_accord", "31/02/2016", "une date qui existe"),
]
OUTSIDE_LISTS = [
    ("structures", "type", "prison", "l’une des valeurs mission_locale, spip"),
    ("jeunes", "sexe", "M", "F, H"),
    ("jeunes", "niveau", "Bac", "Vbis"),
    ("jeunes", "qpv", "peut-être", "oui, non ou inconnu"),
    ("jeunes", "type_adresse", "rue", "domiciliation"),
    ("mesures", "cadre", "prison", "milieu_ouvert"),
    ("orientations", "origine", "jap", "cpu"),
    ("orientations", "decision", "refuse", "non_admis"),
    ("entrees", "motif_sortie", "parti", "demenagement"),
    ("contacts", "type", "visio", "entretien"),
    ("contacts", "axes", "sante|sport", "des valeurs parmi projet_professionnel"),
    ("dispositifs", "statuts_penaux", "condamne|libre", "des valeurs parmi condamne, prevenu"),
    ("situations", "type", "cddi", "contrat_aide"),
    ("amenagements", "type", "permission", "semi_liberte"),
    ("objectifs", "indicateur", "sorties", "accompagnes_qpv"),
    ("references", "tableau", "qpv", "education_level"),
    ("adresses", "moment", "ici", "l’une des valeurs avant, pendant, apres"),
    ("besoins", "besoin", "piscine", "compte_bancaire"),
    ("besoins", "etat", "fait", "regle"),
    ("besoins", "responsable", "jap", "partenaire"),
    ("relais", "decision", "admis", "accepte"),
    ("relais", "motif_refus", "non", "hors_territoire"),
    ("references", "ligne", "G", "l’une des lignes du tableau sex : F, H"),
]
LEADING_NOWHERE = [
    ("mesures", "jeune", "J9", "un identifiant de jeunes, dans le paquet ou dans la base"),
    ("mesures", "structure", "cp", "un identifiant de structures"),
    ("orientations", "dispositif", "dx", "un identifiant de dispositifs"),
    ("orientations", "prescripteur", "spip-x", "un identifiant de structures"),
    ("orientations", "structure", "ml9", "un identifiant de structures"),
    ("entrees", "structure", "ml9", "un identifiant de structures"),
    ("contacts", "structure", "ml9", "un identifiant de structures"),
    ("situations", "jeune", "J9", "un identifiant de jeunes"),
    ("amenagements", "jeune", "J9", "un identifiant de jeunes"),
    ("objectifs", "dispositif", "dx", "un identifiant de dispositifs"),
    ("objectifs", "structure", "ml9", "un identifiant de structures"),
    ("references", "structure", "ml9", "un identifiant de structures"),
    ("adresses", "jeune", "J9", "un identifiant de jeunes"),
    ("besoins", "mesure", "M9", "un identifiant de mesures"),
    ("relais", "dispositif", "dx", "un identifiant de dispositifs"),
    ("relais", "structure_accueil", "ml9", "un identifiant de structures"),
    ("relais", "entree_accueil", "E9", "un identifiant de entrees"),
]
COMMUNES = [
    ("jeunes", "code_commune", code, "le code INSEE d’une commune connue")
    for code in ("35999", "Rennes", "00001", "96001", "97701", "2C004", "2a004", "7505٦", "351", "35 238")
] + [("adresses", "code_commune", "35999", "le code INSEE d’une commune connue")]
COMMUNES += [("structures", "code_commune", "35999", "le code INSEE d’une commune connue")]


@pytest.mark.parametrize(
    ("resource", "field", "value", "expected"), WRONG_TYPES + OUTSIDE_LISTS + LEADING_NOWHERE + COMMUNES
)
def test_a_refused_cell(resource: str, field: str, value: str, expected: str, tmp_path: Path) -> None:
    package = sound_package()
    package[resource][-1][field] = value
    (fault,) = faults_of(write_package(package, tmp_path))
    assert fault.startswith(f"{resource}, ligne {len(package[resource]) + 1}, {field}, « {value} », attendu : ")
    assert expected in fault


@pytest.mark.parametrize(
    ("resource", "field"),
    [
        ("structures", "nom"),
        ("structures", "type"),
        ("dispositifs", "date_debut"),
        ("jeunes", "id"),
        ("jeunes", "date_naissance"),
        ("mesures", "jeune"),
        ("orientations", "prescripteur"),
        ("references", "pourcentage"),
        ("besoins", "date_ouverture"),
        ("relais", "structure_accueil"),
    ],
)
def test_a_missing_value(resource: str, field: str, tmp_path: Path) -> None:
    package = sound_package()
    package[resource][-1][field] = ""
    (fault,) = faults_of(write_package(package, tmp_path))
    line = len(package[resource]) + 1
    assert fault == f"{resource}, ligne {line}, {field}, «  », attendu : une valeur (champ obligatoire)"


@pytest.mark.parametrize(
    ("field", "listed", "lost"), [("etablissements", "spip|cef", "cef"), ("financeurs", "ml|ville", "ville")]
)
def test_an_identifier_in_a_list_that_leads_nowhere(field: str, listed: str, lost: str, tmp_path: Path) -> None:
    package = sound_package()
    package["dispositifs"][-1][field] = listed
    (fault,) = faults_of(write_package(package, tmp_path))
    assert fault.startswith(f"dispositifs, ligne 3, {field}, « {lost} », attendu : un identifiant de structures")


@pytest.mark.parametrize("resource", ["structures", "dispositifs", "jeunes", "mesures", "contacts"])
def test_an_identifier_twice(resource: str, tmp_path: Path) -> None:
    package = sound_package()
    package[resource].append(dict(package[resource][-1]))
    (fault,) = faults_of(write_package(package, tmp_path))
    line = len(package[resource]) + 1
    assert fault.startswith(f"{resource}, ligne {line}, ")
    assert f"un identifiant unique (déjà donné ligne {line - 1})" in fault


@pytest.mark.parametrize(
    ("resource", "field", "value"),
    [
        ("objectifs", "dispositif / structure / annee / indicateur", "de /  / 2016 / entrees"),
        ("references", "structure / annee / tableau / ligne", "ml / 2016 / sex / F"),
    ],
)
def test_a_target_or_a_reference_twice(resource: str, field: str, value: str, tmp_path: Path) -> None:
    package = sound_package()
    package[resource].append(dict(package[resource][-1]))
    (fault,) = faults_of(write_package(package, tmp_path))
    assert fault == f"{resource}, ligne 3, {field}, « {value} », attendu : un identifiant unique (déjà donné ligne 2)"


@pytest.mark.parametrize(
    ("resource", "start", "end"),
    [
        ("dispositifs", "date_debut", "date_fin"),
        ("mesures", "date_debut", "date_fin"),
        ("mesures", "date_debut", "date_fin_prevue"),
        ("entrees", "date_entree", "date_sortie"),
        ("entrees", "date_entree_plie", "date_sortie_plie"),
        ("situations", "date_debut", "date_fin"),
        ("amenagements", "date_debut", "date_fin"),
        ("adresses", "date_debut", "date_fin"),
    ],
)
def test_an_end_before_its_start(resource: str, start: str, end: str, tmp_path: Path) -> None:
    package = sound_package()
    package[resource][-1] |= {start: "2016-03-02", end: "01/03/2016"}
    (fault,) = faults_of(write_package(package, tmp_path))
    line = len(package[resource]) + 1
    assert fault.startswith(
        f"{resource}, ligne {line}, {end}, « 2016-03-01 », attendu : une date égale ou postérieure"
    )


def test_a_birth_date_in_the_future(tmp_path: Path) -> None:
    package = sound_package()
    package["jeunes"][0]["date_naissance"] = "2026-11-22"
    package["jeunes"][1]["date_naissance"] = "2026-11-23"
    (fault,) = faults_of(write_package(package, tmp_path))
    assert fault.startswith("jeunes, ligne 3, date_naissance, « 2026-11-23 », attendu : une date passée")


@pytest.mark.parametrize("decision", ["admis", "non_admis", "sans_suite"])
def test_a_decided_referral_without_its_date(decision: str, tmp_path: Path) -> None:
    package = sound_package()
    package["orientations"][0]["decision"] = decision
    (fault,) = faults_of(write_package(package, tmp_path))
    assert fault == f"orientations, ligne 2, date_decision, «  », attendu : la date de la décision « {decision} »"


def test_a_plie_exit_without_an_entry(tmp_path: Path) -> None:
    package = sound_package()
    package["entrees"][0]["date_sortie_plie"] = "2016-06-01"
    (fault,) = faults_of(write_package(package, tmp_path))
    assert fault.startswith("entrees, ligne 2, date_sortie_plie, « 2016-06-01 », attendu : aucune sortie sans entrée")


def test_a_spoilt_date_is_one_fault_and_not_two(tmp_path: Path) -> None:
    """A refused cell says nothing of the rules that would need it."""
    package = sound_package()
    package["orientations"][0] |= {"decision": "admis", "date_decision": "hier"}
    package["entrees"][0] |= {"date_entree_plie": "hier", "date_sortie_plie": "2016-06-01"}
    faults = faults_of(write_package(package, tmp_path))
    assert [fault.split(", attendu")[0] for fault in faults] == [
        "orientations, ligne 2, date_decision, « hier »",
        "entrees, ligne 2, date_entree_plie, « hier »",
    ]


def test_the_first_hundred_faults_are_listed_and_the_others_counted(tmp_path: Path) -> None:
    package = sound_package()
    for number in range(130):
        add(package, "contacts", jeune=f"J{number}?", date="2016-01-01")
    faults = faults_of(write_package(package, tmp_path))
    assert len(faults) == 101
    assert faults[0].startswith("contacts, ligne 3, jeune, « J0? »")
    assert faults[-1] == "… et 30 autres erreurs."


def test_a_value_is_shown_on_one_line(tmp_path: Path) -> None:
    package = sound_package()
    package["jeunes"][0]["sexe"] = "F\nou H " + "x" * 100
    (fault,) = faults_of(write_package(package, tmp_path))
    assert "\n" not in fault
    assert f"« F\\nou H {'x' * 71}… »" in fault
