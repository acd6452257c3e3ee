"""What people are put into: Missions Locales, prescribers, programmes, sites, agreements, targets."""

from __future__ import annotations

from datetime import date

from cases.models import Permanence, Programme, Site
from partners.models import Organisation, OrganisationKind, PartnerAgreement, Renewal
from reporting.models import Indicator, ReferenceFigure, ReferenceTable, Target

MISSIONS_LOCALES = range(1, 51)
PRESCRIBERS = range(51, 61)
PARTNERS = range(61, 71)
SITES = range(1, 51)
AGREEMENTS = range(1, 41)
# In the year of the report, at each site.
PERMANENCES_A_SITE = 40
PERMANENCES = range(1, len(SITES) * PERMANENCES_A_SITE + 1)
FIRST_YEAR, YEAR = 2012, 2016
AS_OF = date(2017, 3, 1)
PROGRAMMES = {1: "principal", 2: "second"}


def add_frame() -> None:
    """Everything but the people, in an empty database."""
    add_organisations()
    agreements = PartnerAgreement.objects.bulk_create(
        PartnerAgreement(
            pk=number,
            code=f"convention-{number}",
            organisation_id=PARTNERS[number % len(PARTNERS)],
            subject="Hébergement",
            starts_on=date(2008 + number % 7, 1, 1),
            ends_on=date(2015 + number % 3, 6, 30),
            renewal=Renewal.values[number % len(Renewal.values)],
            places=number % 6,
        )
        for number in AGREEMENTS
    )
    sites = Site.objects.bulk_create(
        Site(pk=number, code=f"lieu-{number}", name=f"Lieu {number}", organisation_id=MISSIONS_LOCALES[number - 1])
        for number in SITES
    )
    for number, code in PROGRAMMES.items():
        programme = Programme.objects.create(
            pk=number, code=code, name=code.title(), starts_on=date(2010, 1, 1), cumulative_from=FIRST_YEAR
        )
        programme.agreements.set(agreements[number - 1 :: 2] if number == 2 else agreements)
        programme.sites.set(sites)
    add_permanences()
    add_targets()


def add_organisations() -> None:
    """Fifty Missions Locales, ten prescribers, ten partners."""
    kinds = {
        OrganisationKind.MISSION_LOCALE: MISSIONS_LOCALES,
        OrganisationKind.SPIP: PRESCRIBERS,
        OrganisationKind.ASSOCIATION: PARTNERS,
    }
    Organisation.objects.bulk_create(
        Organisation(pk=number, code=f"structure-{number:02}", name=f"Structure {number}", kind=kind)
        for kind, numbers in kinds.items()
        for number in numbers
    )


def add_permanences() -> None:
    """Two permanences out of three were held, one of six is not known."""
    Permanence.objects.bulk_create(
        Permanence(
            pk=number,
            code=f"permanence-{number}",
            site_id=SITES[number % len(SITES)],
            mission_locale_id=MISSIONS_LOCALES[number % len(SITES)],
            planned_on=date(YEAR, number % 12 + 1, number % 28 + 1),
            was_held=(True, True, False, True, True, None)[number % 6],
        )
        for number in PERMANENCES
    )


def add_targets() -> None:
    """The targets of the year, of the whole and of one Mission Locale, and that one's own percentages."""
    Target.objects.bulk_create(
        Target(programme_id=programme, mission_locale_id=place, year=YEAR, indicator=indicator, value=100 * position)
        for programme in PROGRAMMES
        for place in (None, MISSIONS_LOCALES[0])
        for position, indicator in enumerate(Indicator.values, start=1)
    )
    ReferenceFigure.objects.bulk_create(
        ReferenceFigure(mission_locale_id=MISSIONS_LOCALES[0], year=YEAR, table=table, row=row, percent=percent)
        for table, row, percent in (
            (ReferenceTable.SEX, "F", 48.0),
            (ReferenceTable.SEX, "H", 52.0),
            (ReferenceTable.AGE, "18-21", 40.5),
            (ReferenceTable.HOUSING, "famille", 61.0),
        )
    )
