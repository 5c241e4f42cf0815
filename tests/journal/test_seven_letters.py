"""The path at `/journal/letters/seven/`: seven ways into a letter, in any order, never counted."""

from unittest import mock
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.vault.quota import JournalFull
from journal import checks
from journal.keeping import keep
from journal.models import Draft, Entry
from journal.writing import seven_letters
from practices.models import Progress
from practices.player import progress
from tests.pages import NEW, error_title, fields_of, send
from tests.people import Person
from tests.practices.shelves import copied

PATH = "/journal/letters/seven/"


def begin(number: str) -> str:
    return f"{NEW}?seven={number}"


def write(person: Person, number: str, body: str = "Dear you.", **said: object) -> Entry:
    form = fields_of(person.browser.get(begin(number)))
    assert send(person, NEW, form | {"body": [body]} | said).status_code == 302
    return Entry.objects.with_closed(person.user).get(uuid=form["entry"][0])


def path_page(person: Person) -> str:
    return person.browser.get(PATH).content.decode()


def doors(person: Person) -> dict[str, int]:
    """How often each way on is offered. The title of its letter follows each, for listeners."""
    page = path_page(person)
    ways = ("Write it", "Write it again", "Go on", "Read it", "Its envelope")
    return {way: page.count(f'>{way}<span class="visually-hidden">') for way in ways}


def test_all_seven_are_whole():
    assert checks.the_seven_letters_are_whole(None) == []
    assert list(seven_letters.prompts()) == list("1234567")
    assert all(it.title and it.aim for it in seven_letters.prompts().values())
    assert len([it for it in seven_letters.prompts().values() if it.gentler]) >= 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("No front matter.", "It has no front matter."),
        ("---\ntitle: A\n---\n" + "word " * 80, "missing required field `aim`"),
        ("---\ntitle: A\naim: B\n---\n" + "word " * 59, "Its prompt has 59 words."),
        ("---\ntitle: A\naim: B\n---\n" + "word " * 141, "Its prompt has 141 words."),
        ("---\ntitle: A\naim: B\n---\n" + "word " * 60, "These of the seven are here: 1."),
    ],
)
def test_a_file_that_is_not_whole_is_named(tmp_path, settings, text, says):
    settings.CONTENT = tmp_path
    path = tmp_path / "en/seven/1-glad.md"
    path.parent.mkdir(parents=True)
    path.write_text(text)

    assert says in str(next(seven_letters.prompt_mistakes()))


def test_a_prompt_is_read_in_the_language_of_the_page(tmp_path, settings):
    settings.CONTENT = copied(tmp_path)
    path = tmp_path / "de/seven/1-glad.md"
    path.parent.mkdir(parents=True)
    path.write_text("---\ntitle: Froh\naim: Etwas Gutes.\n---\n" + "Wort " * 80)

    with translation.override("de"):
        titles = [it.title for it in seven_letters.prompts().values()]

    english = [it.title for it in seven_letters.prompts("en").values()]
    assert titles == ["Froh", *english[1:]]
    assert list(seven_letters.prompt_mistakes()) == []


def test_the_path_names_all_seven_and_counts_nothing(ada):
    write(ada, "3")

    page = path_page(ada)

    assert [it.title in page for it in seven_letters.prompts().values()] == [True] * 7
    main = page.split("<main")[1].split("</main>")[0]
    assert not any(said in main for said in ("of 7", "1.", "finished", "complete", "%"))
    assert "10.1080/17439760.2010.516763" in main


def test_a_letter_to_one_of_them_can_be_read_and_written_again_from_the_path(ada):
    assert doors(ada)["Write it"] == 7

    first = write(ada, "3")
    again = write(ada, "3")

    assert doors(ada) == {
        "Write it": 6, "Write it again": 1, "Go on": 0, "Read it": 1, "Its envelope": 0
    }  # fmt: skip
    assert f'href="/journal/{again.uuid}/"' in path_page(ada)
    assert Entry.objects.with_closed(ada.user).filter(uuid=first.uuid).exists()


def test_what_was_begun_goes_on_with_its_prompt(ada):
    form = fields_of(ada.browser.get(begin("6")))
    send(ada, "/journal/drafts/", form | {"form": "letter", "body": "Dear legs,"})
    draft = Draft.objects.of(ada.user).get()

    assert doors(ada)["Go on"] == 1
    assert f'href="{draft.get_absolute_url()}"'.replace("&", "&amp;") in path_page(ada)
    answer = ada.browser.get(draft.get_absolute_url())
    assert "Thanks for what carried you" in answer.content.decode()
    send(ada, NEW, fields_of(answer))

    assert (doors(ada)["Go on"], doors(ada)["Read it"]) == (0, 1)


def test_what_was_begun_of_one_that_is_closed_now_is_not_offered(ada):
    form = fields_of(ada.browser.get(begin("2"))) | {"body": ["Nobody came, and"]}
    send(ada, "/journal/drafts/", form | {"form": ["letter"]})
    send(ada, NEW, form | {"draft": [], "closes": ["year"]})

    assert (doors(ada)["Go on"], doors(ada)["Its envelope"]) == (0, 1)


def test_it_is_called_what_its_prompt_is_unless_they_say_otherwise(ada):
    for title in ({}, {"title": ["The cup"]}, {"title": [""]}):
        write(ada, "3", **title)

    rows = ada.browser.get("/journal/").context["page"].rows

    assert [row.content.title for row in rows] == ["", "The cup", seven_letters.prompt("3").title]


