"""On a host that sends mail, nobody learns whether an address has an account here.

Each way of asking is asked twice, once for an address that has an account and once for one
that has none. What may differ is the address itself, the CSRF token, and the number of rows
that are read: what a database reads from memory takes microseconds, beside slow hashes of a
tenth of a second and beside rows that have to reach the disk. Hashes, and rows that are
written, are counted, and have to be as many.
"""

import re
from collections import Counter
from typing import NamedTuple

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.hosting import outbox
from accounts.models import OutgoingMail, User
from accounts.signin import invitations
from accounts.vault import sealing
from accounts.vault.hashers import CappedArgon2
from config import settings as project
from tests.people import PASSWORD, Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sends_mail")]

SIGN_UP, SIGN_IN = "/accounts/signup/", "/accounts/login/"
RESET, EMAIL = "/accounts/password/reset/", "/accounts/email/"
KNOWN, UNKNOWN = "ada@example.org", "eve@example.org"  # as long as each other
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
COUNTDOWN = re.compile(r'seconds="\d+"')  # until the journal locks by itself
WRONG = "not the password"
WRITES = ("INSERT", "UPDATE", "DELETE")


class Answer(NamedTuple):
    """All that someone outside could see, or time."""

    status: int
    leads: str
    page: str
    next_page: str
    cookies: list[str]
    hashes: Counter[str]
    written: Counter[str]


@pytest.fixture
def hashes(monkeypatch) -> Counter[str]:
    """How often each slow thing was done."""
    done: Counter[str] = Counter()
    for owner, name in [
        (CappedArgon2, "encode"),
        (CappedArgon2, "verify"),
        (sealing, "password_key"),
    ]:
        real = getattr(owner, name)

        def counted(*said, real=real, **more):
            done["slow hash"] += 1
            return real(*said, **more)

        monkeypatch.setattr(owner, name, counted)
    return done


def ask(hashes: Counter[str], browser: Client, path: str, sent: dict[str, str]) -> Answer:
    hashes.clear()
    with CaptureQueriesContext(connection) as queries:
        answer = browser.post(path, sent)
    written = Counter(query["sql"].split()[0] for query in queries)  # before the next is asked
    hashed, leads = Counter(hashes), answer.headers.get("Location", "")
    return Answer(
        answer.status_code,
        leads,
        plain(answer.content.decode()),
        plain(browser.get(leads).content.decode()) if leads else "",
        sorted(answer.cookies),
        hashed,
        Counter({kind: written[kind] for kind in WRITES}),
    )


def plain(page: str) -> str:
    return (
        COUNTDOWN.sub("", TOKEN.sub("", page))
        .replace(KNOWN, "<address>")
        .replace(UNKNOWN, "<address>")
    )


def same(known: Answer, unknown: Answer) -> None:
    """Field by field, so that a failure says which."""
    for field in Answer._fields:
        assert getattr(known, field) == getattr(unknown, field), field


def sent_to() -> list[tuple[str, str]]:
    """Who is sent what, once `work` has come by."""
    outbox.deliver()
    return [(message.to[0], message.subject) for message in mail.outbox]


# --- sign-up ---


def sign_up(hashes: Counter[str], email: str, **said: str) -> Answer:
    return ask(hashes, Client(), SIGN_UP, {"email": email, "password1": PASSWORD, **said})


def test_signing_up_does_not_tell(ada, hashes):
    known, unknown = sign_up(hashes, KNOWN), sign_up(hashes, UNKNOWN)

    same(known, unknown)
    assert known.leads == "/accounts/confirm-email/"
    assert known.hashes == {"slow hash": 2}
    assert known.written["INSERT"] >= 4  # a person, an address, a mail, a session
    assert sent_to() == [(KNOWN, "You have an account already"), (UNKNOWN, "Confirm your address")]
    assert User.objects.get(email=KNOWN) == ada.user


def test_a_refused_password_does_not_tell(ada, hashes):
    known = sign_up(hashes, KNOWN, password1="short")
    unknown = sign_up(hashes, UNKNOWN, password1="short")

    same(known, unknown)
    assert known.status == 422
    assert sent_to() == []


