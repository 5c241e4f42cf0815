"""A form that came too late, locked or signed out: it waits, and is back on its page afterwards."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from allauth.mfa.totp.internal import auth as totp
from django.urls import reverse
from django.utils import timezone

from accounts.hosting.chores import chores
from accounts.models import InboxForm
from journal.models import Draft, Entry
from tests.late import (
    INBOX,
    SAID,
    SIGN_IN,
    UNLOCK,
    checks_tokens,
    each_absence,
    lock,
    lose_cookies,
    sign_in_again,
    unlock,
    words_on,
    written,
)
from tests.pages import NEW, fields_of, send
from tests.people import PASSWORD, sign_in

EVENING = "/journal/days/2026-06-17/evening/"
FETCHED = {"Sec-Fetch-Mode": "cors", "Sec-Fetch-Site": "same-origin"}


def bodies(ada) -> list[list[str]]:
    return [draft.open(ada.vault).fields["body"] for draft in Draft.objects.order_by("pk")]


@each_absence
def test_the_words_stand_on_their_page_again_after_it(ada, go_away, way_in, open_again):
    typed = written(ada)
    go_away(ada)

    sent = send(ada, NEW, typed)
    there = open_again(ada, sent.url)
    page = ada.browser.get(there, follow=True)

    assert sent.url == f"{way_in}?next={INBOX}"
    assert there == Draft.objects.get().get_absolute_url()
    assert words_on(page) == {name: [text] for name, text in SAID.items()}
    assert "Your words are back. They came on " in page.text
    assert "while you were signed out or locked out. Press Keep when you are ready." in page.text
    assert not Entry.objects.exists()


@each_absence
def test_they_come_first_wherever_someone_was_going(ada, go_away, way_in, open_again):
    """A save that arrived a moment after the lock: nobody saw its answer."""
    typed = written(ada)
    go_away(ada)
    send(ada, "/journal/drafts/", typed | {"form": "letter"})

    there = open_again(ada, f"{way_in}?next=/journal/notes/new/")

    page = ada.browser.get(there, follow=True)
    assert words_on(page) == {name: [text] for name, text in SAID.items()}


@each_absence
def test_they_can_be_kept_from_there(ada, go_away, way_in, open_again):
    typed = written(ada)
    go_away(ada)
    page = ada.browser.get(open_again(ada, send(ada, NEW, typed).url), follow=True)

    send(ada, NEW, fields_of(page))

    assert Entry.objects.get().open(ada.vault).body == SAID["body"]
    assert not Draft.objects.exists()


@each_absence
def test_nothing_of_them_stays_in_the_inbox(ada, go_away, way_in, open_again):
    typed = written(ada)
    go_away(ada)

    open_again(ada, send(ada, NEW, typed).url)

    assert not InboxForm.objects.exists()


def test_they_say_when_they_came_by_the_clocks_at_home(ada):
    typed = written(ada)
    lock(ada)
    with time_machine.travel("2026-06-17 12:05Z", tick=True):
        send(ada, NEW, typed)

    page = ada.browser.get(unlock(ada))

    assert "They came on 17 June 2026, 14:05, while you were" in page.text


def test_they_open_in_another_browser(ada):
    typed = written(ada)
    lose_cookies(ada)
    send(ada, NEW, typed)

    ada.browser = sign_in(ada.user)

    assert bodies(ada) == [[SAID["body"]]]
    page = ada.browser.get("/today/")
    assert f'href="{Draft.objects.get().get_absolute_url()}"' in page.text


def test_they_wait_as_long_as_their_writer_is_away(ada):
    typed = written(ada)
    lock(ada)
    with time_machine.travel(timezone.now() - timedelta(days=400), tick=True):
        send(ada, NEW, typed)
    for chore in chores:
        chore.run()

    ada.browser.get(unlock(ada))

    assert bodies(ada) == [[SAID["body"]]]


@pytest.mark.parametrize("half", ["morning", "evening"])
def test_a_half_of_a_day_comes_back_to_its_day(ada, half):
    page = f"/journal/days/2026-06-17/{half}/"
    field = {"morning": "focus_1", "evening": "given"}[half]
    typed = written(ada, page, **{field: "A cup of tea."})
    lock(ada)

    answer = ada.browser.get(unlock(ada, send(ada, page, typed).url), follow=True)

    assert answer.request["PATH_INFO"] == page
    assert fields_of(answer)[field] == ["A cup of tea."]


@pytest.mark.parametrize("saved", [False, True], ids=["not saved before", "saved before"])
@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("letter", {"title": "The coat", "to": "Ada"}),
        ("note", {"title": "The coat"}),
        ("memory", {"title": "The coat", "saw": "Grey boats", "who": "Rosa", "come_back": "chips"}),
    ],
)
def test_a_change_comes_back_whole_to_the_page_that_it_changes(ada, kind, said, saved):
    send(ada, reverse(f"{kind}-new"), {"entry": uuid4(), "body": "You came home."})
    entry = Entry.objects.get()
    page = f"/journal/{entry.uuid}/edit/"
    typed = written(ada, page, **said)
    if saved:
        answer = send(ada, "/journal/drafts/", typed | {"form": kind}).json()
        typed |= {"draft": answer["draft"], "revision": answer["revision"]}
    said = said | {"body": "You came home, late."}
    lock(ada)

    sent = send(ada, page, typed | said)
    answer = ada.browser.get(unlock(ada, sent.url), follow=True)

    assert (answer.status_code, answer.request["PATH_INFO"]) == (200, page)
    assert {name: fields_of(answer)[name] for name in said} == {n: [t] for n, t in said.items()}
    assert Draft.objects.get().form == kind
    assert Entry.objects.get().open(ada.vault).body == "You came home."
    send(ada, page, fields_of(answer))
    kept = Entry.objects.get().open(ada.vault)
    assert said == {n: kept.answers.get(n) or getattr(kept, n, "") for n in said}


def test_they_wait_through_a_second_step(ada):
    seed = totp.generate_totp_secret()
    totp.TOTP.activate(ada.user, seed)
    typed = written(ada)
    lose_cookies(ada)
    second = sign_in_again(ada, send(ada, NEW, typed).url)
    counter = next(totp.yield_hotp_counters_from_time())
    code = totp.format_hotp_value(totp.hotp_value(seed, counter))
    asked = ada.browser.get(second)

    answer = ada.browser.post(second, {"code": code}, follow=True)

    assert "What you had written is safe" in asked.content.decode()
    assert words_on(answer)["body"] == [SAID["body"]]


def test_they_wait_through_a_seal(ada):
    """An operator changed the password; the old one opens the journal, and they are back."""
    typed = written(ada)
    lock(ada)
    send(ada, NEW, typed)
    ada.user.set_password("a password from the desk")
    ada.user.save()
    ada.browser.post(SIGN_IN, {"login": ada.user.email, "password": "a password from the desk"})
    assert InboxForm.objects.count() == 1
    ada.browser.post(UNLOCK, {"password": "a password from the desk", "opener": PASSWORD})

    page = ada.browser.get("/accounts/recovery/")

    assert "What you wrote before is back, on Today." in page.text  # a new key is shown first
    assert bodies(ada) == [[SAID["body"]]]


def test_the_recovery_key_opens_them_too(ada):
    typed = written(ada)
    lock(ada)
    send(ada, NEW, typed)
    new = {"password1": "tin roof sundial", "password2": "tin roof sundial"}

    ada.browser.post(f"{UNLOCK}key/", {"recovery_key": ada.recovery_key} | new)

    assert bodies(ada) == [[SAID["body"]]]


# --- a page grown old: another tab signed in again, and its CSRF token is stale ---


def test_a_page_grown_old_becomes_a_draft_at_once(ada):
    typed = written(ada) | {"csrfmiddlewaretoken": "x" * 64}

    answer = checks_tokens(ada).post(NEW, typed)

    assert answer.url == Draft.objects.get().get_absolute_url()
    page = ada.browser.get(answer.url)
    assert words_on(page)["body"] == [SAID["body"]]
    assert "Your words are back. Press Keep when you are ready." in page.text
    assert not InboxForm.objects.exists()


def test_of_one_that_goes_on_saving_by_itself_only_the_last_state_stands(ada):
    page = written(ada) | {"csrfmiddlewaretoken": "x" * 64, "form": "letter"}
    for words in ("You came.", "You came home.", "Home."):
        answer = checks_tokens(ada).post(
            "/journal/drafts/", page | {"body": words}, headers=FETCHED
        )
        assert answer.status_code == 302
    assert InboxForm.objects.count() == 1

    ada.browser.get(INBOX)

    assert bodies(ada) == [["Home."]]


def test_once_it_is_sent_itself_the_state_it_had_saved_is_not_wanted_any_more(ada):
    page = written(ada) | {"csrfmiddlewaretoken": "x" * 64, "form": "letter"}
    checks_tokens(ada).post("/journal/drafts/", page | {"body": "You came."}, headers=FETCHED)

    ada.browser.post(NEW, page)

    assert bodies(ada) == [[SAID["body"]]]
    assert not InboxForm.objects.exists()


def test_grown_old_and_locked_they_wait(ada):
    typed = written(ada) | {"csrfmiddlewaretoken": "x" * 64}
    lock(ada)

    answer = checks_tokens(ada).post(NEW, typed)

    assert answer.url == INBOX
    assert InboxForm.objects.count() == 1


def test_grown_old_and_full_they_come_back_on_the_page(ada, settings):
    typed = written(ada) | {"csrfmiddlewaretoken": "x" * 64}
    settings.DEARSELF_QUOTA_MB = 1
    ada.letter("x" * 1_000_000)

    answer = checks_tokens(ada).post(NEW, typed)

    assert answer.status_code == 403
    assert "You came home." in answer.text


def test_grown_old_a_line_of_the_kit_comes_back_on_the_page(ada):
    line = "/practices/kit/add/line/"
    typed = written(ada, line, kit_line="Slowly.") | {"csrfmiddlewaretoken": "x" * 64}

    answer = checks_tokens(ada).post(line, typed)

    assert answer.status_code == 403
    assert "Slowly." in answer.text
    assert not InboxForm.objects.exists()


# --- several pages, and several states of one ---


def test_two_tabs_both_get_their_words_back(ada):
    letter, day = written(ada), written(ada, "/journal/days/2026-06-17/evening/", given="Tea.")
    lock(ada)
    send(ada, NEW, letter)
    where = send(ada, "/journal/days/2026-06-17/evening/", day).url

    page = ada.browser.get(unlock(ada, where), follow=True)

    assert fields_of(page)["given"] == ["Tea."]
    assert "What you wrote in another tab is back too, on Today." in page.text
    other = Draft.objects.of(ada.user).get(form="letter")
    assert other.open(ada.vault).fields["title"] == [SAID["title"]]


def test_the_same_form_sent_twice_comes_back_once(ada):
    typed = written(ada)
    lock(ada)
    send(ada, NEW, typed)

    unlock(ada, send(ada, NEW, typed).url)

    assert Draft.objects.of(ada.user).count() == 1


def test_words_that_were_kept_after_all_lead_to_what_they_became(ada):
    typed = written(ada)
    send(ada, NEW, typed)
    lock(ada)

    there = unlock(ada, send(ada, NEW, typed).url)

    assert there == Entry.objects.get().get_absolute_url()
    assert not Draft.objects.exists()


@pytest.mark.parametrize("name", ["letter", "morning", "evening"])
def test_a_page_that_saves_by_itself_and_finds_it_locked_loses_nothing(ada, name):
    """Its last words before it was closed are back, too."""
    field = {"letter": "body", "morning": "focus_1", "evening": "given"}[name]
    page = NEW if name == "letter" else f"/journal/days/2026-06-17/{name}/"
    typed = written(ada, page, **{field: "A cup"}) | {"form": name, "day": "2026-06-17"}
    ada.browser.post("/journal/drafts/", typed | {"revision": 0})
    lock(ada)
    for words in ("A cup of", "A cup of tea", "Tea, and a walk."):
        send(ada, "/journal/drafts/", typed | {field: words, "revision": 1})

    answer = ada.browser.get(unlock(ada, UNLOCK), follow=True)

    assert answer.request["PATH_INFO"] == page
    assert fields_of(answer)[field] == ["Tea, and a walk."]
    assert Draft.objects.count() == 1


def test_a_page_that_goes_on_saving_takes_nobody_elses_place(ada):
    other, page = written(ada, title="The other tab"), written(ada)
    lock(ada)
    send(ada, NEW, other)
    for number in range(21):
        send(ada, "/journal/drafts/", page | {"form": "letter", "body": f"{number} words"})

    ada.browser.get(unlock(ada, UNLOCK), follow=True)

    drafts = [draft.open(ada.vault).fields for draft in Draft.objects.order_by("pk")]
    assert [d["title"] for d in drafts] == [["The other tab"], [SAID["title"]]]
    assert drafts[1]["body"] == ["20 words"]


@pytest.mark.parametrize("where", ["keep", "save"])
def test_two_tabs_on_one_draft_both_get_their_words_back(ada, where):
    saved = send(ada, "/journal/drafts/", written(ada, body="Begin.") | {"form": "letter"}).json()
    tabs = [fields_of(ada.browser.get(saved["page"])) for _ in range(2)]
    lock(ada)
    for tab, words in zip(tabs, ["Begin. The first tab.", "Begin. The second."], strict=True):
        path = NEW if where == "keep" else "/journal/drafts/"
        send(ada, path, tab | {"body": words, "form": "letter"})

    ada.browser.get(unlock(ada, UNLOCK))

    assert bodies(ada) == [["Begin. The first tab."], ["Begin. The second."]]


def test_so_do_two_pages_of_one_evening(ada):
    page = written(ada, EVENING, given="Tea.") | {"form": "evening", "day": "2026-06-17"}
    send(ada, "/journal/drafts/", page)
    tabs = [written(ada, EVENING, received="A call."), written(ada, EVENING, effort="The stairs.")]
    lock(ada)
    for tab in tabs:
        send(ada, EVENING, tab)

    ada.browser.get(unlock(ada, UNLOCK))

    said = [draft.open(ada.vault).fields for draft in Draft.objects.order_by("pk")]
    assert [it["received"] for it in said] == [["A call."], [""]]
    assert [it["effort"] for it in said] == [[""], ["The stairs."]]


def test_a_later_state_of_a_page_takes_the_place_of_its_earlier_one(ada):
    """Also where words were taken out of it, and whether it saves by itself or is to be kept."""
    page = written(ada)
    lock(ada)
    send(ada, "/journal/drafts/", page | {"form": "letter", "body": "A long sentence, and more."})
    send(ada, NEW, page | {"body": "Shorter."})

    assert InboxForm.objects.count() == 1
    ada.browser.get(unlock(ada, UNLOCK))

    assert bodies(ada) == [["Shorter."]]
