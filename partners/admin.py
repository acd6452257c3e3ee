"""Django's admin, without what allauth would show in it: identities at a provider, its tokens, its secret.

The provider is in the settings alone, so nobody adds one here.
"""

import allauth.socialaccount.admin  # noqa: F401 — registers what is taken away below
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin

admin.site.unregister([SocialAccount, SocialApp, SocialToken])
