"""The access table, by walking the URLconf: every URL × every persona. A URL without a declared answer fails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from cases.models import Criteria, Funding, FundingAmount, YoungPerson
from partners.models import User
from tests.factories import (
    AnnualReportFactory,
    MembershipFactory,
    OrganisationFactory,
    ProgrammeFactory,
    SiteFactory,
)
from tests.personas import signed_in

pytestmark = pytest.mark.django_db

PERSONAS = ("referent", "other_referent", "cpip", "lead", "coordinator", "funder", "administrator", "stranger")
EVERYONE = frozenset(PERSONAS)
NOBODY: frozenset[str] = frozenset()
COORDINATOR = frozenset({"coordinator"})
ADMINISTRATOR = frozenset({"administrator"})

LEAD = frozenset({"lead"})
# The account, and its membership, that the administrator's pages are tried on; the lead's colleagues.
AGENT, TRAINEE, SUBSTITUTE = 90210, 90211, 90212
# A body; a programme, with criteria, funding, amount and site of the same number.
BODY, PROGRAMME = 90213, 90214
READERS_OF_PEOPLE = frozenset({"referent", "other_referent", "cpip", "lead"})
READERS_OF_MALO = READERS_OF_PEOPLE - {"other_referent"}
MALO = {"code": "7K3M-2P"}

REPORT = {"programmes": ["dernier-ecrou"], "year": 2016}

# URL name → (arguments of the address, who gets an answer other than 404).
TABLE: dict[str, tuple[dict[str, object], frozenset[str]]] = {
    "home": ({}, EVERYONE),
    "cases:youngperson_list": ({}, READERS_OF_PEOPLE),
    "cases:youngperson_detail": (MALO, READERS_OF_MALO),
    "cases:accessentry_person": (MALO, READERS_OF_MALO),
    "cases:unittransfer_create": (MALO, READERS_OF_MALO),
    "cases:unittransfer_cancel": (MALO, READERS_OF_MALO),
    "cases:restriction_update": (MALO, LEAD),
    "cases:restriction_lift": (MALO, LEAD),
    "cases:restriction_list": ({}, LEAD),
    "cases:breakglass_create": ({}, LEAD),
    "cases:accessentry_list": ({}, LEAD),
    "cases:accessentry_own": ({}, READERS_OF_PEOPLE - {"lead"} | COORDINATOR),
    "cases:accessentry_events": ({}, ADMINISTRATOR),
    # To whoever bears a page's own token: tests/cases/test_drafts.py.
    "cases:draft_save": ({}, NOBODY),
    "reporting:annualreport_list": ({}, COORDINATOR),
    "reporting:annualreport_detail": (REPORT, COORDINATOR),
    "reporting:annualreport_pdf": (REPORT, COORDINATOR),
    "reporting:annualreport_xlsx": (REPORT, COORDINATOR),
    "reporting:annualreport_control": (REPORT, COORDINATOR),
    "partners:user_list": ({}, ADMINISTRATOR),
    "partners:user_invite": ({}, ADMINISTRATOR),
    "partners:user_detail": ({"pk": AGENT}, ADMINISTRATOR),
    "partners:user_edit": ({"pk": AGENT}, ADMINISTRATOR),
    "partners:membership_create": ({"user_pk": AGENT}, ADMINISTRATOR),
    "partners:user_resend": ({"pk": AGENT}, ADMINISTRATOR),
    "partners:user_disable": ({"pk": AGENT}, ADMINISTRATOR),
    "partners:user_enable": ({"pk": AGENT}, ADMINISTRATOR),
    "partners:user_reset_factor": ({"pk": AGENT}, ADMINISTRATOR),
    "partners:user_unlink": ({"pk": AGENT}, ADMINISTRATOR),
    "cases:membership_move": ({"pk": AGENT}, ADMINISTRATOR),
    "partners:membership_edit": ({"pk": AGENT}, ADMINISTRATOR),
    "partners:membership_end": ({"pk": AGENT}, ADMINISTRATOR),
    "partners:organisation_list": ({}, ADMINISTRATOR),
    "partners:organisation_create": ({}, ADMINISTRATOR),
    "partners:organisation_detail": ({"pk": BODY}, ADMINISTRATOR),
    "partners:organisation_edit": ({"pk": BODY}, ADMINISTRATOR),
    "partners:organisation_disable": ({"pk": BODY}, ADMINISTRATOR),
    "partners:organisation_enable": ({"pk": BODY}, ADMINISTRATOR),
    "cases:programme_list": ({}, ADMINISTRATOR),
    "cases:programme_create": ({}, ADMINISTRATOR),
    "cases:programme_detail": ({"pk": PROGRAMME}, ADMINISTRATOR),
    "cases:programme_edit": ({"pk": PROGRAMME}, ADMINISTRATOR),
    "cases:criteria_create": ({"programme_pk": PROGRAMME}, ADMINISTRATOR),
    "cases:criteria_edit": ({"pk": PROGRAMME}, ADMINISTRATOR),
    "cases:funding_create": ({"programme_pk": PROGRAMME}, ADMINISTRATOR),
    "cases:funding_edit": ({"pk": PROGRAMME}, ADMINISTRATOR),
    "cases:fundingamount_create": ({"funding_pk": PROGRAMME}, ADMINISTRATOR),
    "cases:fundingamount_edit": ({"pk": PROGRAMME}, ADMINISTRATOR),
    "cases:site_list": ({}, ADMINISTRATOR),
    "cases:site_create": ({}, ADMINISTRATOR),
    "cases:site_edit": ({"pk": PROGRAMME}, ADMINISTRATOR),
    "partners:membership_list": ({}, EVERYONE),
    "partners:team": ({}, LEAD),
    "partners:substitute_create": ({}, LEAD),
    "partners:substitute_end": ({"pk": SUBSTITUTE}, LEAD),
    "partners:trainee_edit": ({"pk": TRAINEE}, LEAD),
    "partners:printed_codes": ({"pk": TRAINEE}, LEAD),
    # In a demonstration alone: tests/reporting/test_demonstration.py.
    "demonstration:enter": ({}, NOBODY),
    "demonstration:codes": ({}, NOBODY),
    "demonstration:components": ({}, NOBODY),
    "demonstration:package": ({}, NOBODY),
    # Where the settings name a provider: tests/partners/single_sign_on/.
    "single_sign_on:begin": ({}, NOBODY),
    "single_sign_on:callback": ({}, NOBODY),
    "single_sign_on:end": ({}, NOBODY),
    "single_sign_on:ended": ({}, NOBODY),
    # Everyone's own account; allauth's pages.
    "account_login": ({}, EVERYONE),
    "account_logout": ({}, EVERYONE),
    "account_inactive": ({}, EVERYONE),
    "account_reauthenticate": ({}, EVERYONE),
    "account_change_password": ({}, EVERYONE),
    "account_set_password": ({}, EVERYONE),
    "account_reset_password": ({}, EVERYONE),
    "account_reset_password_done": ({}, EVERYONE),
    "account_reset_password_from_key": ({"uidb36": "1", "key": "inconnue"}, EVERYONE),
    "account_reset_password_from_key_done": ({}, EVERYONE),
    "account_confirm_login_code": ({}, EVERYONE),
    # The second factor. None has a key or a sheet of codes yet: tests/partners/test_second_factor.py.
    "mfa_index": ({}, EVERYONE),
    "mfa_authenticate": ({}, EVERYONE),
    "mfa_reauthenticate": ({}, EVERYONE),
    "mfa_trust": ({}, EVERYONE),
    "mfa_activate_totp": ({}, EVERYONE),
    "mfa_deactivate_totp": ({}, NOBODY),
    "mfa_view_recovery_codes": ({}, NOBODY),
    "mfa_generate_recovery_codes": ({}, EVERYONE),
    "mfa_list_webauthn": ({}, EVERYONE),
    "mfa_add_webauthn": ({}, EVERYONE),
    "mfa_reauthenticate_webauthn": ({}, EVERYONE),
    "mfa_login_webauthn": ({}, EVERYONE),
    "mfa_remove_webauthn": ({"pk": 1}, NOBODY),
    "mfa_edit_webauthn": ({"pk": 1}, NOBODY),
    "partners:mail_code_choose": ({}, EVERYONE),
    "partners:charter": ({}, EVERYONE),
    "partners:charter_accept": ({}, EVERYONE),
    "partners:session_ended": ({}, EVERYONE),
}
# Actions: a browser that asks for them with GET is told so (405).
ACTIONS = {
    "cases:unittransfer_cancel",
    "cases:restriction_lift",
    "partners:mail_code_choose",
    "partners:charter_accept",
    "partners:user_resend",
    "partners:user_disable",
    "partners:user_enable",
    "partners:user_reset_factor",
    "partners:user_unlink",
    "partners:membership_end",
    "partners:substitute_end",
    "partners:organisation_disable",
    "partners:organisation_enable",
}
# What someone who has not signed in may open; all else leads to the sign-in page. Demonstration cards need no account.
WITHOUT_LOGIN = {
    "account_login",
    "account_logout",
    "account_inactive",
    "partners:session_ended",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "demonstration:enter",
    "demonstration:codes",
    "single_sign_on:begin",
    "single_sign_on:callback",
    "single_sign_on:end",
    "single_sign_on:ended",
}


def url_names(patterns: list[URLPattern | URLResolver], prefix: str = "") -> Iterator[str]:
    """The name of every URL of the project; an unnamed one shows as its route."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            namespace = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from url_names(pattern.url_patterns, namespace)
        else:
            yield prefix + (pattern.name or str(pattern.pattern))


