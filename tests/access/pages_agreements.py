"""The pages of agreements: read by those who work with them, kept by coordinators."""

from __future__ import annotations

from partners.models import AgreementAmount, AgreementDocument, Amendment, Commitment, PartnerAgreement
from tests.access.accounts import READERS_OF_PEOPLE, anywhere
from tests.access.answers import Answers, Of, action, class_form, class_page, page
from tests.access.world import SET_UP

READERS = anywhere(*READERS_OF_PEOPLE, "coordinator")
KEEPERS = anywhere("coordinator")
RUNNING, TO_SIGN = (
    {"pk": Of(PartnerAgreement, "pk", owner=SET_UP)},
    {"pk": Of(PartnerAgreement, "pk", owner=SET_UP, last=True)},
)
OF_RUNNING = {"agreement_pk": RUNNING["pk"]}
AMENDMENT, COMMITMENT = {"pk": Of(Amendment, "pk", owner=SET_UP)}, {"pk": Of(Commitment, "pk", owner=SET_UP)}
READ = Of(Commitment, "pk", owner=SET_UP, last=True)
AMOUNT, DOCUMENT = (
    {"pk": Of(AgreementAmount, "pk", owner=SET_UP)},
    {"pk": Of(AgreementDocument, "pk", owner=SET_UP)},
)

PAGES: dict[str, Answers] = {
    "partners:partneragreement_list": class_page(READERS),
    "partners:partneragreement_detail": class_page(READERS, at=RUNNING, also=("le=2016-06-01",)),
    "cases:partneragreement_create": class_form(KEEPERS),
    "cases:partneragreement_edit": class_form(KEEPERS, at=RUNNING),
    "partners:partneragreement_prepare": action(KEEPERS, at=RUNNING),
    "partners:partneragreement_sign": class_form(KEEPERS, at=TO_SIGN),
    "cases:partneragreement_end": class_form(KEEPERS, at=RUNNING),
    "cases:partneragreement_denounce": class_form(KEEPERS, at=RUNNING),
    "cases:partneragreement_undo": action(KEEPERS, at=RUNNING),
    "cases:amendment_create": class_form(KEEPERS, at=OF_RUNNING),
    "cases:amendment_edit": class_form(KEEPERS, at=AMENDMENT),
    "partners:amendment_prepare": action(KEEPERS, at=AMENDMENT),
    "cases:amendment_sign": action(KEEPERS, at=AMENDMENT),
    "partners:amendment_unsign": action(KEEPERS, at=AMENDMENT),
    "partners:amendment_delete": action(KEEPERS, at=AMENDMENT),
    "cases:commitment_create": class_form(KEEPERS, at=OF_RUNNING),
    "cases:commitment_edit": class_form(KEEPERS, at=COMMITMENT),
    "partners:commitment_delete": action(KEEPERS, at=COMMITMENT),
    "partners:commitmentuse_create": class_form(KEEPERS, at={"commitment_pk": READ}),
    "partners:agreementamount_create": class_form(KEEPERS, at=OF_RUNNING),
    "partners:agreementamount_edit": class_form(KEEPERS, at=AMOUNT),
    "partners:agreementamount_delete": action(KEEPERS, at=AMOUNT),
    "partners:agreementdocument_create": class_form(KEEPERS, at=OF_RUNNING),
    "partners:agreementdocument_file": page(READERS, at=DOCUMENT),
}
