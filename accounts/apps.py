from datetime import timedelta

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        from accounts import (
            ballast,
            checks,  # noqa: F401 - importing it registers them
            leaving,
            lingering,
            outbox,
            parked,
            sessions,
        )
        from accounts.chores import chore

        chore("send mail", every=timedelta(seconds=2))(outbox.deliver)
        chore("fill the ballast", every=timedelta(minutes=1))(ballast.make_whole)
        chore("end old sessions", every=timedelta(hours=6))(sessions.end_old_ones)
        chore("forget parked words", every=timedelta(minutes=15))(parked.forget_old_ones)
        chore("finish leaving", every=timedelta(minutes=15))(leaving.finish_all)
        chore("let nothing linger", every=timedelta(minutes=15))(lingering.let_nothing_linger)
