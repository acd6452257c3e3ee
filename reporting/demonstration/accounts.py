"""The demonstration's accounts: one for each role, and a lead, with what to try."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP

from partners.models import CharterAcceptance, Membership, Organisation, Role, User
from reporting.models import DEMONSTRATION_DOMAIN

# Of no use elsewhere: these accounts exist only in a database of invented people.
PASSWORD = "Demonstration-2016"
# What their authenticator application was given.
SECRET = "DEMONSTRATIONDERNIERECROUFICTIFA"
# The accounts' rights begin with the programme, so that every year can be looked at.
SINCE = date(2010, 1, 1)


@dataclass(frozen=True)
class Account:
    """An account of the demonstration, and its card on the sign-in page; `role` where it is not the card's code."""

    role_code: str
    first_name: str
    last_name: str
    organisation: str
    title: str
    who: str
    try_this: str
    role: str = ""
    is_lead: bool = False

    @property
    def email(self) -> str:
        """The address to sign in with."""
        return f"{self.role_code}@{DEMONSTRATION_DOMAIN}"


ACCOUNTS = (
    Account(
        Role.COORDINATOR.value,
        "Maëlle",
        "Trévignon",
        "ml-rennes",
        "Entrer comme coordinatrice",
        "Elle répond du dispositif devant ses financeurs.",
        "Ouvrez le bilan 2016, comparez-le au bilan imprimé, téléchargez le PDF.",
    ),
    Account(
        Role.REFERENT.value,
        "Yann",
        "Kerbellec",
        "ml-rennes",
        "Entrer comme référent justice",
        "Il rencontre les jeunes aux permanences de la Mission Locale.",
        "Saisissez la permanence d’hier, admettez un jeune, voyez qui attend depuis trop longtemps.",
    ),
    Account(
        "lead",
        "Rozenn",
        "Le Bihan",
        "ml-rennes",
        "Entrer comme responsable d’équipe",
        "Elle dirige l’équipe des référents justice de la Mission Locale.",
        "Ouvrez « Équipe », faites remplacer une collègue absente, imprimez des codes.",
        role=Role.REFERENT.value,
        is_lead=True,
    ),
    Account(
        Role.OFFICER.value,
        "Sandrine",
        "Lozachmeur",
        "spip-35-vezin",
        "Entrer comme conseillère du SPIP",
        "Elle oriente les jeunes détenus vers la Mission Locale.",
        "Orientez un jeune en deux minutes, voyez ce que deviennent ceux de son unité.",
    ),
    Account(
        Role.READER.value,
        "Gwenaëlle",
        "Pondaven",
        "plie-rennes",
        "Entrer comme financeur",
        "Elle lit les bilans publiés.",
        "Constatez qu’aucun dossier ni bilan non publié ne lui est ouvert.",
    ),
    Account(
        Role.ADMINISTRATOR.value,
        "Erwan",
        "Le Guilcher",
        "ml-rennes",
        "Entrer comme administrateur",
        "Il tient les comptes et les structures, jamais les dossiers.",
        "Invitez un agent, donnez-lui une habilitation ; aucune page de dossier ne s’ouvre.",
    ),
)


def cards() -> tuple[Account, ...]:
    """The accounts, in the order of the sign-in page."""
    return ACCOUNTS


def account_for(role_code: str) -> Account | None:
    """The account of a card, or None for a card that does not exist."""
    return next((account for account in ACCOUNTS if account.role_code == role_code), None)


def create_accounts() -> None:
    """Make the accounts and their memberships; the organisations are there already."""
    for account in ACCOUNTS:
        user = User.objects.create_user(
            account.email, PASSWORD, first_name=account.first_name, last_name=account.last_name
        )
        EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
        Membership.objects.create(
            user=user,
            organisation=Organisation.objects.get(code=account.organisation),
            role=account.role or account.role_code,
            is_lead=account.is_lead,
            starts_on=SINCE,
        )


def equip(account: Account, at: datetime) -> None:
    """Give the account back what a card signs in with, whatever its visitors changed: password, authenticator
    application, charter accepted at that moment if it was not."""
    user = User.objects.get(email=account.email)
    if not user.check_password(PASSWORD):
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
    application = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP)
    if not application.filter(data={"secret": SECRET}).exists():
        application.delete()
        TOTP.activate(user, SECRET)
    CharterAcceptance.accept(user, at)
