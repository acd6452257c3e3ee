"""The pages of `cases`, tried on Malo, who is followed at Rennes and referred by its unit."""

from __future__ import annotations

from django.db.models import Model

from cases.models import (
    Appointment,
    CaseRequest,
    Criteria,
    DuplicateSuspicion,
    Enrolment,
    Funding,
    FundingAmount,
    Permanence,
    Programme,
    Referral,
    Site,
    Snapshot,
    YoungPerson,
)
from tests.access.accounts import DECIDING_OFFICERS, NOBODY, OFFICERS, READERS_OF_PEOPLE, REFERENTS, anywhere, here
from tests.access.answers import Account, Answers, Of, action, class_form, class_page, for_nobody, form, page
from tests.access.world import SET_UP

PERSON, REFERRAL = {"code": Of(YoungPerson)}, {"code": Of(Referral)}
READERS, READERS_HERE = anywhere(*READERS_OF_PEOPLE), here(*READERS_OF_PEOPLE)
LEADS_HERE = here("lead")
REFERRING = anywhere(*OFFICERS, *REFERENTS)

ADMINISTRATOR = anywhere("administrator")
KEEPING_PROGRAMMES = ADMINISTRATOR | here("coordinator")
# A permanence is its Mission Locale's, whatever the programme; whom it shows is not.
ENTERING = here(*REFERENTS) | {"referent of another programme"}
LEADS_OF_MISSION_LOCALE = here("lead") | {"lead of another programme"}
NOT_TAKING_BACK = here("trainee officer", *REFERENTS, "lead")
DECIDING, NOT_DECIDING = here("referent", "substitute"), here("trainee", "lead")


def set_up(model: type[Model]) -> Of:
    """The row of that model that belongs to the set-up, and to no person."""
    return Of(model, "pk", owner=SET_UP)


