"""What the administration may not do: read files, change its own rights, leave nobody who holds it."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from partners.models import Membership, Organisation, Role, User

NO_FILE = (
    "L’administration n’ouvre aucun dossier\N{NO-BREAK SPACE}: elle ne va pas avec un rôle de référent, de "
    "prescripteur ou de responsable. Mettez d’abord fin à l’autre habilitation."
)
OWN_RIGHTS = "Vous ne pouvez pas changer vos propres droits\N{NO-BREAK SPACE}: demandez-le à un autre administrateur."
LAST_ONE = (
    "C’est la dernière habilitation d’administration\N{NO-BREAK SPACE}: "
    "donnez-la d’abord à quelqu’un d’autre, puis recommencez."
)


READS_FILES = Q(role__in=Role.of_cases()) | (Q(is_lead=True) & ~Q(role=Role.ADMINISTRATOR))


def meets_a_file(user: User, role: str, is_lead: bool, day: date) -> bool:
    """Whether the account has, that day or later, the other of the two that do not go together: the administration,
    and what reads files (an officer, a referent, a lead)."""
    if role == Role.ADMINISTRATOR:
        others = READS_FILES
    elif is_lead or role in Role.of_cases():
        others = Q(role=Role.ADMINISTRATOR)
    else:
        return False
    return Membership.objects.lasting(day).filter(others, user=user).exists()


def refuse_oneself(administrator: User, user: User) -> None:
    """Raises PermissionDenied, with its French reason, when both are the same account."""
    if administrator.pk == user.pk:
        raise PermissionDenied(OWN_RIGHTS)


def refuse_the_last(
    on: date,
    *,
    membership: Membership | None = None,
    user: User | None = None,
    organisation: Organisation | None = None,
) -> None:
    """Raises PermissionDenied, with its French reason, when nobody would hold the administration without that
    membership, account or organisation. Within a transaction: every such membership stays locked until its end."""
    holders = list(Membership.objects.select_for_update(of=("self",)).valid(on).filter(role=Role.ADMINISTRATOR))
    left = [
        held
        for held in holders
        if held != membership
        and (user is None or held.user_id != user.pk)
        and (organisation is None or held.organisation_id != organisation.pk)
    ]
    if holders and not left:
        raise PermissionDenied(LAST_ONE)
