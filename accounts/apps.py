from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        from accounts import checks, sessions  # noqa: F401 - importing `checks` registers them
        from accounts.chores import chore

        chore("end old sessions", every_hours=6)(sessions.end_old_ones)
