from datetime import timedelta

from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "journal"
    verbose_name = "Journal"

    def ready(self) -> None:
        from accounts.already_written import finders
        from accounts.chores import chore
        from accounts.parked import takers
        from journal import forms, keep, notes, taking_back
        from practices.answers import keepers

        chore("empty the bin", every=timedelta(days=1))(keep.empty_old_bins)
        finders.append(forms.words_in)
        takers.append(taking_back.as_a_draft)
        keepers.append(notes.form_for_sitting)
