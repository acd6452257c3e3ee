"""Opens an account, or gives one a further role: how a new installation gets its first administrator."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction
from django.forms import ValidationError
from django.utils import timezone

from partners.accounts import open_account
from partners.administration import NO_FILE, meets_a_file
from partners.models import AccountAction, AccountEvent, Membership, Organisation, OrganisationKind, Role, User


class Command(BaseCommand):
    """`open_account EMAIL ROLE STRUCTURE`: the account has no password until its owner asks for one by mail."""

    help = "Ouvre un compte, ou donne un rôle de plus à un compte qui existe."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="ADRESSE", help="adresse électronique professionnelle")
        parser.add_argument("role", metavar="RÔLE", choices=Role.values, help=", ".join(Role.values))
        parser.add_argument("organisation", metavar="STRUCTURE", help="code de la structure")
        parser.add_argument("--first-name", default="", metavar="PRÉNOM")
        parser.add_argument("--last-name", default="", metavar="NOM")
        parser.add_argument(
            "--mission-locale", default="", metavar="NOM", help="crée la structure, si aucune n’a encore ce code"
        )

    @transaction.atomic
    def handle(self, *args: Any, email: str, role: str, organisation: str, **options: Any) -> None:
        body = organisation_named(organisation, options["mission_locale"])
        user, is_new = account(email, options["first_name"], options["last_name"])
        today = timezone.localdate()
        if any(known.organisation_id == body.pk and known.role == role for known in user.memberships_on(today)):
            raise CommandError(f"{user.email} a déjà ce rôle dans cette structure.")
        if meets_a_file(user, role, False, today):
            raise CommandError(NO_FILE)
        membership = Membership(user=user, organisation=body, role=role, starts_on=today)
        try:
            membership.full_clean()
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        membership.save()
        AccountEvent.record(None, user, AccountAction.MEMBERSHIP_GIVEN, timezone.now(), membership.in_words)
        self.stdout.write(f"{user.email}\N{NO-BREAK SPACE}: {membership}.")
        if is_new:
            self.stdout.write(
                "Le mot de passe se choisit par «\N{NO-BREAK SPACE}Mot de passe oublié\N{NO-BREAK SPACE}», à la page "
                "de connexion."
            )


def organisation_named(code: str, new_name: str) -> Organisation:
    """The organisation with that code, made as a Mission Locale of that name where there is none yet. Raises
    CommandError when there is none and no name is given."""
    if new_name and not Organisation.objects.filter(code=code).exists():
        return Organisation.objects.create(code=code, name=new_name, kind=OrganisationKind.MISSION_LOCALE)
    try:
        return Organisation.objects.get(code=code)
    except Organisation.DoesNotExist:
        raise CommandError(f"Aucune structure n’a le code «\N{NO-BREAK SPACE}{code}\N{NO-BREAK SPACE}».") from None


def account(email: str, first_name: str, last_name: str) -> tuple[User, bool]:
    """The account with that address, whatever its case, and whether it is new. Raises CommandError for a bad one."""
    try:
        validate_email(email)
    except ValidationError:
        raise CommandError(
            f"«\N{NO-BREAK SPACE}{email}\N{NO-BREAK SPACE}» n’est pas une adresse électronique."
        ) from None
    known = User.objects.filter(email__iexact=email).first()
    if known:
        return known, False
    return open_account(email, first_name, last_name), True
