"""The pages of permanences, tried on one to come that Malo is on, outside custody."""

from __future__ import annotations

from cases.models import Appointment, CalendarFeed, Closure, Permanence, PermanencePattern
from tests.access.accounts import EVERYONE, OFFICERS, READERS_OF_PEOPLE, REFERENTS, anywhere, here
from tests.access.answers import Answers, Of, action, class_form, class_page, form, page, public
from tests.access.world import RHYTHM

PERMANENCE, APPOINTMENT = {"code": Of(Permanence)}, {"code": Of(Appointment)}
PATTERN, CLOSURE = {"pk": Of(PermanencePattern, "pk", owner=RHYTHM)}, {"pk": Of(Closure, "pk", owner=RHYTHM)}
FEED = {"secret": Of(CalendarFeed, "secret", owner=RHYTHM)}

# A permanence is its Mission Locale's, whatever the programme; whom it shows is not.
OTHER_PROGRAMME = {"referent of another programme", "lead of another programme"}
PLANNERS_HERE = here("referent", "substitute", "lead") | OTHER_PROGRAMME
PLANNERS = anywhere("referent", "substitute", "lead")
READERS_HERE = here(*READERS_OF_PEOPLE) | OTHER_PROGRAMME
READING_ALONE = here(*OFFICERS, "trainee")
READERS = anywhere(*READERS_OF_PEOPLE)
ADMINISTRATOR = anywhere("administrator")

PAGES: dict[str, Answers] = {
    "cases:permanence_list": page(
        READERS | anywhere("coordinator") | ADMINISTRATOR,
        also=("mois=2026-12", "vue=liste", "mois=%00&lieu=x"),
        shows="some",
    ),
    "cases:permanence_detail": page(READERS_HERE, at=PERMANENCE, shows="its person"),
    "cases:permanence_create": class_form(PLANNERS),
    "cases:permanence_edit": class_form(PLANNERS_HERE, at=PERMANENCE),
    "cases:permanence_print": action(READERS_HERE, at=PERMANENCE, sends={"document": "convocations"}),
    "cases:permanence_cancel": form(PLANNERS_HERE, refused=READING_ALONE, at=PERMANENCE, shows="its person"),
    "cases:permanence_restore": action(PLANNERS_HERE, refused=READING_ALONE, at=PERMANENCE),
    "cases:permanence_decide": action(PLANNERS_HERE, refused=READING_ALONE, at=PERMANENCE),
    "cases:appointment_create": action(PLANNERS_HERE, refused=READING_ALONE, at=PERMANENCE),
    "cases:appointment_move": action(here("referent", "substitute", "lead"), refused=READING_ALONE, at=APPOINTMENT),
    "cases:appointment_remove": action(here("referent", "substitute", "lead"), refused=READING_ALONE, at=APPOINTMENT),
    "cases:permanencepattern_list": class_page(PLANNERS | ADMINISTRATOR),
    "cases:permanencepattern_create": class_form(PLANNERS | ADMINISTRATOR),
    "cases:permanencepattern_edit": class_form(
        PLANNERS_HERE | ADMINISTRATOR, at=PATTERN, section=PLANNERS | ADMINISTRATOR
    ),
    "cases:closure_list": page(PLANNERS),
    "cases:closure_create": form(PLANNERS),
    "cases:closure_lift": action(PLANNERS_HERE, at=CLOSURE),
    "cases:replacement_create": form(PLANNERS),
    "cases:calendarfeed_renew": action(anywhere(*REFERENTS, "lead")),
    # The one page without signing in, to whoever knows its secret: tests/cases/permanences/test_feed.py.
    "cases:calendar_feed": public(page(EVERYONE, at=FEED)),
}
