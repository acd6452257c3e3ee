"""The other accounts of the demonstration, which nobody enters by a card: what a team looks like."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from allauth.account.models import EmailAddress
from django.utils import timezone

from partners.models import Membership, Organisation, Role, User
from partners.names import fold
from reporting.models import DEMONSTRATION_DOMAIN


@dataclass(frozen=True)
class Held:
    """A membership, in days from the demonstration's own."""

    organisation: str
    role: Role
    first: int
    last: int | None = None
    is_lead: bool = False
    is_trainee: bool = False
    replaces: str = ""


@dataclass(frozen=True)
class Colleague:
    """An account without a password; `seen`: how many days ago it signed in, None for never."""

    first_name: str
    last_name: str
    held: tuple[Held, ...]
    seen: int | None = None
    is_active: bool = True

    @property
    def email(self) -> str:
        """First name and surname, as the administrations write them."""
        local = ".".join(fold(name.replace("’", "")).replace(" ", "-") for name in (self.first_name, self.last_name))
        return f"{local}@{DEMONSTRATION_DOMAIN}"


SOIZIC = Colleague("Soizic", "Menguy", (Held("ml-rennes", Role.REFERENT, -1200),), seen=2)

# Those who are replaced come before those who replace them.
COLLEAGUES = (
    SOIZIC,
    Colleague("Tanguy", "Corlay", (Held("ml-rennes", Role.REFERENT, -60, 45, is_trainee=True),), seen=1),
    Colleague(
        "Armelle",
        "Quéré",
        (
            Held("ml-rennes", Role.READER, -800),
            Held("ml-rennes", Role.REFERENT, -220, -199, replaces=SOIZIC.email),
            Held("ml-rennes", Role.REFERENT, -4, 16, replaces=SOIZIC.email),
        ),
        seen=0,
    ),
    Colleague("Mona", "Thoraval", (Held("ml-saint-malo", Role.REFERENT, -2000, is_lead=True),), seen=5),
    Colleague("Youenn", "Guivarc’h", (Held("ml-saint-malo", Role.REFERENT, -400, 12),), seen=3),
    Colleague("Brieuc", "Kermarrec", (Held("spip-35", Role.OFFICER, -1500, is_lead=True),), seen=6),
    Colleague("Ronan", "Le Dantec", (Held("spip-35-vezin", Role.OFFICER, -900),), seen=1),
    Colleague(
        "Katell",
        "Guéguen",
        (Held("spip-35-vezin", Role.OFFICER, -1100, -91), Held("spip-35-rennes-mo", Role.OFFICER, -90)),
        seen=9,
    ),
    Colleague("Gildas", "Le Moal", (Held("spip-35-saint-malo", Role.OFFICER, -3),)),
    Colleague("Enora", "Salaün", (Held("pjj-rennes", Role.OFFICER, 10),)),
    Colleague("Hervé", "Pennec", (Held("ml-rennes", Role.COORDINATOR, -3000, -400),), seen=410, is_active=False),
)


def create_colleagues(on: date) -> None:
    """Make them and their memberships as of that day; the organisations are there already."""
    bodies = {body.code: body for body in Organisation.objects.all()}
    for colleague in COLLEAGUES:
        user = create_account(colleague, on)
        for held in colleague.held:
            Membership.objects.create(
                user=user,
                organisation=bodies[held.organisation],
                role=held.role,
                is_lead=held.is_lead,
                is_trainee=held.is_trainee,
                replaces=Membership.objects.filter(user__email=held.replaces).first(),
                starts_on=on + timedelta(days=held.first),
                ends_on=None if held.last is None else on + timedelta(days=held.last),
            )


def create_account(colleague: Colleague, on: date) -> User:
    """The account, with the day on which it last signed in."""
    midnight = timezone.make_aware(datetime.combine(on, time.min))
    user = User.objects.create_user(
        colleague.email,
        first_name=colleague.first_name,
        last_name=colleague.last_name,
        is_active=colleague.is_active,
        date_joined=midnight + timedelta(days=min(-1, *(held.first for held in colleague.held))),
        last_login=None if colleague.seen is None else midnight - timedelta(days=colleague.seen),
    )
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user
