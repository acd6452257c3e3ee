"""The filters of the lists of accounts and of organisations."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import django_filters
from django.db import models
from django.db.models import QuerySet
from django.http import HttpResponse
from django_filters.views import FilterView

from partners.models import Membership, Organisation, OrganisationKind, Role, User
from partners.names import fold

# How long before its end a membership is shown as ending.
SOON = timedelta(days=30)


class ListFilter(django_filters.FilterSet):
    """What each list is narrowed by. A filter that cannot be read is told beside its field, and nothing is listed:
    never the list as if nothing had been asked."""

    @property
    def qs(self) -> Any:
        """The rows asked for; none when that cannot be read."""
        return super().qs if self.is_readable else self.queryset.none()

    @property
    def status(self) -> int:
        """Of the page that shows them."""
        return 200 if self.is_readable else 400

    @property
    def is_readable(self) -> bool:
        return not self.is_bound or self.form.is_valid()

    def carry(self, *names: str) -> None:
        """These go along and filter nothing: with them alone the bar stays folded."""
        for name in names:
            self.filters[name].extra["initial"] = self.data.get(name, "")

    def unchanged(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """The method of a filter whose value the page reads itself: all of them."""
        return queryset


class FilteredListView(FilterView):
    """A list and its filters."""

    paginate_by = 50

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        return super().render_to_response(context, status=self.filterset.status, **kwargs)


class UserState(models.TextChoices):
    ACTIVE = "actif", "Actif"
    NEVER = "jamais", "Jamais connecté"
    WITHOUT_MEMBERSHIP = "sans", "Sans habilitation"
    ENDING = "fin", "Habilitation qui finit sous 30 jours"
    DISABLED = "desactive", "Désactivé"


class UserFilter(ListFilter):
    """By name or address, by what the memberships of that day say, by state."""

    q = django_filters.CharFilter(label="Nom ou adresse")
    role = django_filters.ChoiceFilter(choices=Role, label="Rôle", empty_label="Tous")
    organisation = django_filters.ModelChoiceFilter(
        queryset=Organisation.objects.all(), label="Structure", empty_label="Toutes"
    )
    state = django_filters.ChoiceFilter(choices=UserState, label="État", empty_label="Tous")

    class Meta:
        model = User
        fields: list[str] = []

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on = on

    def filter_queryset(self, queryset: QuerySet[User]) -> QuerySet[User]:
        """Role and structure are those of one membership."""
        asked = {name: self.form.cleaned_data.get(name) for name in self.filters}
        held = {name: asked[name] for name in ("role", "organisation") if asked[name]}
        if held:
            queryset = queryset.filter(pk__in=Membership.objects.current(self.on).filter(**held).values("user"))
        if asked["q"]:
            queryset = queryset.filter(pk__in=named(asked["q"]))
        return in_state(queryset, asked["state"], self.on) if asked["state"] else queryset


def named(words: str) -> list[int]:
    """The accounts whose name and address hold these words, accents and case aside. Folded here: neither database
    folds alike, and accounts are hundreds."""
    wanted = fold(words).split()
    known = User.objects.order_by().values_list("pk", "first_name", "last_name", "email")
    return [pk for pk, *parts in known if all(word in fold(" ".join(parts)) for word in wanted)]


def in_state(users: QuerySet[User], state: str, on: date) -> QuerySet[User]:
    """Those of these accounts that are in one of the states."""
    current = Membership.objects.current(on)
    match state:
        case UserState.DISABLED:
            return users.filter(is_active=False)
        case UserState.NEVER:
            return users.filter(is_active=True, last_login__isnull=True)
        case UserState.WITHOUT_MEMBERSHIP:
            return users.filter(is_active=True).exclude(pk__in=current.values("user"))
        case UserState.ENDING:
            return users.filter(is_active=True, pk__in=current.filter(ends_on__lte=on + SOON).values("user"))
    return users.filter(is_active=True)


class OrganisationFilter(ListFilter):
    """By name or code, by kind, active or not."""

    q = django_filters.CharFilter(label="Nom ou code", method="named")
    kind = django_filters.ChoiceFilter(choices=OrganisationKind, label="Type", empty_label="Tous")
    is_active = django_filters.ChoiceFilter(
        choices=[("True", "Active"), ("False", "Désactivée")], label="État", empty_label="Toutes"
    )

    class Meta:
        model = Organisation
        fields = ["kind", "is_active"]

    def named(self, queryset: QuerySet[Organisation], name: str, value: str) -> QuerySet[Organisation]:
        """Those whose name and code hold these words, accents and case aside."""
        wanted = fold(value).split()
        known = Organisation.objects.order_by().values_list("pk", "name", "code")
        return queryset.filter(
            pk__in=[pk for pk, *parts in known if all(word in fold(" ".join(parts)) for word in wanted)]
        )
