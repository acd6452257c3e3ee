"""The pages of `reporting`: the home page, and the coordinator's reports."""

from __future__ import annotations

from cases.models import Enrolment, Programme
from partners.models import PartnerAgreement
from reporting.models import CommitteeDecision, CommitteeMeeting
from tests.access.accounts import ANYONE, EVERYONE, NOBODY, anywhere, here
from tests.access.answers import Answers, Of, action, class_form, for_nobody, form, page
from tests.access.world import SET_UP

REPORT = {"programmes": ["dernier-ecrou"], "year": 2016}
COORDINATOR = here("coordinator")
SHEET = {"audience": "partenaire", "pk": Of(PartnerAgreement, "organisation_id", owner=SET_UP)}
MEETING = {"pk": Of(CommitteeMeeting, "pk", owner="report of dernier-ecrou")}
DECISION = {"pk": Of(CommitteeDecision, "pk", owner="report of dernier-ecrou")}

PAGES: dict[str, Answers] = {
    "home": page(EVERYONE, shows="some"),
    "reporting:annualreport_list": page(anywhere("coordinator")),
    "reporting:annualreport_detail": page(COORDINATOR, at=REPORT),
    "reporting:annualreport_pdf": page(COORDINATOR, at=REPORT),
    "reporting:annualreport_xlsx": page(COORDINATOR, at=REPORT),
    "reporting:annualreport_control": page(COORDINATOR, at=REPORT),
    "reporting:annualreport_edit": form(COORDINATOR, at=REPORT),
    "reporting:target_edit": form(COORDINATOR, at=REPORT),
    "reporting:assessment_edit": form(COORDINATOR, at=REPORT),
    "reporting:referencefigure_list": page(anywhere("coordinator"), at={"year": 2016}),
    "reporting:referencefigure_edit": form(
        anywhere("coordinator"), at={"pk": Of(Enrolment, "mission_locale_id"), "year": 2016}
    ),
    "reporting:programme_spread": form(
        anywhere("administrator"), at={"pk": Of(Programme, "pk", owner="report of dernier-ecrou")}
    ),
    "reporting:committeesheet_list": page(anywhere("coordinator"), also=("pour=partenaire-1&du=2016-01-01",)),
    "reporting:committeesheet_detail": form(anywhere("coordinator"), at=SHEET),
    "reporting:committeesheet_pdf": page(anywhere("coordinator"), at=SHEET),
    "reporting:committeesheet_records": page(anywhere("coordinator"), at=SHEET | {"figure": "conventions"}),
    "reporting:committeemeeting_edit": class_form(COORDINATOR, at=MEETING),
    "reporting:committeemeeting_withdraw": action(COORDINATOR, at=MEETING),
    "reporting:committeedecision_edit": class_form(COORDINATOR, at=DECISION),
    "reporting:committeedecision_step": action(COORDINATOR, at=DECISION),
    "reporting:committeedecision_undo": action(COORDINATOR, at=DECISION),
    "reporting:committeedecision_withdraw": action(COORDINATOR, at=DECISION),
    "reporting:monitoring": page(anywhere("coordinator")),
    "reporting:monitoring_csv": page(anywhere("coordinator")),
    "reporting:monitoring_xlsx": page(anywhere("coordinator")),
    # In a demonstration alone: tests/reporting/demonstration/test_demonstration.py.
    "demonstration:enter": for_nobody(action(NOBODY), ANYONE),
    "demonstration:codes": for_nobody(page(NOBODY), ANYONE),
    "demonstration:visit": for_nobody(page(NOBODY), ANYONE),
    "demonstration:visit_step": for_nobody(action(NOBODY, at={"slug": "orienter"}), ANYONE),
    "demonstration:components": for_nobody(page(NOBODY)),
    "demonstration:package": for_nobody(page(NOBODY)),
}
