from django.urls import path

from reporting.demonstration import views

app_name = "demonstration"
urlpatterns = [
    path("entrer/", views.enter, name="enter"),
    path("codes/", views.codes, name="codes"),
    path("composants/", views.components, name="components"),
    path("paquet-de-donnees/", views.package, name="package"),
]
