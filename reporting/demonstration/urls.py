from django.urls import path

from reporting.demonstration import views

app_name = "demonstration"
urlpatterns = [
    path("demonstration/entrer/", views.enter, name="enter"),
    path("demonstration/codes/", views.codes, name="codes"),
    path("demonstration/composants/", views.components, name="components"),
    path("demonstration/paquet-de-donnees/", views.package, name="package"),
    path("visite/", views.visit, name="visit"),
    path("visite/<slug:slug>/", views.visit_step, name="visit_step"),
]
