from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        from accounts import ballast, checks, parked, sessions  # noqa: F401 - importing `checks` registers them
        from accounts.chores import chore

        chore("fill the ballast", every_hours=1 / 60)(ballast.make_whole)
        chore("end old sessions", every_hours=6)(sessions.end_old_ones)
        chore("forget parked words", every_hours=0.25)(parked.forget_old_ones)
