"""One factory a model, with traits for the situations that tests tell of. Names are invented."""

from __future__ import annotations

from datetime import date, time

import factory
from factory.django import DjangoModelFactory

from cases import models as cases
from partners import models as partners
from reporting import models as reporting

ENTRY = date(2016, 3, 1)


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = partners.Organisation
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"structure-{n}")
    name = factory.LazyAttribute(lambda organisation: organisation.code.replace("-", " ").title())
    kind = partners.OrganisationKind.MISSION_LOCALE

    class Params:
        spip = factory.Trait(kind=partners.OrganisationKind.SPIP)
        prison = factory.Trait(kind=partners.OrganisationKind.PRISON)
        funder = factory.Trait(kind=partners.OrganisationKind.FUNDER)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = partners.User

    email = factory.Sequence(lambda n: f"agent{n}@exemple.invalid")
    first_name = "Annick"
    last_name = factory.Sequence(lambda n: f"Lescop-{n}")


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = partners.Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = partners.Role.REFERENT
    starts_on = date(2010, 1, 1)


class ProgrammeFactory(DjangoModelFactory):
    class Meta:
        model = cases.Programme
        django_get_or_create = ("code",)

    code = "dernier-ecrou"
    name = factory.LazyAttribute(lambda programme: programme.code.replace("-", " ").title())
    starts_on = date(2010, 1, 1)


class YoungPersonFactory(DjangoModelFactory):
    class Meta:
        model = cases.YoungPerson

    code = factory.Sequence(lambda n: f"J{n:05}")
    last_name = factory.Sequence(lambda n: f"Kerdoncuff-{n}")
    first_name = "Malo"
    birth_date = date(1995, 6, 15)
    sex = cases.Sex.MALE


class ReferralFactory(DjangoModelFactory):
    class Meta:
        model = cases.Referral

    person = factory.SubFactory(YoungPersonFactory)
    programme = factory.SubFactory(ProgrammeFactory)
    referred_by = factory.SubFactory(OrganisationFactory, spip=True)
    mission_locale = factory.SubFactory(OrganisationFactory)
    referred_on = ENTRY

    class Params:
        admitted = factory.Trait(decision=cases.ReferralDecision.ADMITTED, decided_on=ENTRY)


class EnrolmentFactory(DjangoModelFactory):
    class Meta:
        model = cases.Enrolment

    person = factory.SubFactory(YoungPersonFactory)
    programme = factory.SubFactory(ProgrammeFactory)
    mission_locale = factory.SubFactory(OrganisationFactory)
    entered_on = ENTRY


