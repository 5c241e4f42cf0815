from django.urls import include, path

from accounts.views import (
    leaving,
    locking,
    new_keys,
    plain,
    preferences,
    recovery,
    starting_over,
    staying,
    words_back,
)

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
    path("accounts/unlock/key/", starting_over.unlock_with_key, name="unlock-with-key"),
    path("accounts/start-over/", starting_over.start_over, name="start-over"),
    path("accounts/new-keys/", new_keys.new_keys, name="new-keys"),
    path("accounts/new-keys/going/", new_keys.new_keys_going, name="new-keys-going"),
    path("accounts/words/", words_back.words_back, name="words-back"),
    path("accounts/lock/", locking.lock, name="lock"),
    path("accounts/stay/", staying.stay, name="stay"),
    path("accounts/settings/", preferences.settings_page, name="settings"),
    path("accounts/leave/", leaving.leave, name="leave"),
    path("accounts/left/", leaving.left, name="left"),
    path("accounts/", include("allauth.urls")),
]
