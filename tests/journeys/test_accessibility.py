"""Every page, in every state it can be in: no fault that axe knows, nothing wider than a telephone."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pytest
from playwright.sync_api import Page, expect

from reporting.demonstration.accounts import ACCOUNTS
from tests.journeys.axe import has_no_fault
from tests.journeys.conftest import Look
from tests.journeys.records import (
    accept_without_a_day,
    filter_first_pathway,
    note_a_contact,
    note_a_situation,
    note_wrongly,
    open_adjustment_to_decide,
    open_first_deletion,
    open_first_history,
    open_first_more,
    open_first_person,
    open_first_transfer,
    open_hostel,
    open_unnumbered,
    prepare_a_request,
    put_off_nothing,
    refuse_measure,
)


class State(NamedTuple):
    """A page as that role sees it, once something was done there; its title, so that no other page passes for it."""

    address: str
    title: str
    role: str = ""
    act: Callable[[Page], None] | None = None


def fail_to_sign_in(page: Page) -> None:
    page.locator("summary").click()
    page.get_by_label("E-mail").fill("personne@exemple.invalid")
    page.get_by_label("Mot de passe", exact=False).fill("rien de tel")
    page.get_by_role("button", name="Se connecter", exact=True).click()
    expect(page.get_by_text("incorrects")).to_be_visible()


def open_sign_in_form(page: Page) -> None:
    page.locator("summary").click()
    expect(page.get_by_label("E-mail")).to_be_visible()


def mistype_a_share(page: Page) -> None:
    follow("We Ker")(page)
    page.get_by_label("Femme").fill("douze")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text("Le formulaire est à corriger")).to_be_visible()


def open_menu(page: Page) -> None:
    page.locator("summary", has_text="Compte").click()
    expect(page.get_by_role("button", name="Se déconnecter")).to_be_visible()


def open_dialog(page: Page) -> None:
    page.get_by_role("link", name="Fermer le dossier").click()
    expect(page.get_by_role("dialog")).to_be_visible()


def mistype_password(page: Page) -> None:
    page.get_by_label("Mot de passe actuel").fill("ce n’est pas lui")
    page.get_by_label("Nouveau mot de passe", exact=False).first.fill("court")
    page.get_by_role("button", name="Changer").click()
    expect(page.locator(".invalid-feedback").first).to_be_visible()


def follow(*links: str) -> Callable[[Page], None]:
    """Click on one link after the other."""

    def act(page: Page) -> None:
        for link in links:
            page.get_by_role("link", name=link).first.click()

    return act


def send_empty(page: Page) -> None:
    page.locator("main form button[type=submit]:not([data-de-draft-save])").last.click()
    expect(page.get_by_text("Le formulaire est à corriger")).to_be_visible()


def print_codes(page: Page) -> None:
    follow("Nouvelle feuille")(page)
    page.get_by_role("button", name="Faire la feuille de codes").click()
    expect(page.locator(".de-codes li")).to_have_count(20)


def open_first(page: Page) -> None:
    page.locator("tbody th a").first.click()
    expect(page.get_by_role("heading", name="Éligibilité le jour")).to_be_visible()


def open_needs(page: Page) -> None:
    page.locator("summary", has_text="Besoins").click()
    expect(page.get_by_label("Carte nationale d’identité")).to_be_visible()
    expect(page.get_by_text("La date de naissance manque")).to_be_visible()


def check_empty(page: Page) -> None:
    page.get_by_role("button", name="Vérifier").click()
    expect(page.locator(".invalid-feedback").first).to_be_visible()


def ask_transfer(page: Page) -> None:
    open_first(page)
    page.get_by_role("link", name="Le jeune est transféré").click()
    send_empty(page)


def make_a_meeting(page: Page) -> None:
    page.get_by_label("Type*").select_option("atelier")
    page.get_by_label("Intitulé*").fill("Atelier CV")
    page.locator("[name=held_on]").fill("2026-11-20")
    page.get_by_label("Lieu*").select_option("hors_detention")
    page.get_by_role("button", name="Créer").click()
    page.get_by_label("Nom ou référence").fill("auffray")
    page.get_by_role("button", name="Chercher").click()


OFFICER, REFERENT = "officer", "referent"
COORDINATOR, ADMINISTRATOR, LEAD = "coordinator", "administrator", "lead"
STATES = {
    "sign-in": State("/comptes/login/", "Préparer la sortie dès le premier jour"),
    "sign-in by password": State("/comptes/login/", "Préparer la sortie dès le premier jour", act=open_sign_in_form),
    "sign-in refused": State("/comptes/login/", "Préparer la sortie dès le premier jour", act=fail_to_sign_in),
    "password forgotten": State("/comptes/password/reset/", "Mot de passe oublié"),
    "password link sent": State("/comptes/password/reset/done/", "Regardez votre messagerie"),
    "password link too old": State("/comptes/password/reset/key/1-inconnue/", "Ce lien n’est plus valable"),
    "account inactive": State("/comptes/inactive/", "Compte désactivé"),
    **{f"home, {a.role_code}": State("/", f"Bonjour {a.first_name}", a.role_code) for a in ACCOUNTS},
    "visit": State("/visite/", "Découvrir en cinq minutes"),
    "visit, signed in": State("/visite/", "Découvrir en cinq minutes", LEAD),
    "menu": State("/", "Bonjour Maëlle", COORDINATOR, open_menu),
    "monitoring": State("/suivi/", "Suivi des orientations", COORDINATOR),
    "monitoring asked for wrongly": State("/suivi/?mois=2999-01", "Suivi des orientations", COORDINATOR),
    "monitoring of the fall of 2015": State(
        "/suivi/?dispositif=dernier-ecrou&mois=2015-03", "Suivi des orientations", COORDINATOR
    ),
    "reports": State("/bilans/", "Bilans d’activité", COORDINATOR),
    "reports filtered": State("/bilans/?filtre-year=2016", "Bilans d’activité", COORDINATOR),
    "reports filtered away": State("/bilans/?filtre-year=1999", "Bilans d’activité", COORDINATOR),
    "report asked for wrongly": State("/bilans/?annee=2016", "Bilans d’activité", COORDINATOR),
    "report": State("/bilans/dernier-ecrou/2016/", "Dernier Écrou : bilan d’activité 2016", COORDINATOR),
    "report with nothing in it": State("/bilans/dedans-dehors/2012/", "bilan d’activité 2012", COORDINATOR),
    "report of two programmes": State(
        "/bilans/dernier-ecrou+dedans-dehors/2018/", "bilan d’activité 2018", COORDINATOR
    ),
    "control": State("/bilans/dernier-ecrou/2016/controle/", "Contrôle du bilan 2016", COORDINATOR),
    "components": State("/demonstration/composants/", "Composants", COORDINATOR),
    "dialog": State("/demonstration/composants/", "Composants", COORDINATOR, open_dialog),
    "agents": State("/agents/", "Agents", ADMINISTRATOR),
    "agents filtered": State("/agents/?q=gueguen&state=actif", "Agents", ADMINISTRATOR),
    "agents filtered away": State("/agents/?q=personne", "Agents", ADMINISTRATOR),
    "agent": State("/agents/", "Katell Guéguen", ADMINISTRATOR, follow("Katell Guéguen")),
    "agent about to be disabled": State(
        "/agents/", "Gildas Le Moal", ADMINISTRATOR, follow("Gildas Le Moal", "Désactiver le compte")
    ),
    "own account": State("/agents/", "Erwan Le Guilcher", ADMINISTRATOR, follow("Erwan Le Guilcher")),
    "agent to change": State(
        "/agents/", "Modifier le nom", ADMINISTRATOR, follow("Katell Guéguen", "Modifier le nom ou l’adresse")
    ),
    "invitation": State("/agents/inviter/", "Inviter un agent", ADMINISTRATOR),
    "invitation to correct": State("/agents/inviter/", "Inviter un agent", ADMINISTRATOR, send_empty),
    "membership": State(
        "/agents/", "Donner une habilitation", ADMINISTRATOR, follow("Katell Guéguen", "Donner une habilitation")
    ),
    "membership to change": State(
        "/agents/", "Modifier l’habilitation", ADMINISTRATOR, follow("Katell Guéguen", "Modifier l’habilitation")
    ),
    "move": State("/agents/", "Changer d’unité", ADMINISTRATOR, follow("Katell Guéguen", "Changer d’unité")),
    "structures": State("/structures/", "Structures", ADMINISTRATOR),
    "structures filtered away": State("/structures/?q=personne", "Structures", ADMINISTRATOR),
    "structure": State("/structures/?q=siege", "SPIP d’Ille-et-Vilaine", ADMINISTRATOR, follow("SPIP d’Ille")),
    "structure about to be disabled": State(
        "/structures/?q=siege", "SPIP d’Ille", ADMINISTRATOR, follow("SPIP d’Ille", "Désactiver la structure")
    ),
    "own structure": State("/structures/?q=we ker", "We Ker", ADMINISTRATOR, follow("We Ker")),
    "structure to correct": State("/structures/ajouter/", "Nouvelle structure", ADMINISTRATOR, send_empty),
    "targets": State("/bilans/dedans-dehors/2026/objectifs/", "Objectifs", COORDINATOR),
    "shares of Missions Locales": State("/ensemble-mission-locale/2026/", "Ensemble Mission Locale", COORDINATOR),
    "shares of one": State("/ensemble-mission-locale/2026/", "Ensemble", COORDINATOR, follow("We Ker")),
    "shares to correct": State("/ensemble-mission-locale/2026/", "Ensemble", COORDINATOR, mistype_a_share),
    "words of a report": State("/bilans/dedans-dehors/2026/textes/", "Textes du bilan", COORDINATOR),
    "assessment": State("/bilans/essai-cef/2017/appreciation/", "Appréciation", COORDINATOR),
    "territories": State("/dispositifs/missions-locales/", "Missions Locales", ADMINISTRATOR),
    "partners": State("/partenaires/", "Partenaires", REFERENT),
    "partners to import": State("/partenaires/importer/", "Importer un tableau", COORDINATOR, send_empty),
    "a partner": State("/partenaires/", "FJT Les Amitiés Sociales", REFERENT, follow("FJT Les Amitiés Sociales")),
    "programmes": State("/dispositifs/", "Dispositifs", ADMINISTRATOR),
    "programme": State("/dispositifs/", "Dedans-Dehors", ADMINISTRATOR, follow("Dedans-Dehors")),
    "programme to correct": State("/dispositifs/ajouter/", "Nouveau dispositif", ADMINISTRATOR, send_empty),
    "criteria": State(
        "/dispositifs/", "Nouvelle version des critères", ADMINISTRATOR, follow("Dedans-Dehors", "Nouvelle version")
    ),
    "funder": State("/dispositifs/", "Nouveau financeur", ADMINISTRATOR, follow("Dedans-Dehors", "Nouveau financeur")),
    "sites": State("/lieux/", "Lieux de permanence", ADMINISTRATOR),
    "site to correct": State("/lieux/ajouter/", "Nouveau lieu de permanence", ADMINISTRATOR, send_empty),
    "own rights": State("/mes-droits/", "Mes droits", LEAD),
    "team": State("/equipe/", "Équipe", LEAD),
    "substitute": State("/equipe/remplacements/ajouter/", "Faire remplacer un référent", LEAD),
    "substitute to correct": State("/equipe/remplacements/ajouter/", "Faire remplacer un référent", LEAD, send_empty),
    "trainee": State("/equipe/", "Fin du stage", LEAD, follow("Changer la fin du stage")),
    "codes to print": State("/equipe/", "Nouvelle feuille de codes", LEAD, follow("Nouvelle feuille")),
    "printed codes": State("/equipe/", "Codes imprimés", LEAD, print_codes),
    "second factor": State("/comptes/verification/", "Votre seconde vérification", COORDINATOR),
    "identity to confirm": State("/comptes/reauthenticate/", "Confirmer votre identité", COORDINATOR),
    "charter": State("/comptes/charte/", "Charte d’utilisation", COORDINATOR),
    "password": State("/comptes/password/change/", "Mot de passe", COORDINATOR),
    "password mistyped": State("/comptes/password/change/", "Mot de passe", COORDINATOR, mistype_password),
    "sign-out": State("/comptes/logout/", "Se déconnecter", COORDINATOR),
    "people": State("/jeunes/", "Jeunes", "referent"),
    "people, filtered": State("/jeunes/?ou=detention&sortie=90", "Jeunes", "referent"),
    "people, nobody found": State("/jeunes/?q=zzz", "Jeunes", "referent"),
    "person": State("/jeunes/", "", "referent", open_first_person),
    "person, pathway filtered": State("/jeunes/", "", "referent", filter_first_pathway),
    "person, on paper": State("/jeunes/", "", "referent", open_first_more("Imprimer le dossier")),
    "person, identity": State("/jeunes/", "Modifier l’identité", "referent", open_first_more("Modifier l’identité")),
    "person, address": State("/jeunes/", "Ajouter une adresse", "referent", open_first_more("Ajouter une adresse")),
    "measure refused": State("/jeunes/", "Nouvelle mesure", "referent", refuse_measure),
    "permission": State("/jeunes/", "Nouvelle permission", "officer", open_first_more("Noter une permission")),
    "adjustment to correct": State("/", "Corriger", "referent", open_adjustment_to_decide),
    "person, a fact to delete": State("/jeunes/", "Supprimer", "referent", open_first_deletion),
    "person, for an officer": State("/jeunes/", "", "officer", open_first_person),
    "who opened the file": State("/jeunes/", "Qui a ouvert mon dossier", "referent", open_first_history),
    "passing to another unit": State("/jeunes/", "Passer à une autre unité", "officer", open_first_transfer),
    "own consultations": State("/journal/mes-consultations/", "Mes consultations", "referent"),
    "events": State("/journal/evenements/", "Journal des événements", "administrator"),
    "referrals": State("/orientations/", "Orientations de votre unité", OFFICER),
    "referrals filtered": State("/orientations/?etat=vu", "Orientations de votre unité", OFFICER),
    "referrals filtered away": State("/orientations/?mois=2001-01", "Orientations de votre unité", OFFICER),
    "referrals received": State("/orientations/", "Orientations reçues", REFERENT),
    "referral": State("/orientations/", "", OFFICER, open_first),
    "referral received": State("/orientations/", "", REFERENT, open_first),
    "referring": State("/orientations/nouvelle/", "Orienter un jeune", OFFICER, open_needs),
    "referring, to correct": State("/orientations/nouvelle/", "Orienter un jeune", OFFICER, check_empty),
    "notice": State("/orientations/notice/", "Ce qui est gardé sur vous", OFFICER),
    "requests": State("/demandes/", "Demandes", REFERENT),
    "requests made": State("/demandes/", "Demandes", OFFICER),
    "request": State("/orientations/", "Le jeune est transféré", OFFICER, ask_transfer),
    "releases": State("/sorties/?fenetre=toutes", "Sorties de détention", REFERENT),
    "releases, for an officer": State("/sorties/", "Sorties de détention", OFFICER),
    "adjustments": State("/amenagements/?etat=tous", "Aménagements de peine", REFERENT),
    "releases filtered away": State("/sorties/?qui=moi&lieu=", "Sorties de détention", OFFICER),
    "alerts": State("/alertes/", "Alertes", REFERENT),
    "alerts put off": State("/alertes/?liste=reportees", "Alertes", REFERENT),
    "alerts, none": State("/alertes/", "Alertes", LEAD),
    "alert to put off": State("/alertes/", "Reporter une alerte", REFERENT, put_off_nothing),
    "points": State("/points/", "Points", OFFICER),
    "hand-overs": State("/relais/", "Relais", REFERENT),
    "hand-overs asked for": State("/relais/?liste=demandes", "Relais", REFERENT),
    "hand-overs that nobody answers": State("/relais/", "Relais", COORDINATOR),
    "duplicates": State("/doublons/", "Doublons possibles", LEAD),
    "contact": State("/jeunes/?q=auffray", "Noter un contact", REFERENT, note_a_contact),
    "contact refused": State("/jeunes/?q=auffray", "Noter un contact", REFERENT, note_wrongly),
    "contact, with whom": State("/contacts/noter/?q=le", "Noter un contact", REFERENT),
    "contact with several": State("/contacts/a-plusieurs/?q=le", "Noter un contact à plusieurs", REFERENT),
    "situation": State("/jeunes/?q=auffray", "Nouvelle situation", REFERENT, note_a_situation),
    "group meetings": State("/actions-collectives/", "Actions collectives", REFERENT),
    "group meeting": State("/actions-collectives/ajouter/", "Atelier CV", REFERENT, make_a_meeting),
    "i-milo": State("/i-milo/", "À reporter dans i-milo", REFERENT),
    "i-milo, typed": State("/i-milo/?etat=saisies", "À reporter dans i-milo", REFERENT),
    "committees": State("/comites/", "Comités", COORDINATOR),
    "partners that are one": State("/partenaires/doublons/", "Doublons de partenaires", COORDINATOR),
    "partners to merge": State("/partenaires/doublons/", "Réunir deux partenaires", COORDINATOR, follow("Comparer")),
    "committee sheet": State("/comites/", "IBEP", COORDINATOR, follow("IBEP")),
    "agreements": State("/conventions/?alarm=toutes", "Conventions", COORDINATOR),
    "agreement": State("/conventions/?q=fjt", "FJT", COORDINATOR, follow("FJT Les Amitiés Sociales")),
    "agreement, to write": State("/conventions/ajouter/", "Nouvelle convention", COORDINATOR, send_empty),
    "places": State("/places/", "Places chez les partenaires", COORDINATOR),
    "places of a partner": State("/places/", "FJT Les Amitiés", REFERENT, open_hostel),
    "places without numbers": State("/places/", "Agir ABCD", REFERENT, open_unnumbered),
    "placement refused": State("/places/", "FJT", REFERENT, accept_without_a_day),
    "what a partner reads": State("/places/", "Ce que", REFERENT, prepare_a_request),
    "not found": State("/rien-de-tel/", "Page introuvable", COORDINATOR),
    "not found, signed out": State("/comptes/rien-de-tel/", "Page introuvable"),
}


@pytest.mark.sqlite
@pytest.mark.parametrize("state", STATES.values(), ids=STATES.keys())
def test_no_fault(look: Look, state: State) -> None:
    page = look(state.address, state.role)
    if state.act:
        state.act(page)
    expect(page.get_by_role("heading", level=1, include_hidden=True)).to_contain_text(state.title)
    has_no_fault(page)
