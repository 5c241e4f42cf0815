"""Kind memory and image: a picture of one's own held in view, and nobody else's."""

import re
from datetime import UTC, datetime
from html import unescape
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Picture
from practices.library.catalogue import practice
from practices.library.filters import offered_to
from tests.people import Person, sign_in

SIT = "/practices/kind-memory/sit/"
SHOWS = 'A table & a "lamp"'


def page(browser: Client, picture: object = None, also: str = "begun=1") -> str:
    asked = "" if picture is None else f"&picture={picture}"
    answer = browser.get(f"{SIT}?{also}{asked}")
    assert answer.status_code == 200
    return answer.content.decode()


def without_marks(html: str) -> str:
    """Without what is another in every answer, and without the address it was asked for at."""
    html = re.sub(r'(name="(?:csrfmiddlewaretoken|sitting)" value|sitting)="?[^"&]+', "", html)
    return re.sub(r"(%3F|\?)begun(%3D|=)1[^\"<]*", "", html)


def figures(html: str) -> list[str]:
    return re.findall(r'<figure class="held">(.*?)</figure>', html)


# --- the picture ---


def test_the_picture_is_shown_with_its_words_before_the_first_step(ada):
    picture = ada.picture(SHOWS)

    html = page(ada.browser, picture.uuid)

    (figure,) = figures(html)
    assert f'src="/pictures/{picture.uuid}/"' in figure
    assert unescape(re.search(r'alt="([^"]*)"', figure)[1]) == SHOWS
    assert re.search(r'width="\d+" height="\d+"', figure)
    assert html.index("<h1>") < html.index(figure) < html.index('<section class="step"')
    assert SHOWS not in re.search("<title>.*?</title>", html, re.DOTALL)[0]


def test_the_practice_is_the_same_with_it_and_asks_nothing(ada):
    with_it, without = page(ada.browser, ada.picture().uuid), page(ada.browser)

    lines = [re.findall(r"data-line>(.*?)<", html) for html in (with_it, without)]
    assert lines[0] == lines[1] != []
    assert practice("kind-memory").questions == []
    assert "drafts.js" not in with_it


@time_machine.travel(datetime(2026, 6, 17, 12, tzinfo=UTC), tick=False)
def test_anything_else_is_the_practice_without_a_picture_and_says_no_more(ada, ben):
    """Whether a picture is there is nobody's to find out."""
    ada.browser = sign_in(ada.user)
    bens, gone = ben.picture("Ben's table."), ada.picture("Gone.")
    gone_id = gone.uuid
    gone.delete()

    plain = without_marks(page(ada.browser))

    for asked in (
        bens.uuid,
        gone_id,
        uuid4(),
        "soup",
        "",
        "../../etc",
        "0" * 5000,
        f"{bens.uuid} ",
    ):
        assert without_marks(page(ada.browser, asked)) == plain


def test_a_damaged_word_about_it_does_not_take_the_picture_away(ada):
    picture = ada.picture("A table.")
    Picture.objects.filter(pk=picture.pk).update(about=b"\x01nothing")

    (figure,) = figures(page(ada.browser, picture.uuid))

    assert 'alt=""' in figure
    assert "width=" not in figure


def test_locked_or_signed_out_it_is_the_practice_without_a_picture(ada, client):
    picture = ada.picture("A table.")
    ada.browser.post("/accounts/lock/")

    for browser in (ada.browser, client):
        html = page(browser, picture.uuid)
        assert figures(html) == []
        assert "A table." not in html
        assert "/journal/?kind=memory" not in html


def test_no_other_practice_shows_it(ada):
    picture = ada.picture("A table.")

    html = ada.browser.get(f"/practices/feet/sit/?begun=1&picture={picture.uuid}").content.decode()

    assert "A table." not in html


def test_a_page_that_shows_it_goes_away_when_the_journal_locks(ada):
    shown, not_shown = page(ada.browser, ada.picture().uuid), page(ada.browser)

    assert ("data-unreached" in shown, "data-unreached" in not_shown) == (True, False)


def test_it_costs_two_queries_more(ada):
    """One is for the page that holds it."""

    def queries(picture: object = None) -> int:
        page(ada.browser, picture)
        with CaptureQueriesContext(connection) as made:
            page(ada.browser, picture)
        return len(made)

    picture = ada.picture("A table.")

    assert queries(picture.uuid) == queries() + 2
    assert queries("soup") == queries()


