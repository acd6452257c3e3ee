"""A page on which one types, for the tests of drafts: the site's addresses, and this one."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import include, path
from django.utils import timezone

from cases.drafting import page_draft, sent


class LetterForm(forms.Form):
    words = forms.CharField(required=False)
    colours = forms.MultipleChoiceField(choices=[("bleu", "Bleu"), ("vert", "Vert")], required=False)
    urgent = forms.BooleanField(required=False, initial=True)


def letter_create(request: HttpRequest) -> HttpResponse:
    draft = page_draft(request, "", timezone.now())
    initial = draft.initial(LetterForm.base_fields)
    form = LetterForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and request.POST.get("words") == "erreur":
        raise RuntimeError
    if request.method == "POST" and request.POST.get("words"):
        sent(request)
        messages.success(request, "La lettre est partie.")
        return redirect("home")
    context = {"form": form, "submit_label": "Envoyer", "draft": draft}
    return render(request, "components/_form.html", context)


urlpatterns = [path("lettres/", letter_create, name="letter_create"), path("", include("dernier_ecrou.urls"))]