class CaseFileFactory(DjangoModelFactory):
    class Meta:
        model = cases.CaseFile

    person = factory.SubFactory(YoungPersonFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    opened_on = ENTRY
    folded_name = factory.LazyAttribute(lambda file: file.person.folded_name)


class AddressFactory(DjangoModelFactory):
    class Meta:
        model = cases.Address

    person = factory.SubFactory(YoungPersonFactory)


class JusticeMeasureFactory(DjangoModelFactory):
    class Meta:
        model = cases.JusticeMeasure

    person = factory.SubFactory(YoungPersonFactory)
    setting = cases.Setting.CUSTODY
    status = cases.PenalStatus.CONVICTED
    starts_on = ENTRY


class SentenceAdjustmentFactory(DjangoModelFactory):
    class Meta:
        model = cases.SentenceAdjustment

    person = factory.SubFactory(YoungPersonFactory)
    kind = cases.AdjustmentKind.MONITORING
    decision = cases.AdjustmentDecision.GRANTED


class ContactFactory(DjangoModelFactory):
    class Meta:
        model = cases.Contact

    person = factory.SubFactory(YoungPersonFactory)
    mission_locale = factory.SubFactory(OrganisationFactory)
    held_on = ENTRY
    kind = cases.ContactKind.INTERVIEW
    place = cases.ContactPlace.INSIDE


class SituationFactory(DjangoModelFactory):
    class Meta:
        model = cases.Situation

    person = factory.SubFactory(YoungPersonFactory)
    kind = cases.SituationKind.MOBILISATION
    starts_on = ENTRY


class SiteFactory(DjangoModelFactory):
    class Meta:
        model = cases.Site

    code = factory.Sequence(lambda n: f"lieu-{n}")
    name = factory.Sequence(lambda n: f"Lieu {n}")


class PermanenceFactory(DjangoModelFactory):
    class Meta:
        model = cases.Permanence

    site = factory.SubFactory(SiteFactory)
    mission_locale = factory.SubFactory(OrganisationFactory)
    planned_on = ENTRY


class PermanencePatternFactory(DjangoModelFactory):
    """Every Tuesday morning, six places."""

    class Meta:
        model = cases.PermanencePattern

    site = factory.SubFactory(SiteFactory)
    mission_locale = factory.SubFactory(OrganisationFactory)
    weekday = 1
    starts_at = time(9)
    ends_at = time(12)
    slots = 6
    starts_on = date(2026, 1, 1)


class AppointmentFactory(DjangoModelFactory):
    class Meta:
        model = cases.Appointment

    permanence = factory.SubFactory(PermanenceFactory)
    person = factory.SubFactory(YoungPersonFactory)


class ReleaseNeedFactory(DjangoModelFactory):
    class Meta:
        model = cases.ReleaseNeed

    person = factory.SubFactory(YoungPersonFactory)
    type_id = "carte_identite"
    opened_on = ENTRY


class PartnerAgreementFactory(DjangoModelFactory):
    class Meta:
        model = partners.PartnerAgreement

    code = factory.Sequence(lambda n: f"convention-{n}")
    organisation = factory.SubFactory(OrganisationFactory, kind=partners.OrganisationKind.HOUSING)
    subject = "Places en logement"
    state = partners.AgreementState.SIGNED


class AmendmentFactory(DjangoModelFactory):
    class Meta:
        model = partners.Amendment

    agreement = factory.SubFactory(PartnerAgreementFactory)
    code = factory.Sequence(lambda n: f"avenant-{n}")
    number = factory.Sequence(lambda n: n + 1)
    subject = "Six places de plus"
    takes_effect_on = ENTRY


class CommitmentFactory(DjangoModelFactory):
    class Meta:
        model = partners.Commitment

    agreement = factory.SubFactory(PartnerAgreementFactory)
    code = factory.Sequence(lambda n: f"engagement-{n}")
    kind = partners.CommitmentKind.PLACES
    label = "Studios"
    quantity = 6
    starts_on = ENTRY


class PlacementFactory(DjangoModelFactory):
    class Meta:
        model = cases.Placement

    person = factory.SubFactory(YoungPersonFactory)
    agreement = factory.SubFactory(PartnerAgreementFactory)
    mission_locale = factory.SubFactory(OrganisationFactory)


class HandoverFactory(DjangoModelFactory):
    class Meta:
        model = cases.Handover

    person = factory.SubFactory(YoungPersonFactory)
    programme = factory.SubFactory(ProgrammeFactory)
    from_mission_locale = factory.SubFactory(OrganisationFactory)
    to_mission_locale = factory.SubFactory(OrganisationFactory)
    asked_on = ENTRY


class TargetFactory(DjangoModelFactory):
    class Meta:
        model = reporting.Target

    programme = factory.SubFactory(ProgrammeFactory)
    year = 2016
    indicator = reporting.Indicator.ENTRIES
    value = 80


class ReferenceFigureFactory(DjangoModelFactory):
    class Meta:
        model = reporting.ReferenceFigure

    mission_locale = factory.SubFactory(OrganisationFactory)
    year = 2016
    table = reporting.ReferenceTable.SEX
    row = "F"
    percent = 48


class AnnualReportFactory(DjangoModelFactory):
    class Meta:
        model = reporting.AnnualReport

    programme = factory.SubFactory(ProgrammeFactory)
    year = 2016
