from django.urls import path

from partners.single_sign_on import views

app_name = "single_sign_on"
urlpatterns = [
    path("", views.begin, name="begin"),
    path("retour/", views.callback, name="callback"),
    path("fin/", views.end, name="end"),
    path("sortie/", views.ended, name="ended"),
]
