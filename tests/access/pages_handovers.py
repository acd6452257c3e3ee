"""Hand-overs and exits, tried on Malo: asked for long of the Mission Locale elsewhere, which has not answered."""

from __future__ import annotations

from cases.models import Enrolment, Handover, YoungPerson
from tests.access.accounts import ELSEWHERE, NOBODY, REFERENTS, anywhere, here
from tests.access.answers import Answers, Of, action, for_nobody, form, page

HANDOVER, ENROLMENT = {"code": Of(Handover)}, {"code": Of(Enrolment)}
OF_A_FILE = (*REFERENTS, "lead")
# The own Mission Locale's decide; the one that is asked answers, and since it is late the coordinator may.
ASKING, NOT_ASKING = here("referent", "substitute"), here("trainee", "lead")
ASKED = frozenset(role + ELSEWHERE for role in OF_A_FILE)
ANSWERING = frozenset(role + ELSEWHERE for role in ("referent", "substitute")) | here("coordinator")
READING = here(*OF_A_FILE, "coordinator") | ASKED

PAGES: dict[str, Answers] = {
    "cases:handover_list": page(
        anywhere(*OF_A_FILE, "coordinator"), also=("liste=demandes", "liste=sans-reponse"), shows="some"
    ),
    "cases:handover_create": form(ASKING, refused=NOT_ASKING, at={"code": Of(YoungPerson)}, shows="its person"),
    "cases:handover_detail": page(READING, at=HANDOVER, shows="some"),
    "cases:handover_answer": form(ANSWERING, refused=READING - ANSWERING, at=HANDOVER, shows="some"),
    "cases:handover_withdraw": action(ASKING, refused=READING - ASKING, at=HANDOVER),
    # It waits for its answer: taken back already, for those who answer. tests/cases/handovers/test_taking_back.py.
    "cases:handover_return": action(ANSWERING, refused=READING - ANSWERING, at=HANDOVER),
    "cases:enrolment_exit": form(ASKING, refused=NOT_ASKING, at=ENROLMENT, shows="its person"),
    "cases:enrolment_return": action(ASKING, refused=NOT_ASKING, at=ENROLMENT),
    "cases:enrolment_goals": form(ASKING, refused=NOT_ASKING, at=ENROLMENT, shows="its person"),
    # Where nobody at the other Mission Locale uses the application: tests/cases/handovers/test_letter.py.
    "cases:handover_document": for_nobody(page(NOBODY, at=HANDOVER), anywhere(*OF_A_FILE)),
    "cases:handover_document_pdf": for_nobody(page(NOBODY, at=HANDOVER), anywhere(*OF_A_FILE)),
}
