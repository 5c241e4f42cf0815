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
        from journal.views.laying_down import lay_down
        from practices.answers import keepers, layers, lookers

        chore("empty the bin", every=timedelta(days=1))(keep.empty_old_bins)
        finders.append(forms.words_in)
        takers.append(taking_back.as_a_draft)
        keepers.append(notes.form_for_sitting)
        layers.append(lay_down)
        lookers.append(notes.stands)
