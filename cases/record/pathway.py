"""The pathway: every dated fact of someone's path, the last one first, a window at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import CharField, DateField, DateTimeField, F, QuerySet, Value
from django.db.models.functions import Cast, TruncDate
from django.http import QueryDict
from django.urls import reverse

from cases.models import ContactNote, ServiceAxis
from cases.record.facts import SOURCES, PathwayKind, Source
from cases.record.reading import Reading
from cases.record.together import Rows
from cases.record.way_back import FACT, window_of, with_window
from cases.record.words import Said

EVENTS_A_PAGE = 40
# A note that is longer begins the event, and unfolds.
WORDS_SHOWN, LINES_SHOWN = 40, 3
MOST_DAYS = max(len(source.days) for source in SOURCES.values())
FIRST_YEAR, LAST_YEAR = 1950, 2150


@dataclass(frozen=True)
class Moment:
    """One day of one row, of which the rest is not read yet."""

    on: date
    source: str
    pk: int
    day: str

    @property
    def anchor(self) -> str:
        """Its place on the page."""
        return f"{self.source}-{self.pk}-{self.day}"


class PathwayForm(forms.Form):
    """Which kinds, from which year until which."""

    genre = forms.MultipleChoiceField(
        label="Montrer", required=False, choices=PathwayKind, widget=forms.CheckboxSelectMultiple
    )
    de = forms.IntegerField(label="De (année)", required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR)
    jusque = forms.IntegerField(label="À (année)", required=False, min_value=FIRST_YEAR, max_value=LAST_YEAR)

    @property
    def words(self) -> str:
        """« Contacts, de 2024 à 2025 »: what was asked for; empty when it is everything."""
        asked = self.cleaned_data if self.is_bound and self.is_valid() else {}
        kinds = [str(PathwayKind(kind).label) for kind in asked.get("genre", [])]
        years = [
            f"{word} {asked[name]}" for name, word in (("de", "depuis"), ("jusque", "jusqu’en")) if asked.get(name)
        ]
        return ", ".join(kinds + years)

    def keeps(self, moment: Moment) -> bool:
        """Whether it was asked for; everything while nothing is, nothing when that cannot be read."""
        if self.is_bound and not self.is_valid():
            return False
        asked = self.cleaned_data if self.is_bound else {}
        kinds, first, last = (asked.get(name) for name in ("genre", "de", "jusque"))
        return (
            (not kinds or SOURCES[moment.source].kind in kinds)
            and (first is None or moment.on.year >= first)
            and (last is None or moment.on.year <= last)
        )


@dataclass(frozen=True)
class Pathway:
    """What was asked of a path: the form, how many events there are of each kind, and the events of one page."""

    form: PathwayForm
    counts: Counter[str]
    page: Page[Moment]
    # What the address asked for.
    window: QueryDict
    # Notes stay on the screen.
    with_notes: bool = True

    @property
    def status(self) -> int:
        """Of the page that shows it."""
        return 400 if self.form.errors else 200


def read_pathway(reading: Reading, asked: QueryDict, size: int = EVENTS_A_PAGE, *, with_notes: bool = True) -> Pathway:
    """The window that these parameters of an address ask for, in one query: the days alone, of all the path."""
    found = sorted(moments(reading), key=lambda moment: (moment.on, moment.source, moment.pk), reverse=True)
    form = PathwayForm(asked) if {"genre", "de", "jusque"} & set(asked) else PathwayForm()
    page = Paginator([moment for moment in found if form.keeps(moment)], size).get_page(asked.get("page"))
    counts = Counter(SOURCES[moment.source].kind.value for moment in found)
    return Pathway(form, counts, page, window_of(asked), with_notes)


def moments(reading: Reading) -> Iterator[Moment]:
    """Every known day of every row that the user reads, in no order."""
    arms = [days_of(name, source, reading) for name, source in SOURCES.items()]
    for name, pk, *days in arms[0].union(*arms[1:], all=True):
        for day, on in zip(SOURCES[name].days, days, strict=False):
            if on is not None:
                yield Moment(on, name, pk, day)


def days_of(name: str, source: Source, reading: Reading) -> QuerySet[Any]:
    """One branch of that query: the source, the row, its days and as many blanks as others have more."""
    columns: list[Any] = []
    for day in source.days:
        field = source.model._meta.get_field(day.partition("__")[0])
        columns.append(TruncDate(F(day)) if isinstance(field, DateTimeField) else F(day))
    columns += [Cast(Value(None), DateField()) for _ in range(MOST_DAYS - len(columns))]
    return source.visible(reading).order_by().values_list(Value(name, output_field=CharField()), F("pk"), *columns)


def pathway_rows(reading: Reading, pathway: Pathway) -> dict[str, QuerySet[Any]]:
    """The rows behind the events of the page, and what their contacts were about."""
    wanted: dict[str, set[int]] = {}
    for moment in pathway.page:
        wanted.setdefault(moment.source, set()).add(moment.pk)
    rows = {f"event:{name}": SOURCES[name].rows(reading).filter(pk__in=keys) for name, keys in wanted.items()}
    contacts = wanted.get("contact")
    if contacts:
        rows["axes"] = ServiceAxis.objects.filter(contact__in=contacts)
    if contacts and pathway.with_notes:
        rows["notes"] = ContactNote.objects.visible_to(reading.user, reading.at).filter(contact__in=contacts)
    return rows


def pathway_context(reading: Reading, pathway: Pathway, rows: Rows) -> dict[str, Any]:
    """As _person_pathway.html has it."""
    found = {(name, row.pk): row for name in SOURCES for row in rows.get(f"event:{name}", [])}
    about = contact_texts(rows)
    events = [event(reading, pathway, moment, found[moment.source, moment.pk], about) for moment in pathway.page]
    return {
        "form": pathway.form,
        "page_obj": pathway.page,
        "total": pathway.counts.total(),
        "print_url": print_url(reading, pathway),
        "years": [
            {"year": year, "events": list(group)}
            for year, group in groupby(events, key=lambda each: each["date"].year)
        ],
    }


def print_url(reading: Reading, pathway: Pathway) -> str:
    """Where the record is printed with what was asked of the pathway, all its pages."""
    window = pathway.window.copy()
    window.pop("page", None)
    return with_window(reverse("cases:youngperson_print", args=[reading.person.code]), window)


def contact_texts(rows: Rows) -> dict[int, tuple[list[str], str]]:
    """By contact: the axes, the note."""
    texts: dict[int, tuple[list[str], str]] = {note.contact_id: ([], note.text) for note in rows.get("notes", [])}
    for axis in rows.get("axes", []):
        texts.setdefault(axis.contact_id, ([], ""))[0].append(axis.get_axis_display())
    return texts


def event(
    reading: Reading, pathway: Pathway, moment: Moment, row: Any, about: dict[int, tuple[list[str], str]]
) -> dict[str, Any]:
    """As components/_event.html has it, with what one may do with it where it stands."""
    source = SOURCES[moment.source]
    said: Said = source.said(row, moment.day)
    axes, note = about.get(moment.pk, ([], "")) if moment.source == "contact" else ([], "")
    return {
        "date": moment.on,
        "anchor": moment.anchor,
        "is_to_come": moment.on > reading.on,
        "kind": said.kind,
        "title": said.title,
        "text": "\N{NARROW NO-BREAK SPACE}; ".join(filter(None, [said.text, ", ".join(axes).capitalize()])),
        "note": note,
        "is_long": len(note.split()) > WORDS_SHOWN or note.count("\n") > LINES_SHOWN,
        "tone": said.tone,
        "url": said.url,
        "links": links(reading, pathway.window, moment, row),
    }


def links(reading: Reading, window: QueryDict, moment: Moment, row: Any) -> list[dict[str, str]]:
    """Where this user corrects the fact, or deletes it: whole, from the first of its events."""
    source, code = SOURCES[moment.source], reading.person.code
    found: list[dict[str, str]] = []
    may = may_change(reading, row)
    if source.edit and (may or (source.by_unit and reading.decides_for_unit)):
        key = code if source.key == "person" else getattr(row, source.key)
        url = reverse(source.edit, args=[key])
        whole = f"{url}#{source.place}{row.pk}" if source.place else with_window(url, window, **{FACT: moment.anchor})
        found.append({"label": "Modifier", "url": whole})
    days = [day for day, _ in source.dated(row)]
    if source.deletable and may and moment.day == days[0]:
        label = "Supprimer en entier" if len(days) > 1 else "Supprimer"
        url = with_window(reverse("cases:fact_delete", args=[code, moment.source, row.pk]), window)
        found.append({"label": label, "url": url})
    return found


def may_change(reading: Reading, row: Any) -> bool:
    """The referents of the Mission Locale whose fact it is, or that holds the person; a trainee, what they wrote."""
    if getattr(row, "entered_by_id", None) == reading.user.pk:
        return reading.records
    owner = getattr(row, "mission_locale_id", None)
    return owner in reading.deciding if owner else bool(reading.deciding)
