from django.urls import path

from cases.views import drafts, journal, moves, people, restrictions, transfers

app_name = "cases"
urlpatterns = [
    path("jeunes/", people.youngperson_list, name="youngperson_list"),
    path("jeunes/<str:code>/", people.youngperson_detail, name="youngperson_detail"),
    path("jeunes/<str:code>/consultations/", journal.accessentry_person, name="accessentry_person"),
    path("jeunes/<str:code>/unite/", transfers.unittransfer_create, name="unittransfer_create"),
    path("jeunes/<str:code>/unite/annuler/", transfers.unittransfer_cancel, name="unittransfer_cancel"),
    path("jeunes/<str:code>/reserve/", restrictions.restriction_update, name="restriction_update"),
    path("jeunes/<str:code>/reserve/lever/", restrictions.restriction_lift, name="restriction_lift"),
    path("dossiers-reserves/", restrictions.restriction_list, name="restriction_list"),
    path("dossiers-reserves/ouvrir/", restrictions.breakglass_create, name="breakglass_create"),
    path("brouillons/", drafts.draft_save, name="draft_save"),
    path("habilitations/<int:pk>/changer-d-unite/", moves.membership_move, name="membership_move"),
    path("journal/", journal.accessentry_list, name="accessentry_list"),
    path("journal/mes-consultations/", journal.accessentry_own, name="accessentry_own"),
    path("journal/evenements/", journal.accessentry_events, name="accessentry_events"),
]
