from django.urls import path, register_converter

from reporting import views
from reporting.committees import views as committees
from reporting.converters import AudienceConverter, ProgrammesConverter, YearConverter
from reporting.reference_figures import views as reference_figures

register_converter(AudienceConverter, "audience")
register_converter(ProgrammesConverter, "programmes")
register_converter(YearConverter, "year")

app_name = "reporting"
urlpatterns = [
    path("bilans/", views.annualreport_list, name="annualreport_list"),
    path("bilans/<programmes:programmes>/<year:year>/", views.annualreport_detail, name="annualreport_detail"),
    path("bilans/<programmes:programmes>/<year:year>/pdf/", views.annualreport_pdf, name="annualreport_pdf"),
    path("bilans/<programmes:programmes>/<year:year>/classeur/", views.annualreport_xlsx, name="annualreport_xlsx"),
    path(
        "bilans/<programmes:programmes>/<year:year>/controle/", views.annualreport_control, name="annualreport_control"
    ),
    path("bilans/<programmes:programmes>/<year:year>/objectifs/", views.target_edit, name="target_edit"),
    path("bilans/<programmes:programmes>/<year:year>/textes/", views.annualreport_edit, name="annualreport_edit"),
    path("dispositifs/<int:pk>/essaimer/", views.programme_spread, name="programme_spread"),
    path("bilans/<programmes:programmes>/<year:year>/appreciation/", views.assessment_edit, name="assessment_edit"),
    path("ensemble-mission-locale/<year:year>/", reference_figures.referencefigure_list, name="referencefigure_list"),
    path(
        "ensemble-mission-locale/<int:pk>/<year:year>/",
        reference_figures.referencefigure_edit,
        name="referencefigure_edit",
    ),
    path("comites/", committees.committeesheet_list, name="committeesheet_list"),
    path(
        "comites/reunions/<int:pk>/modifier/",
        committees.CommitteeMeetingEditView.as_view(),
        name="committeemeeting_edit",
    ),
    path("comites/reunions/<int:pk>/retirer/", committees.committeemeeting_withdraw, name="committeemeeting_withdraw"),
    path(
        "comites/decisions/<int:pk>/modifier/",
        committees.CommitteeDecisionEditView.as_view(),
        name="committeedecision_edit",
    ),
    path("comites/decisions/<int:pk>/etat/", committees.committeedecision_step, name="committeedecision_step"),
    path("comites/decisions/<int:pk>/annuler/", committees.committeedecision_undo, name="committeedecision_undo"),
    path(
        "comites/decisions/<int:pk>/retirer/",
        committees.committeedecision_withdraw,
        name="committeedecision_withdraw",
    ),
    path("comites/<audience:audience>/<int:pk>/", committees.committeesheet_detail, name="committeesheet_detail"),
    path("comites/<audience:audience>/<int:pk>/fiche.pdf", committees.committeesheet_pdf, name="committeesheet_pdf"),
    path(
        "comites/<audience:audience>/<int:pk>/chiffres/<slug:figure>/",
        committees.committeesheet_records,
        name="committeesheet_records",
    ),
    path("suivi/", views.monitoring, name="monitoring"),
    path("suivi/csv/", views.monitoring_csv, name="monitoring_csv"),
    path("suivi/classeur/", views.monitoring_xlsx, name="monitoring_xlsx"),
]
