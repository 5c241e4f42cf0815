"""Names by which sealed words are bound to their place. Change one, and nothing sealed before
it opens; add a line for what is new."""

from accounts.vault.sealed_models import sealed_models


def test_what_is_sealed_keeps_the_names_it_was_sealed_under():
    names = {
        (model.sealed_as, model.sealed_under, field)
        for model in sealed_models()
        for field in model.sealed_fields
    }

    assert names == {
        ("accounts.inboxform", "inbox", "content"),
        ("accounts.picture", "pictures", "about"),
        ("accounts.picture", "pictures", "image"),
        ("accounts.picture", "pictures", "thumbnail"),
        ("journal.draft", "drafts", "content"),
        ("journal.entry", "entries", "content"),
        ("journal.entryversion", "entries", "content"),
        ("journal.volume", "volumes", "facts"),
        ("journal.volume", "volumes", "words"),
        ("practices.kititem", "kit", "content"),
        ("practices.progress", "practices", "content"),
        ("practices.sitting", "practices", "content"),
    }
