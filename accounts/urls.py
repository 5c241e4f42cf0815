from django.urls import include, path

from accounts.views import locking, plain, preferences, recovery, staying, words_back

urlpatterns = [
    path("help/", plain.help_page, name="help"),
    path("safety/", plain.safety, name="safety"),
    path("privacy/", plain.privacy, name="privacy"),
    path("leave-now/", plain.leave_now, name="leave-now"),
    path("healthz", plain.healthz, name="healthz"),
    path("accounts/recovery/", recovery.recovery, name="recovery"),
    path("accounts/recovery/renew/", recovery.recovery_renew, name="recovery-renew"),
    path("accounts/recovery/later/", recovery.recovery_later, name="recovery-later"),
    path("accounts/recovery/download/", recovery.recovery_download, name="recovery-download"),
    path("accounts/unlock/", locking.unlock, name="unlock"),
    path("accounts/words/", words_back.words_back, name="words-back"),
    path("accounts/lock/", locking.lock, name="lock"),
    path("accounts/stay/", staying.stay, name="stay"),
    path("accounts/settings/", preferences.settings_page, name="settings"),
    path("accounts/", include("allauth.urls")),
]
