"""The pages of the directory: read by those who work with partners, written by referents, leads, coordinators."""

from __future__ import annotations

from cases.models import PartnerOffer
from partners.models import DistinctPartners, Organisation, PartnerAgreement, PartnerContact, PartnerMerge, PartnerSite
from tests.access.accounts import READERS_OF_PEOPLE, anywhere
from tests.access.answers import Answers, Of, action, class_form, class_page, form, page
from tests.access.world import SET_UP

READERS = anywhere(*READERS_OF_PEOPLE, "coordinator")
KEEPERS = anywhere("referent", "substitute", "lead", "coordinator")
LOADERS = anywhere("lead", "coordinator")
BODY = {"pk": Of(Organisation, "pk", owner=SET_UP)}
OF_BODY = {"organisation_pk": BODY["pk"]}
TWO = {"first": BODY["pk"], "second": Of(PartnerAgreement, "organisation_id", owner=SET_UP)}

PAGES: dict[str, Answers] = {
    "cases:partner_list": class_page(READERS, also=("axe=logement&commune=Rennes", "q=lices", "commune=Nulle-Part")),
    "cases:partnermerge_list": page(LOADERS, also=("premier=1&second=2",)),
    "cases:partnermerge_create": form(LOADERS, at=TWO),
    "cases:distinctpartners_create": action(LOADERS, at=TWO),
    "cases:distinctpartners_undo": action(LOADERS, at={"pk": Of(DistinctPartners, "pk", owner=SET_UP)}),
    "cases:partnermerge_undo": action(LOADERS, at={"pk": Of(PartnerMerge, "pk", owner=SET_UP)}),
    "cases:partner_import": form(LOADERS),
    "cases:partner_import_confirm": action(LOADERS),
    "cases:partner_detail": class_page(READERS, at=BODY),
    "partners:partnersite_create": class_form(KEEPERS, at=OF_BODY),
    "partners:partnersite_edit": class_form(KEEPERS, at={"pk": Of(PartnerSite, "pk", owner=SET_UP)}),
    "partners:partnercontact_create": class_form(KEEPERS, at=OF_BODY),
    "partners:partnercontact_edit": class_form(KEEPERS, at={"pk": Of(PartnerContact, "pk", owner=SET_UP)}),
    "cases:partneroffer_create": class_form(KEEPERS, at=OF_BODY),
    "cases:partneroffer_edit": class_form(KEEPERS, at={"pk": Of(PartnerOffer, "pk", owner=SET_UP)}),
}
