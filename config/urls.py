"""The addresses of every app. The paths are a promise: bookmarks and tests rely on them."""

from django.urls import include, path

from accounts.admin import site as admin_site

handler400 = "accounts.error_pages.not_understood"
handler500 = "accounts.error_pages.at_our_end"

urlpatterns = [
    path("", include("journal.urls")),
    path("", include("practices.urls")),
    path("", include("accounts.urls")),
    path("admin/", admin_site.urls),
]