def test_signing_in_after_signing_up_does_not_tell_either(ada, hashes):
    """With the password just given at sign-up, which a new account has and ada's has not."""
    answers = []
    for email in (KNOWN, UNKNOWN):
        sign_up(hashes, email, password1="tin roof sundial")
        said = {"login": email, "password": "tin roof sundial"}
        answers.append(ask(hashes, Client(), SIGN_IN, said))

    same(*answers)
    assert answers[0].status == 422
    assert answers[0].hashes == {"slow hash": 1}


def test_a_new_person_comes_in_once_they_have_opened_the_link(hashes):
    browser = Client()
    browser.post(SIGN_UP, {"email": UNKNOWN, "password1": PASSWORD})
    before = browser.post(SIGN_IN, {"login": UNKNOWN, "password": PASSWORD})
    sent_to()

    browser.post(re.search(r"/accounts/confirm-email/\S+", mail.outbox[0].body)[0])
    after = browser.post(SIGN_IN, {"login": UNKNOWN, "password": PASSWORD})

    assert (before.status_code, after.status_code) == (422, 302)
    assert "or the address is not confirmed yet" in before.content.decode()
    assert after.url == "/accounts/recovery/"
    assert browser.get("/journal/").status_code == 200


def test_an_address_that_someone_else_only_asked_for_can_still_be_signed_up_with(ben, hashes):
    EmailAddress.objects.create(user=ben.user, email=UNKNOWN, verified=False)

    sign_up(hashes, UNKNOWN)

    assert sent_to() == [(UNKNOWN, "Confirm your address")]
    assert EmailAddress.objects.get(email=UNKNOWN).user == User.objects.get(email=UNKNOWN)


# --- sign-up by invitation ---


@pytest.fixture
def by_invitation(settings) -> None:
    settings.DEARSELF_SIGNUP = "invite"


def test_signing_up_with_an_invitation_does_not_tell(ada, hashes, by_invitation):
    tokens = [invitations.invite("for a friend") for _ in range(2)]

    known = sign_up(hashes, KNOWN, invitation=tokens[0])
    unknown = sign_up(hashes, UNKNOWN, invitation=tokens[1])

    same(known, unknown)
    assert known.leads == "/accounts/confirm-email/"


def test_opening_the_link_again_does_not_tell(ada, hashes, by_invitation):
    pages = []
    for email in (KNOWN, UNKNOWN):
        token = invitations.invite()
        sign_up(hashes, email, invitation=token)
        pages.append(plain(Client().get(SIGN_UP, {"invitation": token}).content.decode()))

    assert pages[0] == pages[1]
    assert "This invitation does not open the door" in pages[0]


def test_the_invitation_is_not_lost_for_whoever_had_an_account(ada, hashes, by_invitation):
    """The new link goes where only they can read it."""
    sign_up(hashes, KNOWN, invitation=invitations.invite("for a friend"))

    sent_to()
    link = re.search(r"/accounts/signup/\?invitation=(\S+)", mail.outbox[0].body)
    assert invitations.invitation_for(link[1]).note == "for a friend"
    assert Client().get(link[0]).status_code == 200


# --- sign-in ---


def sign_in(hashes: Counter[str], email: str, password: str = WRONG) -> Answer:
    return ask(hashes, Client(), SIGN_IN, {"login": email, "password": password})


def test_a_wrong_password_does_not_tell(ada, hashes):
    known, unknown = sign_in(hashes, KNOWN), sign_in(hashes, UNKNOWN)

    same(known, unknown)
    assert known.status == 422
    assert known.hashes == {"slow hash": 1}


def test_an_account_that_is_switched_off_looks_like_none(ada, hashes):
    User.objects.update(is_active=False)

    same(sign_in(hashes, KNOWN), sign_in(hashes, UNKNOWN))


def test_an_account_that_is_not_confirmed_looks_like_none(ada, hashes):
    EmailAddress.objects.update(verified=False)

    same(sign_in(hashes, KNOWN, PASSWORD), sign_in(hashes, UNKNOWN, PASSWORD))
    assert sent_to() == [(KNOWN, "Confirm your address")]


