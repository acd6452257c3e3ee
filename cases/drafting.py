"""Keeps what is typed and not yet sent (docs/architecture.md, "Drafts").

A form marked `data-de-draft` bears a signed token: author, page, subject, address. With it, and with nothing else, a
draft of that author is written: a form sent by a session that has ended is kept too. Reading asks for the author.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import TooManyFilesSent
from django.http import HttpRequest, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.timezone import localtime

from cases.models import Draft, PersonAlias
from cases.models.drafts import KEPT
from partners.access import signed_in
from partners.french import hour_words
from partners.models import User

TOKEN = "brouillon"
SALT = "cases.drafting"
# On the request: its form was sent and need not be kept; the draft kept from it. In the session, for the sign-in page.
SENT, KEPT_DRAFT, KEPT_FLAG = "draft_sent", "draft_of_request", "draft_kept"
# What is longer was not typed.
LONGEST = 100_000
NEVER_KEPT = ("csrfmiddlewaretoken", TOKEN)


@dataclass(frozen=True)
class Place:
    """Where something is typed: by whom, on which page (the name of its URL), about what, at which address."""

    author: int
    page: str
    subject: str
    path: str

    def token(self) -> str:
        """What the form bears to be kept."""
        return signing.dumps([self.author, self.page, self.subject, self.path], salt=SALT)


@dataclass(frozen=True)
class PageDraft:
    """What a page needs: the token for its form, and what had been typed there (None: nothing)."""

    token: str
    saved_at: datetime | None
    data: QueryDict | None

    def fill(self, form: forms.BaseForm) -> None:
        """Show in a form what had been typed there, and what its author had seen of the record (`seen`): whoever
        changed it since is told of when it is sent."""
        form.initial.update(self.initial(form.fields))

    def initial(self, fields: dict[str, Any]) -> dict[str, Any]:
        """What was typed, as the `initial` of a form with these fields; empty without a draft."""
        if self.data is None:
            return {}
        return {name: field.widget.value_from_datadict(self.data, {}, name) for name, field in fields.items()}


def place_of(request: HttpRequest) -> Place | None:
    """What the token of a form that is being sent says; None without one, for a forged one and for one that is older
    than a draft may be."""
    try:
        token = request.POST.get(TOKEN, "")
        return Place(*signing.loads(token, salt=SALT, max_age=KEPT)) if token else None
    except (signing.BadSignature, MultiPartParserError, TooManyFilesSent, UnreadablePostError):
        return None


def page_draft(request: HttpRequest, subject: str, at: datetime, path: str = "") -> PageDraft:
    """The draft of the page that is being answered, for the user alone. `path` is where the form is shown, when that
    is another address."""
    user, page = signed_in(request), page_of(request)
    token = Place(user.pk, page, subject, path or request.get_full_path()).token()
    draft = Draft.objects.visible_to(user, at).filter(page=page, subject=subject).first()
    if draft is None or request.method == "POST":  # what is being posted is newer
        return PageDraft(token, None, None)
    request.session.pop(KEPT_FLAG, None)
    data = QueryDict(mutable=True)
    for name, values in draft.data.items():
        data.setlist(name, values)
    return PageDraft(token, draft.saved_at, data)


def page_of(request: HttpRequest) -> str:
    """The name of the URL that is being answered."""
    assert request.resolver_match is not None
    return request.resolver_match.view_name


def sent(request: HttpRequest) -> None:
    """The form did what it is for: its draft is deleted, and what was posted is not kept."""
    setattr(request, SENT, True)
    place = place_of(request)
    if place is not None:
        forget(place)


def forget(place: Place) -> None:
    """Delete what stands there."""
    Draft.objects.filter(author=place.author, page=place.page, subject=subject_now(place.subject)).delete()


def subject_now(subject: str) -> str:
    """What a draft is about by now: the record into which that of this reference was merged."""
    return PersonAlias.objects.kept([subject]).get(subject, subject)


def keep(request: HttpRequest, at: datetime) -> Draft | None:
    """Keep what the request posts as a draft of the token's author; None where there is nothing to keep: no token, the
    form was sent, an account that is gone, far too much text. What is older than seven days is deleted."""
    if KEPT_DRAFT not in request.__dict__:
        setattr(request, KEPT_DRAFT, keep_posted(request, at))
    return getattr(request, KEPT_DRAFT)


def keep_posted(request: HttpRequest, at: datetime) -> Draft | None:
    """The same, each time that it is called."""
    place = place_of(request)
    if place is None or getattr(request, SENT, False):
        return None
    data = {name: values for name, values in request.POST.lists() if may_be_kept(name)}
    author = User.objects.filter(pk=place.author, is_active=True).first()
    if author is None or sum(len(value) for values in data.values() for value in values) > LONGEST:
        return None
    Draft.objects.expired(at).delete()
    return Draft.objects.keep(author, place.page, subject_now(place.subject), data, at)


def may_be_kept(name: str) -> bool:
    """Neither the form's own fields nor a password; files are not in what is posted as text."""
    return name not in NEVER_KEPT and "password" not in name


def clock_words(at: datetime) -> str:
    """As one reads it on a clock: « 14 h 32 »."""
    return hour_words(localtime(at))
