from django.urls import path

from cases.views import drafts, journal, moves, people, programmes, restrictions, transfers

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
    path("dispositifs/", programmes.ProgrammeListView.as_view(), name="programme_list"),
    path("dispositifs/ajouter/", programmes.ProgrammeCreateView.as_view(), name="programme_create"),
    path("dispositifs/<int:pk>/", programmes.ProgrammeDetailView.as_view(), name="programme_detail"),
    path("dispositifs/<int:pk>/modifier/", programmes.ProgrammeEditView.as_view(), name="programme_edit"),
    path(
        "dispositifs/<int:programme_pk>/criteres/ajouter/",
        programmes.CriteriaCreateView.as_view(),
        name="criteria_create",
    ),
    path("criteres/<int:pk>/modifier/", programmes.CriteriaEditView.as_view(), name="criteria_edit"),
    path(
        "dispositifs/<int:programme_pk>/financeurs/ajouter/",
        programmes.FundingCreateView.as_view(),
        name="funding_create",
    ),
    path("financements/<int:pk>/modifier/", programmes.FundingEditView.as_view(), name="funding_edit"),
    path(
        "financements/<int:funding_pk>/montants/ajouter/",
        programmes.FundingAmountCreateView.as_view(),
        name="fundingamount_create",
    ),
    path("montants/<int:pk>/modifier/", programmes.FundingAmountEditView.as_view(), name="fundingamount_edit"),
    path("lieux/", programmes.SiteListView.as_view(), name="site_list"),
    path("lieux/ajouter/", programmes.SiteCreateView.as_view(), name="site_create"),
    path("lieux/<int:pk>/modifier/", programmes.SiteEditView.as_view(), name="site_edit"),
    path("journal/", journal.accessentry_list, name="accessentry_list"),
    path("journal/mes-consultations/", journal.accessentry_own, name="accessentry_own"),
    path("journal/evenements/", journal.accessentry_events, name="accessentry_events"),
]