def test_an_account_without_a_password_looks_like_none(ada, hashes):
    ada.user.set_unusable_password()
    ada.user.save()

    same(sign_in(hashes, KNOWN), sign_in(hashes, UNKNOWN))


def test_an_address_ben_asked_to_change_to_is_not_one_he_signs_in_with(ada, ben, hashes):
    """If it were, it would be only while nobody else had it."""
    for email in (KNOWN, UNKNOWN):
        EmailAddress.objects.create(user=ben.user, email=email, verified=False)

    same(sign_in(hashes, KNOWN, "ben's password"), sign_in(hashes, UNKNOWN, "ben's password"))


# --- a new password ---


def test_asking_for_a_new_password_does_not_tell(ada, hashes):
    known, unknown = (ask(hashes, Client(), RESET, {"email": e}) for e in (KNOWN, UNKNOWN))

    same(known, unknown)
    assert known.leads == "/accounts/password/reset/done/"
    assert known.written["INSERT"] == 1
    assert sent_to() == [(KNOWN, "A link to choose a new password")]


def test_asking_for_one_switched_off_does_not_tell(ada, hashes):
    User.objects.update(is_active=False)

    same(*(ask(hashes, Client(), RESET, {"email": email}) for email in (KNOWN, UNKNOWN)))
    assert sent_to() == []


def test_a_link_for_a_new_password_goes_only_where_someone_signs_in_from(ben):
    """Ben mistyped his new address. Whoever has that one gets no link into his account."""
    EmailAddress.objects.create(user=ben.user, email=UNKNOWN, verified=False)

    Client().post(RESET, {"email": UNKNOWN})

    assert OutgoingMail.objects.count() == 1
    assert sent_to() == []


# --- another address ---


def test_asking_to_change_to_an_address_does_not_tell(ada, ben, cleo, hashes):
    answers = [
        ask(hashes, person.browser, EMAIL, {"email": email, "action_add": ""})
        for person, email in [(ben, KNOWN), (cleo, UNKNOWN)]
    ]

    known, unknown = (
        answer._replace(next_page=answer.next_page.replace(person.user.email, "<theirs>"))
        for answer, person in zip(answers, (ben, cleo), strict=True)
    )
    same(known, unknown)
    assert known.leads == EMAIL
    assert "Waiting to be confirmed" in known.next_page
    assert {address for address, _ in sent_to()} == {KNOWN, UNKNOWN}


def test_an_address_someone_has_cannot_be_taken_over_by_its_owners_mistake(ada, ben: Person):
    ben.browser.post(EMAIL, {"email": KNOWN, "action_add": ""})
    sent_to()
    link = re.search(r"/accounts/confirm-email/\S+", mail.outbox[0].body)[0]

    page = ada.browser.post(link, follow=True).content.decode()

    assert "belongs to another account" in page
    assert User.objects.get(pk=ben.user.pk).email == "ben@example.org"


# --- with all limits on, which are counted in the same database ---


@pytest.fixture
def limited(settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = project.ACCOUNT_RATE_LIMITS
    caches["default"].clear()


def test_with_limits_on_none_of_it_tells_more(ada, hashes, limited):
    same(sign_up(hashes, KNOWN), sign_up(hashes, UNKNOWN))
    same(sign_in(hashes, KNOWN), sign_in(hashes, UNKNOWN))
    for _ in range(2):  # the second so soon that no link is sent
        same(*(ask(hashes, Client(), RESET, {"email": email}) for email in (KNOWN, UNKNOWN)))
    links = [to for to, subject in sent_to() if subject == "A link to choose a new password"]
    assert links == [KNOWN, UNKNOWN]  # by now both have an account


# --- and the count is worth something ---


def test_a_difference_would_be_noticed(ada, hashes, monkeypatch):
    monkeypatch.setattr(outbox, "keep_for_nobody", lambda message=None: None)

    with pytest.raises(AssertionError, match="written"):
        same(sign_up(hashes, KNOWN), sign_up(hashes, UNKNOWN))
