from django.urls import include, path

from accounts import views

urlpatterns = [
    path("help/", views.help_page, name="help"),
    path("safety/", views.safety, name="safety"),
    path("privacy/", views.privacy, name="privacy"),
    path("leave-now/", views.leave_now, name="leave-now"),
    path("healthz", views.healthz, name="healthz"),
    path("accounts/recovery/", views.recovery, name="recovery"),
    path("accounts/recovery/renew/", views.recovery_renew, name="recovery-renew"),
    path("accounts/recovery/later/", views.recovery_later, name="recovery-later"),
    path("accounts/recovery/download/", views.recovery_download, name="recovery-download"),
    path("accounts/unlock/", views.unlock, name="unlock"),
    path("accounts/lock/", views.lock, name="lock"),
    path("accounts/settings/", views.settings_page, name="settings"),
    path("accounts/", include("allauth.urls")),
]
