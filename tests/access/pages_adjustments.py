"""The pages of measures, adjustments, permissions and certificates, tried on Malo: both sides read and write."""

from __future__ import annotations

from cases.models import JusticeMeasure, ReleasePermission, SentenceAdjustment, SupportCertificate, YoungPerson
from tests.access.accounts import DECIDING_OFFICERS, OFFICERS, READERS_OF_PEOPLE, anywhere, here
from tests.access.answers import Answers, Of, action, form, page

PERSON, ADJUSTMENT = {"code": Of(YoungPerson)}, {"code": Of(SentenceAdjustment)}
MEASURE, PERMISSION = {"code": Of(JusticeMeasure)}, {"code": Of(ReleasePermission)}
CERTIFICATE = {"code": Of(SupportCertificate)}
REFERENTS_HERE, READERS_HERE = here("referent", "substitute"), here(*READERS_OF_PEOPLE)
BOTH_SIDES = REFERENTS_HERE | here(*DECIDING_OFFICERS)
NEITHER_SIDE = here("trainee", "trainee officer", "lead")
NOT_SIGNING = here(*OFFICERS, "trainee", "lead")

PAGES: dict[str, Answers] = {
    "cases:justicemeasure_create": form(BOTH_SIDES, refused=NEITHER_SIDE, at=PERSON, shows="its person"),
    "cases:justicemeasure_edit": form(BOTH_SIDES, refused=NEITHER_SIDE, at=MEASURE, shows="its person"),
    "cases:sentenceadjustment_create": form(BOTH_SIDES, refused=NEITHER_SIDE, at=PERSON, shows="its person"),
    "cases:sentenceadjustment_list": page(
        anywhere(*READERS_OF_PEOPLE, "coordinator"), shows="some", also=("etat=tous",)
    ),
    "cases:sentenceadjustment_detail": page(READERS_HERE, at=ADJUSTMENT, shows="its person"),
    "cases:sentenceadjustment_step": action(BOTH_SIDES, refused=NEITHER_SIDE, at=ADJUSTMENT),
    "cases:sentenceadjustment_withdraw": action(BOTH_SIDES, refused=NEITHER_SIDE, at=ADJUSTMENT),
    "cases:sentenceadjustment_edit": form(BOTH_SIDES, refused=NEITHER_SIDE, at=ADJUSTMENT, shows="its person"),
    "cases:adjustmentsupply_update": action(BOTH_SIDES, refused=NEITHER_SIDE, at=ADJUSTMENT),
    "cases:releasepermission_create": form(BOTH_SIDES, refused=NEITHER_SIDE, at=PERSON, shows="its person"),
    "cases:releasepermission_edit": form(BOTH_SIDES, refused=NEITHER_SIDE, at=PERMISSION, shows="its person"),
    "cases:supportcertificate_create": form(REFERENTS_HERE, refused=NOT_SIGNING, at=PERSON, shows="its person"),
    "cases:supportcertificate_detail": page(READERS_HERE, at=CERTIFICATE, shows="its person"),
    "cases:supportcertificate_pdf": page(READERS_HERE, at=CERTIFICATE, shows="its person"),
}
