from django.urls import path, register_converter

from reporting import views
from reporting.converters import ProgrammesConverter, YearConverter

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
    path("dispositifs/<int:pk>/essaimer/", views.programme_spread, name="programme_spread"),
    path("bilans/<programmes:programmes>/<year:year>/appreciation/", views.assessment_edit, name="assessment_edit"),
    path("suivi/", views.monitoring, name="monitoring"),
    path("suivi/csv/", views.monitoring_csv, name="monitoring_csv"),
    path("suivi/classeur/", views.monitoring_xlsx, name="monitoring_xlsx"),
]
