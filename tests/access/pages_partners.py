"""The pages of `partners`, and those of one's own account (allauth's)."""

from __future__ import annotations

from partners.models import Membership, Organisation, User
from tests.access.accounts import ANYONE, EVERYONE, NOBODY, anywhere, here
from tests.access.answers import (
    SIGN_IN,
    Account,
    Answers,
    Of,
    action,
    class_form,
    class_page,
    elsewhere,
    for_nobody,
    form,
    page,
    public,
)
from tests.access.world import SET_UP

ADMINISTRATOR = anywhere("administrator")
# The account, and its membership, that the administrator's pages are tried on.
AGENT, MEMBERSHIP = Of(User, "pk"), Of(Membership, "pk")
BODY = Of(Organisation, "pk", owner=SET_UP)
# A team is of a body, whatever the programme.
LEADS_HERE = here("lead") | {"lead of another programme"}
TEAM_LEADS = anywhere("lead", "head of units")

PAGES: dict[str, Answers] = {
    "partners:user_list": class_page(ADMINISTRATOR),
    "partners:user_invite": class_form(ADMINISTRATOR),
    "partners:user_detail": class_page(ADMINISTRATOR, at={"pk": AGENT}),
    "partners:user_edit": class_form(ADMINISTRATOR, at={"pk": AGENT}),
    "partners:membership_create": class_form(ADMINISTRATOR, at={"user_pk": AGENT}),
    "partners:user_resend": action(ADMINISTRATOR, at={"pk": AGENT}),
    "partners:user_disable": action(ADMINISTRATOR, at={"pk": AGENT}),
    "partners:user_enable": action(ADMINISTRATOR, at={"pk": AGENT}),
    "partners:user_reset_factor": action(ADMINISTRATOR, at={"pk": AGENT}),
    "partners:membership_edit": class_form(ADMINISTRATOR, at={"pk": MEMBERSHIP}),
    "partners:membership_end": action(ADMINISTRATOR, at={"pk": MEMBERSHIP}),
    "partners:user_unlink": action(ADMINISTRATOR, at={"pk": AGENT}),
    "partners:organisation_list": class_page(ADMINISTRATOR),
    "partners:organisation_create": class_form(ADMINISTRATOR),
    "partners:organisation_detail": class_page(ADMINISTRATOR, at={"pk": BODY}),
    "partners:organisation_edit": class_form(ADMINISTRATOR, at={"pk": BODY}),
    "partners:organisation_disable": action(ADMINISTRATOR, at={"pk": BODY}),
    "partners:organisation_enable": action(ADMINISTRATOR, at={"pk": BODY}),
    "partners:team": page(TEAM_LEADS),
    "partners:substitute_create": class_form(anywhere("lead")),
    "partners:substitute_end": action(LEADS_HERE, at={"pk": Account("substitute", membership=True)}),
    "partners:trainee_edit": class_form(
        LEADS_HERE, section=TEAM_LEADS, at={"pk": Account("trainee", membership=True)}
    ),
    "partners:printed_codes": form(LEADS_HERE, section=TEAM_LEADS, at={"pk": Account("trainee")}),
    "partners:membership_list": class_page(EVERYONE),
    "partners:mail_code_choose": action(EVERYONE),
    "partners:charter": page(EVERYONE),
    "partners:charter_accept": action(EVERYONE),
    "partners:session_ended": public(page(EVERYONE)),
    # Where the settings name someone: tests/partners/test_security_contact.py.
    "partners:security_contact": for_nobody(page(NOBODY), ANYONE),
    # Where the settings name a provider: tests/partners/single_sign_on/.
    "single_sign_on:begin": for_nobody(action(NOBODY), ANYONE),
    "single_sign_on:callback": for_nobody(page(NOBODY), ANYONE),
    "single_sign_on:end": for_nobody(page(NOBODY), ANYONE),
    "single_sign_on:ended": for_nobody(page(NOBODY), ANYONE),
    # Everyone's own account; allauth's pages.
    "account_login": elsewhere(EVERYONE, outside=public(class_form(NOBODY))),
    "account_logout": public(Answers("GET HEAD POST OPTIONS", EVERYONE)),
    "account_inactive": public(class_page(EVERYONE)),
    "account_reauthenticate": class_form(EVERYONE),
    "account_change_password": class_form(EVERYONE),
    "account_set_password": elsewhere(EVERYONE),
    "account_reset_password": public(class_form(EVERYONE)),
    "account_reset_password_done": public(class_page(EVERYONE)),
    "account_reset_password_from_key": public(elsewhere(EVERYONE, at={"uidb36": "1", "key": "inconnue"})),
    "account_reset_password_from_key_done": public(class_page(EVERYONE)),
    "account_confirm_login_code": elsewhere(EVERYONE),
    # The second factor. None has a key or a sheet of codes yet: tests/partners/test_second_factor.py.
    "mfa_index": class_page(EVERYONE),
    "mfa_authenticate": elsewhere(EVERYONE),
    "mfa_reauthenticate": elsewhere(EVERYONE),
    "mfa_trust": elsewhere(EVERYONE),
    "mfa_activate_totp": class_form(EVERYONE),
    "mfa_deactivate_totp": for_nobody(elsewhere(NOBODY)),
    "mfa_view_recovery_codes": for_nobody(class_page(NOBODY)),
    "mfa_generate_recovery_codes": class_form(EVERYONE),
    "mfa_list_webauthn": class_page(EVERYONE),
    "mfa_add_webauthn": class_form(EVERYONE),
    "mfa_reauthenticate_webauthn": elsewhere(EVERYONE),
    "mfa_login_webauthn": elsewhere(EVERYONE, outside=class_form(NOBODY, section=ANYONE, otherwise=SIGN_IN)),
    "mfa_remove_webauthn": for_nobody(Answers("GET HEAD POST DELETE OPTIONS", NOBODY, at={"pk": 1})),
    "mfa_edit_webauthn": for_nobody(class_form(NOBODY, at={"pk": 1})),
}
