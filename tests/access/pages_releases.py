"""The pages of the way out of custody, tried on Malo, who is followed at Rennes and referred by its unit."""

from __future__ import annotations

from cases.models import NextStep, UnitReview, YoungPerson
from tests.access.accounts import DECIDING_OFFICERS, OFFICERS, READERS_OF_PEOPLE, REFERENTS, anywhere, here
from tests.access.answers import Answers, Of, action, form, page

PERSON = {"code": Of(YoungPerson)}
READERS = anywhere(*READERS_OF_PEOPLE)
REFERENTS_HERE = here("referent", "substitute")
BOTH_SIDES = REFERENTS_HERE | here(*DECIDING_OFFICERS)
NEITHER_SIDE = here("trainee", "trainee officer", "lead")
# The meeting is the two bodies', whatever the programme; whom it shows is not.
OTHER_PROGRAMME = {"referent of another programme", "lead of another programme"}
AT_THE_MEETING = here(*READERS_OF_PEOPLE) | OTHER_PROGRAMME
HOLDING = BOTH_SIDES | {"referent of another programme"}
NOT_HOLDING = NEITHER_SIDE | {"lead of another programme"}
REVIEW = {"code": Of(UnitReview, owner="malo")}

PAGES: dict[str, Answers] = {
    "cases:release_list": page(READERS, shows="all", also=("fenetre=toutes",)),
    "cases:releaseneed_update": form(BOTH_SIDES, refused=NEITHER_SIDE, at=PERSON, shows="its person"),
    "cases:release_move": action(REFERENTS_HERE, refused=here(*OFFICERS, "trainee", "lead"), at=PERSON),
    "cases:appointment_outside": form(
        REFERENTS_HERE, refused=here(*OFFICERS, "trainee", "lead"), at=PERSON, shows="its person"
    ),
    "cases:alert_list": page(anywhere(*REFERENTS, "lead"), shows="some"),
    "cases:alertsnooze_create": form(
        REFERENTS_HERE | here("trainee"),
        refused=here("lead"),
        section=anywhere(*REFERENTS, "lead"),
        at=PERSON | {"kind": "sans_contact"},
        shows="its person",
    ),
    "cases:alertsnooze_delete": action(
        REFERENTS_HERE | here("trainee"),
        refused=here("lead"),
        section=anywhere(*REFERENTS, "lead"),
        at=PERSON | {"kind": "sans_contact"},
    ),
    "cases:releasecard_detail": form(
        REFERENTS_HERE, refused=here(*OFFICERS, "trainee", "lead"), at=PERSON, shows="its person"
    ),
    "cases:releasecard_print": action(REFERENTS_HERE, refused=here(*OFFICERS, "trainee", "lead"), at=PERSON),
    "cases:unitreview_list": page(READERS),
    "cases:unitreview_create": action(
        anywhere("referent", "substitute", *DECIDING_OFFICERS), refused=anywhere("trainee", "trainee officer", "lead")
    ),
    "cases:unitreview_detail": page(AT_THE_MEETING, at=REVIEW, section=READERS, shows="some"),
    "cases:unitreview_tick": action(HOLDING, refused=NOT_HOLDING, at=REVIEW),
    "cases:nextstep_create": action(HOLDING, refused=NOT_HOLDING, at=REVIEW),
    "cases:unitreview_close": action(HOLDING, refused=NOT_HOLDING, at=REVIEW),
    "cases:unitreview_reopen": action(HOLDING, refused=NOT_HOLDING, at=REVIEW),
    "cases:unitreview_print": page(AT_THE_MEETING, at=REVIEW, section=READERS, shows="some"),
    # The step of the tests is the SPIP's: a referent writes both sides.
    "cases:nextstep_close": action(BOTH_SIDES, refused=NEITHER_SIDE, at={"code": Of(NextStep)}),
}
