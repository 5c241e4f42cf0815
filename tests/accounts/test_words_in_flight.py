"""Words in flight: a form sent while signed out, locked or grown old comes back to its writer."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import Morsel
from uuid import uuid4

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.urls import reverse

from accounts.inbox import parked
from accounts.models import ParkedWords
from journal.models import Draft, Entry
from tests.pages import NEW, fields_of, send
from tests.people import PASSWORD, Person

WORDS_BACK = "/accounts/words/"
UNLOCK, SIGN_IN = "/accounts/unlock/", "/accounts/login/"
SAID = {"title": "The coat", "body": "You came home.\n\nSit <down> & rest. 🌱 שלום", "to": "Ada"}


def lock(ada: Person) -> None:
    ada.browser.post("/accounts/lock/")


def sign_out(ada: Person) -> None:
    ada.browser.post("/accounts/logout/")


def unlock(ada: Person, next_page: str) -> str:
    return ada.browser.post(next_page, {"password": PASSWORD}).url


def sign_in_again(ada: Person, next_page: str) -> str:
    return ada.browser.post(next_page, {"login": ada.user.email, "password": PASSWORD}).url


def words_cookies_of(person: Person) -> list[Morsel]:
    """The cookies with keys to parked words that this person's browser has."""
    found = person.browser.cookies.items()
    return [c for name, c in found if name.startswith(settings.WORDS_COOKIE_NAME) and c.value]


@contextmanager
def before_the_answer(ada: Person) -> Iterator[None]:
    """What is sent inside goes out before the last answer has brought its cookie."""
    brought = [(cookie.key, cookie.value) for cookie in words_cookies_of(ada)]
    for name, _ in brought:
        del ada.browser.cookies[name]
    yield
    for name, value in brought:
        ada.browser.cookies[name] = value


def give_cookies(person: Person, to: Person) -> None:
    for cookie in words_cookies_of(person):
        to.browser.cookies[cookie.key] = cookie.value


each_door = pytest.mark.parametrize(
    ("shut", "door", "open_again"),
    [(lock, UNLOCK, unlock), (sign_out, SIGN_IN, sign_in_again)],
    ids=["locked", "signed out"],
)


def written(ada: Person, page: str = NEW, **said: str) -> dict[str, object]:
    """The fields of `page` as it is open now, with words typed into them."""
    return fields_of(ada.browser.get(page)) | (said or SAID)


def words_on(answer) -> dict[str, object]:
    fields = fields_of(answer)
    return {name: fields[name] for name in SAID}


@each_door
def test_the_words_stand_on_their_page_again_after_the_door(ada, shut, door, open_again):
    typed = written(ada)
    shut(ada)

    sent = send(ada, NEW, typed)
    there = open_again(ada, sent.url)
    page = ada.browser.get(there, follow=True)

    assert sent.url == f"{door}?next={WORDS_BACK}"
    assert there == WORDS_BACK
    assert words_on(page) == {name: [text] for name, text in SAID.items()}
    assert "Your words are back. Press Keep when you are ready." in page.content.decode()
    assert not Entry.objects.exists()


@each_door
def test_they_come_first_wherever_someone_was_going(ada, shut, door, open_again):
    """A save that arrived a moment after the lock: nobody saw its answer."""
    typed = written(ada)
    shut(ada)
    send(ada, "/journal/drafts/", typed | {"form": "letter"})

    there = open_again(ada, f"{door}?next=/journal/notes/new/")

    assert there == WORDS_BACK
    page = ada.browser.get(there, follow=True)
    assert words_on(page) == {name: [text] for name, text in SAID.items()}


@each_door
def test_they_can_be_kept_from_there(ada, shut, door, open_again):
    typed = written(ada)
    shut(ada)
    page = ada.browser.get(open_again(ada, send(ada, NEW, typed).url), follow=True)

    send(ada, NEW, fields_of(page))

    assert Entry.objects.get().open(ada.vault).body == SAID["body"]
    assert not Draft.objects.exists()


