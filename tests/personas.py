"""Who uses the application, as fixtures: one account a role, and the same role elsewhere."""

from __future__ import annotations

import time

import pytest
from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from django.conf import settings
from django.test import Client
from django.utils import timezone

from cases.case_files import refresh
from cases.models import YoungPerson
from partners.models import CharterAcceptance, Membership, Organisation, OrganisationKind, Role, User
from partners.sessions import BEGAN, SEEN
from tests.factories import MembershipFactory, OrganisationFactory, ReferralFactory, YoungPersonFactory


def member(
    role: Role, organisation: str, kind: OrganisationKind = OrganisationKind.MISSION_LOCALE, *, is_lead: bool = False
) -> User:
    """An account with that role in the organisation of that code."""
    body: Organisation = OrganisationFactory(code=organisation, kind=kind)
    membership: Membership = MembershipFactory(organisation=body, role=role, is_lead=is_lead)
    return membership.user


def signed_in(user: User) -> Client:
    """A browser in which that user has signed in with both factors, having accepted the charter."""
    user.choose_mail_code(timezone.now())
    CharterAcceptance.accept(user, timezone.now())
    client = Client()
    client.force_login(user)
    prove(client, user, "password", "code")
    return client


def prove(client: Client, user: User, *methods: str) -> None:
    """Write into the browser's session that the user gave these, as allauth does at sign-in, and that it is in use."""
    session = client.session
    session[BEGAN] = session[SEEN] = int(time.time())
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": method, "at": time.time()} for method in methods]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(user.pk)
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key


@pytest.fixture
def referent(db: None) -> User:
    return member(Role.REFERENT, "ml-rennes")


@pytest.fixture
def other_referent(db: None) -> User:
    return member(Role.REFERENT, "ml-saint-malo")


@pytest.fixture
def cpip(db: None) -> User:
    return member(Role.OFFICER, "spip-35-vezin", OrganisationKind.SPIP)


@pytest.fixture
def lead(db: None) -> User:
    """The head of the referent's Mission Locale, who meets nobody."""
    return member(Role.READER, "ml-rennes", is_lead=True)


@pytest.fixture
def coordinator(db: None) -> User:
    return member(Role.COORDINATOR, "ml-rennes")


@pytest.fixture
def funder(db: None) -> User:
    return member(Role.READER, "plie-rennes", OrganisationKind.PLIE)


@pytest.fixture
def administrator(db: None) -> User:
    return member(Role.ADMINISTRATOR, "ml-rennes")


@pytest.fixture
def stranger(db: None) -> User:
    """An account without a membership."""
    return User.objects.create_user("personne@exemple.invalid")


@pytest.fixture
def malo(referent: User, cpip: User) -> YoungPerson:
    """Referred by the officer's unit to the referent's Mission Locale, where he waits for an answer."""
    person: YoungPerson = YoungPersonFactory(last_name="Kerdoncuff", first_name="Malo", code="7K3M-2P")
    ReferralFactory(
        person=person,
        referred_by=OrganisationFactory(code="spip-35-vezin"),
        mission_locale=OrganisationFactory(code="ml-rennes"),
    )
    refresh([person.pk])
    return person