@pytest.fixture(autouse=True)
def records(malo: YoungPerson) -> None:
    """What the addresses of the table name."""
    AnnualReportFactory()
    MembershipFactory(pk=AGENT, user__pk=AGENT)
    here, ends_on = OrganisationFactory(code="ml-rennes"), timezone.localdate() + timedelta(days=9)
    begun = {"organisation": here, "starts_on": timezone.localdate(), "ends_on": ends_on}
    trainee = MembershipFactory(pk=TRAINEE, user__pk=TRAINEE, is_trainee=True, **begun)
    MembershipFactory(pk=SUBSTITUTE, replaces=trainee, **begun)
    configure()


def configure() -> None:
    """A body, and a programme with one of everything."""
    body = OrganisationFactory(pk=BODY)
    programme = ProgrammeFactory(pk=PROGRAMME, code="essai")
    Criteria.objects.create(pk=PROGRAMME, programme=programme, valid_from=programme.starts_on)
    funding = Funding.objects.create(pk=PROGRAMME, programme=programme, funder=body)
    FundingAmount.objects.create(pk=PROGRAMME, funding=funding, year=2026, amount=1)
    SiteFactory(pk=PROGRAMME)


def test_every_url_has_a_declared_answer() -> None:
    assert sorted(url_names(get_resolver().url_patterns)) == sorted(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_without_signing_in(name: str, client: Client) -> None:
    arguments, _ = TABLE[name]
    response = client.get(reverse(name, kwargs=arguments))
    sent_to_sign_in = response.status_code == 302 and response["Location"].startswith(reverse("account_login"))
    assert sent_to_sign_in is (name not in WITHOUT_LOGIN)


@pytest.mark.parametrize("persona", PERSONAS)
def test_as_each_persona(persona: str, request: pytest.FixtureRequest) -> None:
    user: User = request.getfixturevalue(persona)
    for name, (arguments, allowed) in TABLE.items():
        for method in ("get", "post"):
            response = getattr(signed_in(user), method)(reverse(name, kwargs=arguments))
            answered = response.status_code not in (404, 405)
            if method == ("post" if name in ACTIONS else "get") or persona not in allowed:
                assert answered is (persona in allowed), (name, method, persona, response.status_code)


def test_what_one_may_not_see_looks_like_what_does_not_exist(referent: User) -> None:
    client = signed_in(referent)
    hidden = client.get(reverse("reporting:annualreport_detail", kwargs=REPORT))
    missing = client.get("/rien-de-tel/")
    assert hidden.status_code == missing.status_code == 404
    assert without_token(hidden.content) == without_token(missing.content)


def without_token(page: bytes) -> bytes:
    """The page without the value of its form's token, which is masked anew each time."""
    return re.sub(rb'(name="csrfmiddlewaretoken" value=")\w+', rb"\1", page)