@each_door
def test_nothing_of_them_stays_parked(ada, shut, door, open_again):
    typed = written(ada)
    shut(ada)
    there = open_again(ada, send(ada, NEW, typed).url)

    ada.browser.get(there)

    assert not ParkedWords.objects.exists()
    assert words_cookies_of(ada) == []


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
    sign_out(ada)
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
    ada.user.set_password("a password from the desk")
    ada.user.save()
    where = send(ada, NEW, typed).url
    there = ada.browser.post(
        where, {"login": ada.user.email, "password": "a password from the desk"}
    ).url
    ada.browser.get(there, follow=True)
    ada.browser.post(UNLOCK, {"password": "a password from the desk", "opener": PASSWORD})
    ada.browser.post("/accounts/recovery/later/")

    page = ada.browser.get("/today/", follow=True)

    assert words_on(page)["body"] == [SAID["body"]]


def test_someone_who_goes_to_today_instead_finds_them_too(ada):
    typed = written(ada)
    sign_out(ada)
    send(ada, NEW, typed)
    sign_in_again(ada, SIGN_IN)

    page = ada.browser.get("/today/", follow=True)

    assert words_on(page)["body"] == [SAID["body"]]


def test_a_page_grown_old_gets_them_back_at_once(ada):
    """Another tab signed in again, so the page's CSRF token is stale."""
    typed = written(ada) | {"csrfmiddlewaretoken": "x" * 64}
    ada.browser.handler.enforce_csrf_checks = True

    answer = ada.browser.post(NEW, typed)

    assert answer.url == WORDS_BACK
    assert words_on(ada.browser.get(WORDS_BACK, follow=True))["body"] == [SAID["body"]]


def test_two_tabs_both_get_their_words_back(ada):
    letter, day = written(ada), written(ada, "/journal/days/2026-06-17/evening/", given="Tea.")
    lock(ada)
    send(ada, NEW, letter)
    where = send(ada, "/journal/days/2026-06-17/evening/", day).url

    page = ada.browser.get(unlock(ada, where), follow=True)

    assert fields_of(page)["given"] == ["Tea."]
    assert "What you wrote in another tab is back too, on Today." in page.content.decode()
    other = Draft.objects.of(ada.user).get(form="letter")
    assert other.open(ada.vault).fields["title"] == [SAID["title"]]


def test_the_same_form_sent_twice_comes_back_once(ada):
    typed = written(ada)
    lock(ada)
    send(ada, NEW, typed)

    ada.browser.get(unlock(ada, send(ada, NEW, typed).url))

    assert Draft.objects.of(ada.user).count() == 1


def test_words_that_were_kept_after_all_lead_to_what_they_became(ada):
    typed = written(ada)
    send(ada, NEW, typed)
    lock(ada)

    there = ada.browser.get(unlock(ada, send(ada, NEW, typed).url)).url

    assert there == Entry.objects.get().get_absolute_url()
    assert not Draft.objects.exists()


@pytest.mark.parametrize("name", ["letter", "morning", "evening"])
def test_a_page_that_saves_by_itself_and_finds_the_door_shut_loses_nothing(ada, name):
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
    for number in range(parked.MOST + 1):
        send(ada, "/journal/drafts/", page | {"form": "letter", "body": f"{number} words"})

    ada.browser.get(unlock(ada, UNLOCK), follow=True)

    drafts = [draft.open(ada.vault).fields for draft in Draft.objects.order_by("pk")]
    assert [d["title"] for d in drafts] == [["The other tab"], [SAID["title"]]]
    assert drafts[1]["body"] == [f"{parked.MOST} words"]


def test_two_tabs_sent_in_the_same_moment_both_get_their_words_back(ada):
    """Neither has the other's cookie yet, as when autosave finds the journal locked."""
    letter, other = written(ada), written(ada, title="The other tab")
    lock(ada)
    send(ada, NEW, letter)
    with before_the_answer(ada):
        send(ada, NEW, other)

    ada.browser.get(unlock(ada, UNLOCK), follow=True)

    titles = {d.open(ada.vault).fields["title"][0] for d in Draft.objects.all()}
    assert titles == {SAID["title"], "The other tab"}
