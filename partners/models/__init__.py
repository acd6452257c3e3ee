from partners.models.accounts import Membership, Role, User
from partners.models.agreement_history import AgreementDocument, AgreementEvent, AgreementStep
from partners.models.agreements import (
    AgreementAmount,
    AgreementState,
    Amendment,
    AmendmentState,
    AmountState,
    Commitment,
    CommitmentKind,
    CommitmentUse,
    NoticeUnit,
    PartnerAgreement,
    Renewal,
    ReplacedTerms,
)
from partners.models.charter import CHARTER_VERSION, CharterAcceptance
from partners.models.directory import PartnerContact, PartnerFunction, PartnerSite
from partners.models.events import AccountAction, AccountEvent
from partners.models.organisations import Organisation, OrganisationKind
from partners.models.partner_merges import DistinctPartners, PartnerMerge
from partners.models.territory import COMMUNE_CODE, KNOWN_DEPARTMENT, Commune, Epci, PriorityQuarter, ReferenceBody

__all__ = [
    "CHARTER_VERSION",
    "COMMUNE_CODE",
    "KNOWN_DEPARTMENT",
    "AccountAction",
    "AccountEvent",
    "AgreementAmount",
    "AgreementDocument",
    "AgreementEvent",
    "AgreementState",
    "AgreementStep",
    "Amendment",
    "AmendmentState",
    "AmountState",
    "CharterAcceptance",
    "Commitment",
    "CommitmentKind",
    "CommitmentUse",
    "Commune",
    "DistinctPartners",
    "Epci",
    "Membership",
    "NoticeUnit",
    "Organisation",
    "OrganisationKind",
    "PartnerAgreement",
    "PartnerContact",
    "PartnerFunction",
    "PartnerMerge",
    "PartnerSite",
    "PriorityQuarter",
    "ReferenceBody",
    "Renewal",
    "ReplacedTerms",
    "Role",
    "User",
]
