"""Every room's front door. The paths are a promise: bookmarks and tests rely on them."""

from django.urls import include, path

urlpatterns = [
    path("", include("journal.urls")),
    path("", include("practices.urls")),
    path("", include("accounts.urls")),
]