# The one that the coordinator tried is limited to.
PROGRAMME = Of(Programme, "pk", owner="report of dernier-ecrou")
PAGES: dict[str, Answers] = {
    "cases:youngperson_search": page(READERS, shows="some", also=("q=kerdoncuff", "q=%00", "q=kerdoncuff&ou=x")),
    "cases:youngperson_list": page(READERS, shows="all", also=("q=kerdoncuff", "q=kerdoncuff&ou=x")),
    "cases:accessentry_person": page(READERS_HERE, at=PERSON, shows="its person"),
    "cases:unittransfer_create": form(
        here(*DECIDING_OFFICERS), refused=here("trainee officer", *REFERENTS, "lead"), at=PERSON, shows="its person"
    ),
    "cases:unittransfer_cancel": action(READERS_HERE, at=PERSON),
    "cases:restriction_update": form(LEADS_HERE, at=PERSON, shows="its person"),
    "cases:restriction_lift": action(LEADS_HERE, at=PERSON),
    "cases:restriction_list": page(anywhere("lead")),
    "cases:breakglass_create": form(anywhere("lead"), sends={"reference": "{ronan}", "reason": "Sortie demain."}),
    "cases:caserequest_list": page(READERS, shows="all"),
    "cases:caserequest_create": form(
        here(*OFFICERS), refused=here(*REFERENTS, "lead"), at=PERSON | {"kind": "rappel"}, shows="its person"
    ),
    "cases:caserequest_answer": action(DECIDING, refused=here(*OFFICERS) | NOT_DECIDING, at={"code": Of(CaseRequest)}),
    "cases:referral_list": page(READERS, shows="all"),
    "cases:referral_create": form(REFERRING),
    "cases:referral_assess": action(REFERRING),
    "cases:notice": page(REFERRING),
    "cases:notice_pdf": page(REFERRING),
    "cases:referral_detail": page(READERS_HERE, at=REFERRAL, shows="its person"),
    "cases:referral_sent": page(READERS_HERE, at=REFERRAL, shows="its person"),
    # Until somebody follows the person, as Malo is followed: tests/cases/referrals/test_referrals.py.
    "cases:referral_identity": form(
        NOBODY, refused=here(*OFFICERS, *REFERENTS, "lead"), at=REFERRAL, shows="its person"
    ),
    "cases:referral_withdraw": action(here(*DECIDING_OFFICERS), refused=NOT_TAKING_BACK, at=REFERRAL),
    "cases:referral_restore": action(here(*DECIDING_OFFICERS), refused=NOT_TAKING_BACK, at=REFERRAL),
    "cases:duplicatesuspicion_list": page(anywhere("lead"), shows="all"),
    # Compared once each is held by a Mission Locale whose lead agrees: tests/cases/merging/test_agreeing.py.
    "cases:duplicatesuspicion_merge": form(LEADS_HERE, at={"pk": Of(DuplicateSuspicion, "pk")}, shows="its person"),
    "cases:duplicatesuspicion_agree": action(LEADS_HERE, at={"pk": Of(DuplicateSuspicion, "pk")}),
    # Of a deletion, which is no merge: tests/cases/merging/test_merge_pages.py.
    "cases:merge_undo": for_nobody(action(NOBODY, at={"code": Of(Snapshot)}), anywhere("lead")),
    "cases:duplicatesuspicion_dismiss": action(LEADS_HERE, at={"pk": Of(DuplicateSuspicion, "pk")}),
    "cases:permanence_entry": form(
        ENTERING, refused=LEADS_OF_MISSION_LOCALE, at={"code": Of(Permanence)}, shows="its person"
    ),
    "cases:permanence_reopen": action(ENTERING, refused=LEADS_OF_MISSION_LOCALE, at={"code": Of(Permanence)}),
    # To the unit that was asked: tests/cases/referrals/test_missed_twice.py.
    "cases:misses_answer": form(
        here(*DECIDING_OFFICERS),
        refused=here("trainee officer", *REFERENTS, "lead"),
        at={"code": Of(CaseRequest, last=True)},
        shows="its person",
    ),
    "cases:appointment_reminder": form(
        here(*REFERENTS), refused=here(*OFFICERS, "lead"), at={"code": Of(Appointment)}, shows="its person"
    ),
    "cases:referral_decide": form(
        DECIDING, refused=NOT_DECIDING | here(*OFFICERS), at={"code": Of(Referral)}, shows="its person"
    ),
    "cases:referral_reopen": action(DECIDING, refused=NOT_DECIDING | here(*OFFICERS), at={"code": Of(Referral)}),
    "cases:enrolment_plie": form(DECIDING, refused=NOT_DECIDING, at={"code": Of(Enrolment)}, shows="its person"),
    # To whoever bears a page's own token: tests/cases/test_drafts.py.
    "cases:draft_save": for_nobody(action(NOBODY)),
    "cases:accessentry_list": page(anywhere("lead", "head of units"), section=READERS, shows="some"),
    "cases:accessentry_own": page(anywhere(*OFFICERS, *REFERENTS, "coordinator"), shows="some"),
    "cases:accessentry_events": page(anywhere("administrator")),
    "cases:membership_move": form(ADMINISTRATOR, at={"pk": Account("officer", membership=True)}),
    "cases:missionlocale_list": page(ADMINISTRATOR | anywhere("coordinator")),
    "cases:missionlocale_edit": class_form(ADMINISTRATOR, at={"pk": Of(Enrolment, "mission_locale_id")}),
    "cases:programme_list": class_page(ADMINISTRATOR | anywhere("coordinator")),
    "cases:programme_create": class_form(ADMINISTRATOR),
    "cases:programme_detail": class_page(KEEPING_PROGRAMMES, at={"pk": PROGRAMME}),
    "cases:programme_edit": class_form(KEEPING_PROGRAMMES, at={"pk": PROGRAMME}),
    "cases:criteria_create": class_form(KEEPING_PROGRAMMES, at={"programme_pk": PROGRAMME}),
    "cases:criteria_edit": class_form(KEEPING_PROGRAMMES, at={"pk": set_up(Criteria)}),
    "cases:funding_create": class_form(KEEPING_PROGRAMMES, at={"programme_pk": PROGRAMME}),
    "cases:funding_edit": class_form(KEEPING_PROGRAMMES, at={"pk": set_up(Funding)}),
    "cases:fundingamount_create": class_form(KEEPING_PROGRAMMES, at={"funding_pk": set_up(Funding)}),
    "cases:fundingamount_edit": class_form(KEEPING_PROGRAMMES, at={"pk": set_up(FundingAmount)}),
    "cases:site_list": class_page(ADMINISTRATOR),
    "cases:site_create": class_form(ADMINISTRATOR),
    "cases:site_edit": class_form(ADMINISTRATOR, at={"pk": set_up(Site)}),
}
