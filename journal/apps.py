from datetime import timedelta

from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "journal"
    verbose_name = "Journal"

    def ready(self) -> None:
        from accounts.hosting.chores import chore
        from accounts.inbox.inbox import to_draft
        from accounts.inbox.rescue import finders, holders
        from accounts.pictures.store import hidden, kept_pages
        from accounts.vault.on_unlock import on_unlock
        from journal import checks  # noqa: F401 - importing them registers them
        from journal.drafts import from_inbox
        from journal.keeping import closed_letters, keep, pictures
        from journal.search import volumes
        from journal.views.practice_answers import PracticeAnswers
        from journal.writing import sent, tags
        from practices.player.answer_keeper import register_answer_keeper

        chore("empty the bin", every=timedelta(days=1))(keep.empty_old_bins)
        tell = closed_letters.tell_of_arrived
        chore("say that a letter has come", every=timedelta(minutes=15))(tell)
        finders += [sent.typed_words, tags.typed_tags]
        holders.append(sent.holds_something)
        hidden.append(pictures.in_envelopes)
        kept_pages.append(pictures.page_that_shows)
        to_draft.append(from_inbox.as_a_draft)
        on_unlock.append(volumes.mend_at_opening)
        register_answer_keeper(PracticeAnswers())
