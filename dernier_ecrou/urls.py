from django.urls import include, path

from reporting.views import home

urlpatterns = [
    path("", home, name="home"),
    path("", include("reporting.urls")),
    path("comptes/", include("allauth.account.urls")),
    path("demonstration/", include("reporting.demonstration.urls")),
]
