from partners.models.accounts import Membership, Role, User
from partners.models.charter import CHARTER_VERSION, CharterAcceptance
from partners.models.events import AccountAction, AccountEvent
from partners.models.organisations import AgreementState, Organisation, OrganisationKind, PartnerAgreement, Renewal
from partners.models.territory import COMMUNE_CODE, KNOWN_DEPARTMENT, Commune, Epci, PriorityQuarter, ReferenceBody

__all__ = [
    "CHARTER_VERSION",
    "COMMUNE_CODE",
    "KNOWN_DEPARTMENT",
    "AccountAction",
    "AccountEvent",
    "AgreementState",
    "CharterAcceptance",
    "Commune",
    "Epci",
    "Membership",
    "Organisation",
    "OrganisationKind",
    "PartnerAgreement",
    "PriorityQuarter",
    "ReferenceBody",
    "Renewal",
    "Role",
    "User",
]
