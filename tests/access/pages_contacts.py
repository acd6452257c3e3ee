"""The pages of contacts, group meetings, situations and i-milo: those who meet young people, trainees too."""

from __future__ import annotations

from cases.models import Contact, GroupMeeting, Situation, YoungPerson
from tests.access.accounts import REFERENTS, anywhere, here
from tests.access.answers import Answers, Of, form, page

PERSON, CONTACT, SITUATION = {"code": Of(YoungPerson)}, {"code": Of(Contact)}, {"code": Of(Situation)}
MEETING = {"code": Of(GroupMeeting)}
RECORDING, RECORDING_HERE = anywhere(*REFERENTS) | {"referent of another programme"}, here(*REFERENTS)
# A group meeting is its Mission Locale's, whatever the programme; whom it shows is not.
OF_THE_BODY = RECORDING_HERE | {"referent of another programme"}

PAGES: dict[str, Answers] = {
    "cases:contact_search": page(RECORDING, shows="some", also=("q=kerdoncuff", "q=%00")),
    "cases:contact_create": form(RECORDING_HERE, section=RECORDING, at=PERSON, shows="its person"),
    "cases:contact_several": form(RECORDING, also=("q=kerdoncuff", "q=%00"), shows="some"),
    "cases:contact_edit": form(RECORDING_HERE, section=RECORDING, at=CONTACT, shows="its person"),
    "cases:situation_create": form(RECORDING_HERE, section=RECORDING, at=PERSON, shows="its person"),
    "cases:situation_edit": form(RECORDING_HERE, section=RECORDING, at=SITUATION, shows="its person"),
    "cases:groupmeeting_list": page(RECORDING),
    "cases:groupmeeting_create": form(RECORDING),
    "cases:groupmeeting_detail": form(OF_THE_BODY, section=RECORDING, at=MEETING, shows="some"),
    "cases:groupmeeting_edit": form(OF_THE_BODY, section=RECORDING, at=MEETING),
    "cases:imilo_list": form(RECORDING, also=("mois=2016-03", "mois=x"), shows="some"),
}
