"""The pages of `reporting`: the home page, and the coordinator's reports."""

from __future__ import annotations

from cases.models import Programme
from tests.access.accounts import ANYONE, EVERYONE, NOBODY, anywhere, here
from tests.access.answers import Answers, Of, action, for_nobody, form, page

REPORT = {"programmes": ["dernier-ecrou"], "year": 2016}
COORDINATOR = here("coordinator")

PAGES: dict[str, Answers] = {
    "home": page(EVERYONE, shows="some"),
    "reporting:annualreport_list": page(anywhere("coordinator")),
    "reporting:annualreport_detail": page(COORDINATOR, at=REPORT),
    "reporting:annualreport_pdf": page(COORDINATOR, at=REPORT),
    "reporting:annualreport_xlsx": page(COORDINATOR, at=REPORT),
    "reporting:annualreport_control": page(COORDINATOR, at=REPORT),
    "reporting:target_edit": form(COORDINATOR, at=REPORT),
    "reporting:assessment_edit": form(COORDINATOR, at=REPORT),
    "reporting:programme_spread": form(
        anywhere("administrator"), at={"pk": Of(Programme, "pk", owner="report of dernier-ecrou")}
    ),
    "reporting:monitoring": page(anywhere("coordinator")),
    "reporting:monitoring_csv": page(anywhere("coordinator")),
    "reporting:monitoring_xlsx": page(anywhere("coordinator")),
    # In a demonstration alone: tests/reporting/test_demonstration.py.
    "demonstration:enter": for_nobody(action(NOBODY), ANYONE),
    "demonstration:codes": for_nobody(page(NOBODY), ANYONE),
    "demonstration:visit": for_nobody(page(NOBODY), ANYONE),
    "demonstration:visit_step": for_nobody(action(NOBODY, at={"slug": "orienter"}), ANYONE),
    "demonstration:components": for_nobody(page(NOBODY)),
    "demonstration:package": for_nobody(page(NOBODY)),
}
