"""The one page on which an officer refers a young person."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Field, Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.functional import cached_property
from django.utils.timezone import localdate

from cases.forms import plausible_birth_date
from cases.models import (
    AddressKind,
    Handover,
    HandoverDecision,
    Origin,
    PenalStatus,
    Permanence,
    Programme,
    Referral,
    ReleaseNeedType,
    Setting,
    Sex,
    UnknownEndReason,
    YoungPerson,
)
from cases.permanences.choices import (
    NEXT,
    can_come,
    elsewhere_words,
    permanence_choices,
    permanences_offered,
)
from cases.referrals.eligibility import CriterionLine, Facts, Rules, eligibility
from cases.referrals.notice import given_by, notice_given_field, notice_given_on_field
from cases.referrals.referrers import bodies_of, is_officer, not_open, programmes_open_to, receivers_of
from partners.fields import DayField, NameField
from partners.french import alternatives
from partners.models import Commune, Organisation, OrganisationKind, User
from partners.widgets import DateInput

COMMITTED, UNKNOWN = "mandat_depot", "inconnu"
STATUSES = [
    ("", "Choisir"),
    (PenalStatus.CONVICTED.value, "Condamné"),
    (PenalStatus.ON_REMAND.value, "Prévenu (appel et délai d’appel compris)"),
    (COMMITTED, "Mandat de dépôt, pas encore condamné définitivement"),
    (PenalStatus.COURT_ORDER.value, "Placé par ordonnance"),
    (UNKNOWN, "Je ne sais pas"),
]
# Their choices are long.
WIDE = ("establishment", "permanence", "notice_given")
IN_THE_COMMUNITY = (OrganisationKind.SPIP, OrganisationKind.PJJ)
ORIGINS_OF_UNITS = {
    OrganisationKind.PJJ: Origin.PJJ,
    OrganisationKind.CEF: Origin.PJJ,
    OrganisationKind.ASSOCIATION: Origin.ASSOCIATION,
    OrganisationKind.MISSION_LOCALE: Origin.YOUNG_PERSON,
}
NO_MEASURE = (
    "Donnez le début de la mesure\N{NO-BREAK SPACE}: sans lui, la durée et la date de sortie ne sont pas gardées."
)
TO_ITSELF = (
    "Une Mission Locale n’oriente que vers elle-même. Pour un jeune qui relève d’une autre\N{NO-BREAK SPACE}: s’il "
    "est suivi ici, demandez un relais depuis son dossier, avec son accord\N{NARROW NO-BREAK SPACE}; sinon, "
    "donnez-lui les coordonnées de l’autre, ou demandez à l’unité qui le suit de l’y orienter."
)
OWN_PERMANENCES = (
    "Celles de votre Mission Locale. Un jeune qui relève d’une autre\N{NO-BREAK SPACE}: un relais depuis son dossier, "
    "avec son accord."
)
SENT_BY_ANOTHER = (
    "Ce formulaire a déjà été envoyé depuis un autre compte\N{NO-BREAK SPACE}: vérifiez que ce qui est écrit vient de "
    "vous, puis continuez."
)


class NeedChoices(forms.ModelMultipleChoiceField):
    """The catalogue of needs, by domain."""

    widget = forms.CheckboxSelectMultiple


class ReferralForm(forms.Form):
    """Who, held where, from where, for what, to which permanence. Cleaned, `commune` is a Commune (None: unknown) and
    `permanence` a Permanence (None: the next one)."""

    submission_key = forms.UUIDField(widget=forms.HiddenInput)
    last_name = NameField(label="Nom", max_length=100)
    first_name = NameField(label="Prénom", max_length=100)
    birth_date = forms.DateField(label="Date de naissance", widget=DateInput)
    sex = forms.ChoiceField(label="Sexe", choices=[("", "Choisir"), *Sex.choices])
    establishment = forms.ModelChoiceField(
        Organisation.objects.none(), label="Établissement ou unité", empty_label="Choisir"
    )
    status = forms.ChoiceField(label="Statut", choices=STATUSES)
    starts_on = DayField(label="Écroué ou suivi depuis le", required=False)
    sentence_months = forms.IntegerField(label="Peine, mois", min_value=0, max_value=600, required=False)
    sentence_days = forms.IntegerField(label="Peine, jours en plus", min_value=0, max_value=30, required=False)
    planned_end_on = DayField(label="Sortie prévue le", required=False)
    planned_end_unknown = forms.ChoiceField(
        label="Ou inconnue, car", choices=[("", "Choisir"), *UnknownEndReason.choices], required=False
    )
    commune = forms.CharField(
        label="Commune",
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"list": "communes"}),
        help_text="Jamais celle de la prison. Inconnue\N{NO-BREAK SPACE}: laissez vide.",
    )
    address_line = forms.CharField(label="Rue et numéro", max_length=200, required=False)
    address_kind = forms.ChoiceField(
        label="Type d’adresse",
        choices=[("", "Je ne sais pas"), *AddressKind.choices],
        initial=AddressKind.PERSONAL,
        required=False,
    )
    address_since = DayField(label="Y habitait depuis le", required=False)
    needs = NeedChoices(ReleaseNeedType.objects.none(), label="Besoins", required=False)
    unit = forms.ModelChoiceField(Organisation.objects.none(), label="Prescripteur", empty_label=None)
    origin = forms.ChoiceField(label="Origine de la demande", choices=Origin)
    programme = forms.ModelChoiceField(Programme.objects.none(), label="Dispositif", empty_label="Choisir")
    mission_locale = forms.ModelChoiceField(
        Organisation.objects.none(), label="Mission Locale", empty_label="Celle qui couvre la commune"
    )
    permanence = forms.ChoiceField(label="Permanence", required=False)
    notice_given = notice_given_field()
    notice_given_on = notice_given_on_field()

    def __init__(self, *args: Any, user: User, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.on = user, on
        self._offer(
            "establishment",
            Organisation.objects.active().filter(where_one_is_held()).order_by("kind", "name"),
        )
        self._offer("needs", ReleaseNeedType.objects.all())
        self._offer("unit", bodies_of(user, on))
        self._offer("programme", programmes_open_to(user, on))
        self._offer_permanences()

    def _offer_permanences(self) -> None:
        """To whom one may refer, and when one is met there: those of the establishment first."""
        user, on = self.user, self.on
        receivers = receivers_of(user, on)
        self._offer("mission_locale", receivers)
        self.fields["mission_locale"].error_messages["invalid_choice"] = TO_ITSELF
        if not is_officer(user, on):
            self.fields["permanence"].help_text = OWN_PERMANENCES
        self.free = [permanence for permanence in permanences_offered(on) if permanence.mission_locale in receivers]
        held, chosen = str(self["establishment"].value() or ""), str(self["permanence"].value() or "")
        near = {held} if held else establishments_of(bodies_of(user, on))
        self.fields["permanence"].choices = permanence_choices(  # type: ignore[attr-defined]
            self.free, near, chosen
        )

    def _offer(self, name: str, rows: QuerySet[Any]) -> None:
        """The rows that a field lets one choose from; where there is one alone, it is chosen and not shown."""
        field = self.fields[name]
        field.queryset = rows  # type: ignore[attr-defined]
        if name in ("unit", "programme", "mission_locale"):
            only = list(rows[:2])
            if len(only) == 1:
                field.widget, self.initial[name] = forms.HiddenInput(), only[0].pk

    @cached_property
    def helper(self) -> FormHelper:
        """The sections, in the order in which one knows the answers."""
        helper = FormHelper()
        helper.form_tag, helper.disable_csrf = False, True
        helper.layout = Layout(
            "submission_key",
            section("Le jeune", "last_name", "first_name", "birth_date", "sex"),
            section(
                "Sa situation",
                "establishment",
                "status",
                "starts_on",
                "sentence_months",
                "sentence_days",
                "planned_end_on",
                "planned_end_unknown",
            ),
            section("Où il habitait avant la détention", "commune", "address_line", "address_kind", "address_since"),
            HTML('<details class="de-filter"><summary>Besoins à préparer pour la sortie (facultatif)</summary>'),
            Div("needs", css_class="de-columns"),
            HTML("</details>"),
            section("L’orientation", "unit", "origin", "programme", "mission_locale", "permanence"),
            section("La notice d’information", "notice_given", "notice_given_on"),
        )
        return helper

    def clean_submission_key(self) -> uuid.UUID:
        """The form's own number. Where somebody else has sent the form that bears it, it is in fault, for what is
        typed may be theirs; sent once more, it bears another number."""
        key: uuid.UUID = self.cleaned_data["submission_key"]
        if Referral.objects.filter(submission_key=key).exclude(sent_by=self.user).exists():
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data[self.add_prefix("submission_key")] = str(uuid.uuid4())  # type: ignore[index]
            self.add_error(None, SENT_BY_ANOTHER)
        return key

    def clean_birth_date(self) -> date:
        """Raises ValidationError for a day that nobody who is referred was born on."""
        return plausible_birth_date(self.cleaned_data["birth_date"], self.on)

    def clean_notice_given_on(self) -> date:
        """Raises ValidationError for a day to come."""
        return given_by(self.cleaned_data["notice_given_on"], self.on)

    def clean_commune(self) -> Commune | None:
        """The commune of that name or INSEE code. One that nobody knows here stays with the line of the address.
        Raises ValidationError where the name looks like one that is known."""
        typed = self.cleaned_data["commune"].strip()
        found = Commune.objects.named(typed)
        self.unknown_commune = typed if typed and found is None else ""
        if self.unknown_commune and (near := Commune.objects.like(typed)):
            raise ValidationError(
                f"Commune inconnue\N{NO-BREAK SPACE}: vouliez-vous dire {alternatives(near)}\N{NARROW NO-BREAK SPACE}?"
            )
        return found

    def clean_permanence(self) -> Permanence | None:
        """The one chosen, None for the next one."""
        code = self.cleaned_data["permanence"]
        return (
            next((permanence for permanence in self.free if permanence.code == code), None) if code != NEXT else None
        )

    def clean(self) -> dict[str, Any]:
        """A permanence names its Mission Locale, else the commune does where it is left empty; a release is dated, or
        one says why not; a measure begins."""
        given = super().clean() or {}
        if given.get("permanence"):
            given["mission_locale"] = given["permanence"].mission_locale
            self.errors.pop("mission_locale", None)
        elif not self["mission_locale"].value() and (covering := self._covering(given.get("commune"))):
            given["mission_locale"] = covering
            self.errors.pop("mission_locale", None)
        self._clean_receiver(given)
        known = [given.get(name) for name in ("sentence_months", "sentence_days", "planned_end_on")]
        if not given.get("starts_on") and any(value is not None for value in known) and "starts_on" not in self.errors:
            self.add_error("starts_on", NO_MEASURE)
        self._clean_end(given)
        return given

    def _covering(self, commune: Commune | None) -> Organisation | None:
        """The one Mission Locale, of those to which one may refer, that covers that commune."""
        receivers = self.fields["mission_locale"].queryset  # type: ignore[attr-defined]
        found = list(receivers.filter(covered_communes=commune.successor or commune)[:2]) if commune else []
        return found[0] if len(found) == 1 else None

    def _clean_receiver(self, given: dict[str, Any]) -> None:
        """Sent in the name of a Mission Locale, it is addressed to that one; the programme is open there."""
        unit, receiver, programme = (given.get(name) for name in ("unit", "mission_locale", "programme"))
        field = "permanence" if given.get("permanence") else "mission_locale"
        if receiver and unit and unit.kind == OrganisationKind.MISSION_LOCALE and receiver != unit:
            self.add_error(field, TO_ITSELF)
        if programme and receiver and not programme.opens_at(receiver):
            self.add_error(field, not_open(programme, receiver))

    def _clean_end(self, given: dict[str, Any]) -> None:
        """The end of the measure: one date, or one reason, and not before the beginning."""
        start, end, unknown = (given.get(name) for name in ("starts_on", "planned_end_on", "planned_end_unknown"))
        if start and start > self.on:
            self.add_error("starts_on", "Cette date est à venir.")
        if end and start and end < start:
            self.add_error("planned_end_on", "La sortie prévue précède le début de la mesure.")
        if end and unknown:
            self.add_error("planned_end_unknown", "Gardez la date, ou la raison, pas les deux.")
        if start and not end and not unknown and not self.errors.keys() & {"planned_end_on", "planned_end_unknown"}:
            self.add_error("planned_end_on", "Donnez la date, ou dites à côté pourquoi elle est inconnue.")

    @property
    def warning(self) -> str:
        """What is to be looked at again, of a permanence that is held elsewhere; empty where there is nothing."""
        chosen, establishment, end = (
            self.cleaned_data.get(name) for name in ("permanence", "establishment", "planned_end_on")
        )
        return elsewhere_words(chosen, establishment, end) if chosen and establishment else ""

    @property
    def setting(self) -> Setting | None:
        """What the establishment says of the measure."""
        establishment = self.cleaned_data.get("establishment")
        if establishment is None:
            return None
        if establishment.kind == OrganisationKind.CEF:
            return Setting.CEF
        return Setting.CUSTODY if establishment.kind == OrganisationKind.PRISON else Setting.COMMUNITY

    @property
    def penal_status(self) -> str:
        """The code of PenalStatus; empty when it is not known."""
        status = self.cleaned_data.get("status", "")
        return {COMMITTED: PenalStatus.ON_REMAND.value, UNKNOWN: ""}.get(status, status)

    def facts(self, person: YoungPerson | None = None) -> Facts:
        """What is known so far for the eligibility; fields in fault are unknown."""
        given = self.cleaned_data
        commune, establishment = given.get("commune"), given.get("establishment")
        current = commune and (commune.successor or commune)
        in_community = self.setting == Setting.COMMUNITY and self.penal_status
        return Facts(
            on=self.on,
            birth_date=given.get("birth_date"),
            status=Setting.COMMUNITY.value if in_community else self.penal_status,
            committal_order=given.get("status") == COMMITTED,
            establishment=establishment and establishment.pk,
            sentence_months=given.get("sentence_months"),
            sentence_days=given.get("sentence_days"),
            address_kind=given.get("address_kind") or "",
            commune=current.name or current.code if current else "",
            epci=(current.epci_id or "") if current else "",
            department=current.department if current else "",
            has_handover=bool(person and self._handed_over(person)),
        )

    def _handed_over(self, person: YoungPerson) -> bool:
        """Whether a Mission Locale of the programme has accepted the person."""
        accepted = Handover.objects.filter(person=person, decision=HandoverDecision.ACCEPTED)
        return accepted.filter(programme=self.cleaned_data.get("programme")).exists()

    def lines(self, person: YoungPerson | None = None) -> list[CriterionLine]:
        """The eligibility; none before a programme is chosen."""
        programme = self.cleaned_data.get("programme")
        return eligibility(Rules.of(programme, self.on), self.facts(person)) if programme else []


def where_one_is_held() -> Q:
    """Where one is held, and who supervises in the community."""
    return Q(kind__in=(*OrganisationKind.places_of_custody(), *IN_THE_COMMUNITY))


def section(title: str, *fields: str) -> Fieldset:
    """Fields side by side under a title."""
    wide = {name: Field(name, wrapper_class="de-fields__wide") for name in WIDE}
    return Fieldset(title, Div(*(wide.get(name, name) for name in fields), css_class="de-fields"))


def establishments_of(bodies: QuerySet[Organisation]) -> set[str]:
    """The ids of the places of custody of these units, and of the bodies themselves, as a form holds them."""
    own = Organisation.objects.filter(Q(pk__in=bodies) | Q(parent__in=bodies))
    return {str(key) for key in own.values_list("pk", flat=True)}


def values_of(code: str, on: date) -> dict[str, Any]:
    """What a form starts with that is opened for the permanence of that code: it, and the establishment in which it
    is held. Nothing for one that has no place left."""
    wanted = next((permanence for permanence in permanences_offered(on) if permanence.code == code), None)
    if wanted is None:
        return {}
    establishment = {"establishment": wanted.site.organisation_id} if wanted.site.is_inside else {}
    return establishment | {"mission_locale": wanted.mission_locale_id, "permanence": code}


def first_values(user: User, at: datetime) -> dict[str, Any]:
    """What a new form starts with: as the user's last referral, else as the last one of the unit, of those that the
    user sees. A permanence held elsewhere than in its establishment is not kept."""
    on, seen = localdate(at), Referral.objects.visible_to(user, at)
    own = seen.filter(sent_by=user).order_by("-pk").select_related("referred_by").first()
    bodies = list(bodies_of(user, on))
    unit = own.referred_by if own and own.referred_by in bodies else next(iter(bodies), None)
    last = own or seen.filter(referred_by=unit).order_by("-referred_on", "-pk").first()
    values: dict[str, Any] = {
        "submission_key": uuid.uuid4(),
        "notice_given_on": on,
        "unit": unit and unit.pk,
        "origin": ORIGINS_OF_UNITS.get(OrganisationKind(unit.kind), Origin.SPIP) if unit else Origin.SPIP,
    }
    if last is None:
        return values | {"establishment": held_by_unit(unit)}
    booked = own and own.appointments.select_related("permanence__site__organisation").first()
    measure = last.person.measures.select_related("organisation").order_by("-starts_on").first()
    is_kept = booked and can_come(booked.permanence, measure.organisation if measure else None)
    return values | {
        "origin": own.origin if own else values["origin"],
        "programme": last.programme_id,
        "mission_locale": last.mission_locale_id,
        "permanence": booked.permanence.code if booked and is_kept else NEXT,
        "establishment": measure.organisation_id if measure else held_by_unit(unit),
    }


def held_by_unit(unit: Organisation | None) -> int | None:
    """The establishment of a unit that has one alone; the unit itself when it has none."""
    if unit is None or unit.kind == OrganisationKind.MISSION_LOCALE:
        return None
    below = list(unit.units.active(*OrganisationKind.places_of_custody())[:2])
    if unit.kind == OrganisationKind.CEF or not below:
        return unit.pk
    return below[0].pk if len(below) == 1 else None
