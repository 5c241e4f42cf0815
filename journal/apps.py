from datetime import timedelta

from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "journal"
    verbose_name = "Journal"

    def ready(self) -> None:
        from accounts.already_written import finders, holders
        from accounts.chores import chore
        from accounts.opening import on_unlock
        from accounts.parked import takers
        from accounts.pictures import hidden
        from journal import (
            checks,  # noqa: F401 - importing them registers them
            coming_back,
            forms,
            keep,
            marking_form,
            notes,
            pictures,
            taking_back,
            volumes,
        )
        from journal.views.laying_down import lay_down
        from practices.answers import keepers, layers, lookers

        chore("empty the bin", every=timedelta(days=1))(keep.empty_old_bins)
        tell = coming_back.tell_of_arrived
        chore("say that a letter has come", every=timedelta(minutes=15))(tell)
        chore("let go of pictures that nothing holds", every=timedelta(days=1))(
            pictures.let_go_of_orphans
        )
        finders += [forms.words_in, marking_form.words_in]
        holders.append(forms.holds_something)
        hidden.append(pictures.in_envelopes)
        takers.append(taking_back.as_a_draft)
        on_unlock.append(volumes.mend_at_opening)
        keepers.append(notes.form_for_sitting)
        layers.append(lay_down)
        lookers.append(notes.stands)
