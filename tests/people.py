"""Named people for tests. Ada writes, Ben is a stranger to her, Cleo has only just arrived."""

import io
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import import_module
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone
from PIL import Image

from accounts.days import today_of
from accounts.models import Picture, User
from accounts.pictures.files import PreparedPicture, prepare_picture
from accounts.pictures.store import keep_picture
from accounts.vault import keys
from accounts.vault.sealing import OpenVault
from accounts.vault.visit import Visit
from journal.content import Content
from journal.models import Entry, PictureUse
from practices.models import Item, KitItem, Sitting, SittingRecord

PASSWORD = "correct horse battery"


@dataclass
class Person:
    """A person with a vault, and a browser in which they are signed in."""

    user: User
    vault: OpenVault
    recovery_key: str
    browser: Client

    def letter(self, body: str = "You did what you could.", **said: object) -> Entry:
        """A kept letter of theirs. `day` and `opens_on` are the entry's, the rest its content's."""
        fields = {name: said.pop(name) for name in ("day", "opens_on") if name in said}
        fields.setdefault("day", today_of(self.user))
        entry = Entry(owner=self.user, kind=Entry.Kind.LETTER, **fields)
        entry.seal(self.vault, Content(body=body, **said))
        entry.save()
        return entry

    def picture(self, alt: str = "", *, shown_by: Entry | None = None) -> Picture:
        """A picture of theirs, of a kept entry or of a page that is not kept yet."""
        picture = keep_picture(self.user, self.vault, ready=_photograph(), alt=alt)
        if shown_by:
            PictureUse.objects.create(owner=self.user, picture=picture, entry=shown_by)
        return picture

    def kit(self, kind: str, **said: Any) -> KitItem:
        """Something in their kit. What is said is the item's."""
        item = KitItem(owner=self.user, kind=kind, position=KitItem.objects.of(self.user).count())
        item.seal(self.vault, Item(**said))
        item.save()
        return item

    def sat(self, slug: str, *, day: date | None = None, **said: Any) -> Sitting:
        """A sitting of theirs with a practice, today or on `day`."""
        sitting = Sitting(owner=self.user, day=day or today_of(self.user))
        sitting.seal(self.vault, SittingRecord(slug, **said))
        sitting.save()
        return sitting

    def day(self, day: date, **answers: object) -> Entry:
        """A kept day of theirs, both halves."""
        now = timezone.now()
        entry = Entry(owner=self.user, kind=Entry.Kind.DAY, day=day, morning_at=now, evening_at=now)
        entry.seal(self.vault, Content().with_answers(answers))
        entry.save()
        return entry


@cache
def _photograph() -> PreparedPicture:
    """A small blue one, made ready as any other."""
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "steelblue").save(file, "JPEG")
    return prepare_picture(file.getvalue())


def sign_up(name: str, *, time_zone: str = "Europe/Vienna") -> Person:
    """A new person called `name`, signed in, their journal open."""
    user = User.objects.create_user(f"{name}@example.org", PASSWORD, time_zone=time_zone)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    vault, recovery_key = keys.create_vault(user, PASSWORD)
    return Person(user, vault, recovery_key, at_home(user, vault))


def at_home(user: User, vault: OpenVault) -> Client:
    """A browser in which they have signed in and opened their journal, as the form leaves it.

    The walk through the form costs as much as three pages. `sign_in` takes it.
    """
    request, response = RequestFactory().get("/"), HttpResponse()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    request.key_cookie, request.words_cookies, request.user = None, {}, user
    login(request, user, settings.AUTHENTICATION_BACKENDS[0])
    record_authentication(request, user, method="password", email=user.email)
    request.session.set_expiry(0)
    visit = Visit(request, None)
    visit.open_with(vault)
    visit.close(response)
    request.session.save()
    UserSession.objects.create_from_request(request)
    browser = Client()
    browser.cookies.update(response.cookies)
    browser.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key
    return browser


def sign_in(user: User, password: str = PASSWORD) -> Client:
    """Another browser, signed in by the form, as a person would."""
    browser = Client()
    answer = browser.post("/accounts/login/", {"login": user.email, "password": password})
    assert answer.status_code == 302, "the sign-in form did not let them in"
    return browser
