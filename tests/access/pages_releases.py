"""The pages of the way out of custody, tried on Malo, who is followed at Rennes and referred by its unit."""

from __future__ import annotations

from cases.models import YoungPerson
from tests.access.accounts import DECIDING_OFFICERS, OFFICERS, READERS_OF_PEOPLE, anywhere, here
from tests.access.answers import Answers, Of, action, form, page

PERSON = {"code": Of(YoungPerson)}
READERS = anywhere(*READERS_OF_PEOPLE)
REFERENTS_HERE = here("referent", "substitute")
BOTH_SIDES = REFERENTS_HERE | here(*DECIDING_OFFICERS)
NEITHER_SIDE = here("trainee", "trainee officer", "lead")

PAGES: dict[str, Answers] = {
    "cases:release_list": page(READERS, shows="all", also=("fenetre=toutes", "qui=moi")),
    "cases:releaseneed_update": form(BOTH_SIDES, refused=NEITHER_SIDE, at=PERSON, shows="its person"),
    "cases:releaseneed_begin": action(BOTH_SIDES, refused=NEITHER_SIDE, at=PERSON),
    "cases:appointment_outside": form(
        REFERENTS_HERE, refused=here(*OFFICERS, "trainee", "lead"), at=PERSON, shows="its person"
    ),
}
