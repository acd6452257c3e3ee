"""Who may do what: the accounts that try every address, the records they try it on, and what each view declares."""

from tests.access import (
    pages_adjustments,
    pages_agreements,
    pages_cases,
    pages_contacts,
    pages_directory,
    pages_handovers,
    pages_partners,
    pages_permanences,
    pages_placements,
    pages_record,
    pages_releases,
    pages_reporting,
)
from tests.access.answers import Answers

PAGES: dict[str, Answers] = {
    **pages_partners.PAGES,
    **pages_agreements.PAGES,
    **pages_adjustments.PAGES,
    **pages_cases.PAGES,
    **pages_contacts.PAGES,
    **pages_directory.PAGES,
    **pages_handovers.PAGES,
    **pages_permanences.PAGES,
    **pages_placements.PAGES,
    **pages_record.PAGES,
    **pages_releases.PAGES,
    **pages_reporting.PAGES,
}