def test_a_title_that_stood_there_already_is_nothing_begun(ada):
    form = fields_of(ada.browser.get(begin("3")))

    assert send(ada, "/journal/drafts/", form | {"form": ["letter"]}).json()["revision"] == 0
    assert not Draft.objects.exists()


def test_one_in_the_bin_or_gone_is_not_written(ada):
    letter = write(ada, "2")
    keep.bin_entry(ada.user, ada.vault, letter)
    assert doors(ada)["Read it"] == 0
    keep.restore_entry(ada.user, ada.vault, letter)
    assert doors(ada)["Read it"] == 1
    letter.delete()
    assert doors(ada)["Read it"] == 0


def test_one_that_is_closed_shows_its_envelope(ada):
    write(ada, "7", closes=["day"], opens_on=["2031-03-14"])

    assert (doors(ada)["Its envelope"], doors(ada)["Read it"]) == (1, 0)


def test_all_seven_written_is_one_quiet_sentence(ada):
    said = "A letter of yours lies beside each of them now."
    for number in "123456":
        write(ada, number)
    assert said not in path_page(ada)

    write(ada, "7")

    assert said in path_page(ada)


def test_the_letter_and_where_it_belongs_are_kept_in_one_go(ada):
    form = fields_of(ada.browser.get(begin("1"))) | {"body": ["Dear you."]}

    with mock.patch("practices.player.progress.quota.take", side_effect=JournalFull(1)):
        answer = send(ada, NEW, form)

    assert answer.status_code == 507
    assert not Entry.objects.exists()
    assert fields_of(answer)["seven"] == ["1"]
    send(ada, NEW, fields_of(answer))
    kept = Entry.objects.with_closed(ada.user).get()
    assert progress.progress_of(ada.user, ada.vault).letters == {"1": str(kept.uuid)}
    assert str(kept.uuid).encode() not in bytes(Progress.objects.of(ada.user).get().content)


def test_a_form_that_comes_back_keeps_its_prompt(ada):
    answer = send(ada, NEW, fields_of(ada.browser.get(begin("4"))))

    assert answer.status_code == 422
    assert error_title(answer) == "Nothing to keep yet."
    assert "The same thing, from a high window" in answer.content.decode()
    assert fields_of(answer)["seven"] == ["4"]


def test_a_number_that_is_none_of_them_is_no_page_and_keeps_no_letter_away(ada):
    assert ada.browser.get(begin("8")).status_code == 404

    send(ada, NEW, {"seven": "8", "body": "Hello.", "entry": uuid4()})

    assert Entry.objects.with_closed(ada.user).get().open(ada.vault).body == "Hello."
    assert progress.progress_of(ada.user, ada.vault).letters == {}


def test_in_gentle_mode_the_gentler_way_comes_first(ada):
    gentler, fuller = "Leave your own story alone.", "This is the steepest of the seven."
    as_it_is = ada.browser.get(begin("5")).content.decode()
    ada.user.gentle = True
    ada.user.save()

    gentle = ada.browser.get(begin("5")).content.decode()

    assert as_it_is.index(fuller) < as_it_is.index(gentler)
    assert gentle.index(gentler) < gentle.index(fuller)


def test_nobody_sees_what_someone_else_wrote_or_began(ada, ben):
    letter = write(ada, "1")
    said = fields_of(ada.browser.get(begin("2"))) | {"form": "letter", "body": "Dear you"}
    send(ada, "/journal/drafts/", said)
    progress.change_progress(
        ben.user, ben.vault, lambda steps: progress.progress_of(ada.user, ada.vault)
    )

    assert str(letter.uuid) not in path_page(ben)
    assert doors(ben)["Write it"] == 7


@pytest.mark.parametrize("path", [PATH, NEW, begin("3")])
def test_a_page_costs_six_queries_at_most_and_no_more_for_all_seven(ada, path):
    def visit() -> int:
        ada.browser.get(path)  # says what was kept, and warms up
        with CaptureQueriesContext(connection) as made:
            assert ada.browser.get(path).status_code == 200
        return len(made)

    write(ada, "1")
    few = visit()
    for number in "234567":
        write(ada, number)
        send(ada, "/journal/drafts/", {"form": "letter", "seven": number, "body": "Dear"})

    assert (visit(), few <= 6) == (few, True)


def test_every_page_for_writing_leads_to_the_others(ada):
    ways = {NEW: "A letter", "/journal/notes/new/": "A note", "/journal/memories/new/": "A memory"}

    for path, name in (ways | {PATH: "Seven letters"}).items():
        page = ada.browser.get(path).content.decode()
        nav = page.split('<nav class="row kinds"')[1].split("</nav>")[0]
        assert f'aria-current="page">{name}</a>' in nav
        assert nav.count("<a ") == 4
        assert "Write</a>" in page.split("aria-current=")[1]
    letter = ada.letter()
    for path in (f"/journal/{letter.uuid}/edit/", f"/journal/{letter.uuid}/reply/"):
        assert '<nav class="row kinds"' not in ada.browser.get(path).content.decode()
    assert 'href="/journal/letters/seven/"' in ada.browser.get("/today/").content.decode()
