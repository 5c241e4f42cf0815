"""A change of address that waits for its link: whoever knew the old password may have asked."""

import re
from typing import Any

import pytest
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.core import mail
from django.db import connection
from django.test import Client

from accounts.hosting import outbox
from accounts.models import User
from accounts.signin.forms import AddEmailForm
from accounts.vault.password_row import PasswordChanged
from tests.people import PASSWORD, Person, sign_in

NEW = "tin roof sundial"
TWICE = {"password1": NEW, "password2": NEW}
THIEF = "thief@example.net"
pytestmark = pytest.mark.usefixtures("sends_mail")


def links_to(address: str) -> list[str]:
    """The paths of the links in the mails that were sent to this address."""
    outbox.deliver()
    found = [re.findall(r"https?://[^/]+(/\S+)", m.body) for m in mail.outbox if address in m.to]
    return [path for paths in found for path in paths]


def ask_for(address: str, browser: Client) -> str:
    """The path of the link that confirms it."""
    answer = browser.post("/accounts/email/", {"email": address, "action_add": ""})
    assert answer.status_code == 302
    (link,) = links_to(address)
    return link


def change(ada: Person) -> Any:
    return ada.browser.post("/accounts/password/change/", TWICE | {"oldpassword": PASSWORD})


def take_new_keys(ada: Person) -> Any:
    return ada.browser.post("/accounts/new-keys/", TWICE | {"password": PASSWORD})


def unlock_with_key(ada: Person) -> Any:
    ada.browser.post("/accounts/lock/")
    said = TWICE | {"recovery_key": ada.recovery_key}
    return ada.browser.post("/accounts/unlock/key/", said)


def reset(ada: Person) -> Any:
    stranger = Client()
    stranger.post("/accounts/password/reset/", {"email": ada.user.email})
    (link,) = (path for path in links_to(ada.user.email) if "/reset/key/" in path)
    return stranger.post(stranger.get(link).url, TWICE)


def let_staff_set_it(ada: Person) -> Any:
    staff = User.objects.create_superuser("staff@example.org", PASSWORD)
    EmailAddress.objects.create(user=staff, email=staff.email, verified=True, primary=True)
    said = TWICE | {"usable_password": "true", "set-password": "1"}
    return sign_in(staff).post(f"/admin/accounts/user/{ada.user.pk}/password/", said)


def let_staff_disable_it(ada: Person) -> Any:
    staff = User.objects.create_superuser("staff@example.org", PASSWORD)
    EmailAddress.objects.create(user=staff, email=staff.email, verified=True, primary=True)
    said = {"usable_password": "false", "unset-password": "1"}
    return sign_in(staff).post(f"/admin/accounts/user/{ada.user.pk}/password/", said)


WAYS = [change, take_new_keys, unlock_with_key, reset, let_staff_set_it, let_staff_disable_it]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_every_new_password_lets_go_of_it_and_its_link_finds_nothing(ada, ben, way):
    link = ask_for(THIEF, sign_in(ada.user))
    bens = ask_for("ben@example.net", ben.browser)
    before = ada.user.password

    assert way(ada).status_code == 302

    ada.user.refresh_from_db()
    assert ada.user.password != before
    assert not EmailAddress.objects.filter(email=THIEF).exists()
    assert Client().post(link).status_code == 404
    ada.user.refresh_from_db()
    assert ada.user.email == "ada@example.org"
    assert EmailAddress.objects.get(user=ada.user).verified
    Client().post(bens)
    ben.user.refresh_from_db()
    assert ben.user.email == "ben@example.net"


def test_it_goes_in_the_commit_of_the_password(ada, monkeypatch):
    ask_for(THIEF, sign_in(ada.user))

    def fall_over(*said: Any) -> None:
        raise RuntimeError("The power went.")

    monkeypatch.setattr(User, "forget_waiting_address", fall_over)
    for way in (change, take_new_keys, unlock_with_key):
        with pytest.raises(RuntimeError):
            way(ada)
    user = User.objects.get(pk=ada.user.pk)
    user.set_password(NEW)
    with pytest.raises(RuntimeError):
        user.save()

    ada.user.refresh_from_db()
    assert ada.user.check_password(PASSWORD)


def test_what_has_nothing_to_do_with_the_password_leaves_it_waiting(ada, settings):
    link = ask_for("ada@example.net", ada.browser)
    ada.user.gentle = True
    ada.user.save()
    settings.VAULT_KDF = {"time_cost": 2, "memory_kib": 16}  # its hash is made anew
    sign_in(ada.user)

    Client().post(link)

    ada.user.refresh_from_db()
    assert ada.user.email == "ada@example.net"


def test_a_new_account_keeps_the_link_to_its_own_address(db):
    Client().post("/accounts/signup/", {"email": "cleo@example.org", "password1": PASSWORD})
    (link,) = links_to("cleo@example.org")
    user = User.objects.get(email="cleo@example.org")
    user.set_password(NEW)
    user.save()

    Client().post(link)

    assert EmailAddress.objects.get(user=user).verified


def test_a_link_that_is_opened_while_the_password_changes_brings_nothing_back(ada, rf):
    link = ask_for(THIEF, sign_in(ada.user))
    waiting = EmailConfirmationHMAC.from_key(link.strip("/").split("/")[-1])
    change(ada)

    assert get_adapter().confirm_email(rf.post(link), waiting.email_address) is False

    ada.user.refresh_from_db()
    assert ada.user.email == "ada@example.org"
    assert not EmailAddress.objects.filter(email=THIEF).exists()


def test_an_address_that_is_asked_for_while_the_password_changes_does_not_wait(ada, rf):
    as_read = User.objects.get(pk=ada.user.pk)
    form = AddEmailForm(data={"email": THIEF}, user=as_read)
    assert form.is_valid()
    change(ada)

    with pytest.raises(PasswordChanged):
        form.save(rf.post("/accounts/email/"))

    assert not EmailAddress.objects.filter(email=THIEF).exists()
    assert not connection.in_atomic_block or links_to(THIEF) == []


def test_the_address_before_is_told_of_a_change(ada):
    link = ask_for("ada@example.net", ada.browser)
    mail.outbox.clear()

    Client().post(link)

    outbox.deliver()
    (told,) = [message for message in mail.outbox if "ada@example.org" in message.to]
    assert "was changed from ada@example.org to ada@example.net" in told.body
