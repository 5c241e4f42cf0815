"""What unfinished pages are called where they are offered."""

from journal import queries
from journal.half_written import begun
from journal.models import Entry
from tests.journal.test_drafts import autosave
from tests.pages import NEW, fields_of, send


def names(person):
    pages = begun(queries.unfinished(person.user), person.vault)
    return [(page.seventh, page.words) for page in pages]


def test_each_is_called_by_its_title_its_first_words_or_as_one_of_the_seven(ada):
    autosave(ada, fields_of(ada.browser.get(NEW)), body="You came home.")
    autosave(ada, fields_of(ada.browser.get(NEW)), title="The coat", body="You came home.")
    autosave(ada, fields_of(ada.browser.get(f"{NEW}?seven=3")), body="The kettle is on.")

    assert names(ada) == [
        ("What you needed then", "The kettle is on."),
        ("", "The coat"),
        ("", "You came home."),
    ]


def test_what_changes_a_kept_page_is_not_quoted(ada):
    first = fields_of(ada.browser.get(NEW))
    send(ada, NEW, first | {"body": "The night at the station."})
    letter = Entry.objects.get()
    change = fields_of(ada.browser.get(f"/journal/{letter.uuid}/edit/"))
    autosave(ada, change, body="The night again.")
    autosave(ada, first, body="The night, from another tab.")  # begun before it was kept

    shown = ada.browser.get("/today/").content.decode()

    assert names(ada) == [("", ""), ("", "")]
    assert "The night" not in shown


def test_looking_back_at_some_of_it_offers_nothing_unfinished(ada):
    autosave(ada, {}, body="You came ")

    shown = [ada.browser.get(f"/journal/{q}").content.decode() for q in ("", "?favourites=1")]

    assert ["Still unfinished" in html for html in shown] == [True, False]
