from django.urls import path

from partners.views import entrance

app_name = "partners"
urlpatterns = [
    path("comptes/verification/messagerie/", entrance.mail_code_choose, name="mail_code_choose"),
    path("comptes/charte/", entrance.charter, name="charter"),
    path("comptes/charte/accepter/", entrance.charter_accept, name="charter_accept"),
]