# --- around it ---


def test_the_picture_stays_while_someone_reads_what_comes_first(ada):
    """The page before the first practice leads back to the same address."""
    asked = f"{SIT}?picture={ada.picture().uuid}"
    before = ada.browser.get(asked).headers["Location"]
    onward = unescape(
        re.search(r'name="next" value="([^"]+)"', ada.browser.get(before).content.decode())[1]
    )

    assert onward == asked
    answer = ada.browser.post("/practices/before/", {"next": onward})
    assert len(figures(ada.browser.get(answer.headers["Location"]).content.decode())) == 1


def test_without_one_it_leads_to_their_memories_and_with_one_away_from_it(ada):
    plain, shown = page(ada.browser), page(ada.browser, ada.picture().uuid)

    to_memories, away = 'href="/journal/?kind=memory"', f'href="{SIT}?begun=1"'
    assert (to_memories in plain, away in plain) == (True, False)
    assert (to_memories in shown, away in shown) == (False, True)


def test_not_now_before_the_very_first_one_leads_back_to_that_page_too(ada, ben):
    kept = ada.letter()
    pictures = [ada.picture(shown_by=kept), ada.picture(), ben.picture()]

    def not_now(address: str) -> str:
        before = ada.browser.get(address, follow=True)
        assert before.redirect_chain[-1][0].startswith("/practices/before/")
        return re.search(r'class="tap" href="([^"]*)">Not now', before.content.decode())[1]

    addresses = [f"{SIT}?picture={picture.uuid}" for picture in pictures]
    assert [*map(not_now, addresses)] == [f"/journal/{kept.uuid}/", "/practices/", "/practices/"]


def test_an_address_elsewhere_is_none_to_go_back_to(client):
    before = client.get("/practices/before/?back=https://elsewhere.example/").content.decode()

    assert 'class="tap" href="/practices/">Not now' in before


def test_not_now_leads_back_to_the_page_that_holds_the_picture(ada, ben):
    """One that is not kept yet, or binned, or somebody else's, has no such page."""
    kept, binned, bens = ada.letter(), ada.letter(), ben.letter()
    binned.binned_at = timezone.now()
    binned.save()

    def not_now(picture: Picture) -> str:
        return re.search(
            r'class="not-now"><a class="tap" href="(.*?)"', page(ada.browser, picture.uuid)
        )[1]

    assert not_now(ada.picture(shown_by=kept)) == f"/journal/{kept.uuid}/"
    others = [ada.picture(), ada.picture(shown_by=binned), ada.picture(shown_by=bens)]
    others.append(ben.picture(shown_by=bens))
    assert [not_now(it) for it in others] == ["/practices/kind-memory/"] * 4


def test_how_it_was_is_asked_as_after_any_practice(ada):
    html = page(ada.browser, ada.picture().uuid)

    assert re.search(r'href="/practices/kind-memory/after/\?sitting=[^"]+" data-done', html)
    assert '<form method="post" action="/practices/kind-memory/after/">' in html


@pytest.mark.parametrize("gentle", [True, False])
def test_gentle_mode_does_not_offer_it_and_does_not_forbid_it(ada: Person, gentle):
    ada.user.gentle = gentle
    ada.user.save()

    offered = [
        it.slug for it in offered_to([practice("kind-memory")], gentle=gentle, everything=False)
    ]

    assert offered == ([] if gentle else ["kind-memory"])
    assert page(ada.browser, ada.picture().uuid)


# --- the script ---


def test_missing_someone_is_thought_of_before_and_within():
    kind_memory = practice("kind-memory")

    assert "has died" in kind_memory.caution
    said = [line for step in kind_memory.steps for line in step.words[:2] if "Missing" in line]
    assert len(said) == 1


@pytest.mark.parametrize("seconds", [60, 90, 220, 300, 480])
def test_opening_and_closing_keep_their_time_and_the_middle_takes_the_rest(seconds):
    first, *middle, last = practice("kind-memory").timed(seconds)

    assert first == last == (20 if seconds > 66 else 18)
    assert middle == [pytest.approx((seconds - 2 * first) / 3)] * 3
