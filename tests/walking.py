"""A life in a journal, with a word of its own typed into every field. For the canary test."""

import io
import re
import secrets
from html import unescape
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import uuid4

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts.models import InboxForm, Picture, User
from accounts.vault import keys
from accounts.vault.sealing import read_recovery_key
from journal.kinds import catalogue
from journal.kinds.catalogue import HALVES, KINDS
from journal.kinds.note import NOTE as FREE_NOTE
from journal.kinds.note import note_of
from journal.kinds.question import Kind
from journal.models import Draft, Entry
from practices.library.catalogue import practices
from practices.library.vocabulary import RESPONSES
from practices.models import KitItem
from tests.pages import FORM, NEW, fields_of

WRITING = {name: of for name, of in KINDS.items() if of is not FREE_NOTE}
ROOM = {"letter": "letters", "memory": "memories"}


class Typing(dict[str, bytes]):
    """A new word for each place it is typed in, kept under the place's name."""

    def word(self, place: str) -> str:
        letters = "abcdefghijklm" if "password" in place else "nopqrstuvwxyz"  # unlike the e-mail
        word = "".join(secrets.choice(letters) for _ in range(24))
        self[place] = word.encode()
        return word

    def number(self, place: str) -> str:
        """A telephone number, in place of a word."""
        number = "".join(secrets.choice("23456789") for _ in range(15))
        self[place] = number.encode()
        return number

    def into(self, of: Kind, stage: str, *, whatever: bool = False) -> dict[str, Any]:
        """Words for what is typed in the form of a kind, or for `whatever` it asks."""
        return {
            it.name: [self.word(f"{stage}, {of.name}.{it.name}")]
            for it in of.asked
            if it.is_typed or (whatever and not it.is_hidden)
        }


class Watched(Client):
    """A browser that notes every header and page title it is sent."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def request(self, **asked: Any) -> Any:
        answer = super().request(**asked)
        self.seen += [f"{name}: {value}" for name, value in answer.headers.items()]
        self.seen += [
            f"{name}={morsel.value}"
            for name, morsel in answer.cookies.items()
            if not name.startswith((settings.KEY_COOKIE_NAME, settings.WORDS_COOKIE_NAME))
        ]
        shown = b"" if answer.streaming else answer.content
        self.seen += re.findall(r"<title>[^<]*", shown.decode(errors="replace"))
        return answer

    def send(self, path: str, fields: dict[str, Any], *, status: int = 302) -> Any:
        answer = self.post(path, urlencode(fields, doseq=True), content_type=FORM)
        assert answer.status_code == status, f"{path} answered {answer.status_code}"
        return answer


# --- the walk -----------------------------------------------------------------


def write_everything(browser: Watched, typed: Typing) -> None:
    """Keep, change, half-write, bin and delete through every writing form."""
    for name, form in WRITING.items():
        page = _page(name)
        kept = browser.send(page, fields_of(browser.get(page)) | typed.into(form, "kept"))
        change = page if name in HALVES else f"{kept.url}edit/"
        as_kept = fields_of(browser.get(change))
        browser.send(change, as_kept | typed.into(form, "changed"))
        browser.send(change, as_kept | typed.into(form, "in conflict"), status=409)
        for stage in ("half-written", "half-written again"):
            words = typed.into(form, stage, whatever=True) | {"form": [name]}
            browser.send("/journal/drafts/", words, status=200)
        draft = Draft.objects.filter(form=name).first()
        browser.get(draft.get_absolute_url())
        browser.send(f"/journal/drafts/{draft.uuid}/discard/", {})
        browser.send("/journal/drafts/", typed.into(form, "refused") | {"form": "x"}, status=400)
    letter = typed.into(WRITING["letter"], "refused")
    browser.send("/journal/letters/new/", letter | {"opens_on": "in spring"}, status=422)
    for end in ("let-go", "restore"):
        letter = browser.send("/journal/letters/new/", typed.into(WRITING["letter"], end)).url
        browser.send(f"{letter}delete/", {})
        browser.get("/journal/bin/")
        browser.send(f"{letter}{end}/", {})
    for page in ("/today/", "/journal/", *(e.get_absolute_url() for e in Entry.objects.all())):
        assert browser.get(page).status_code in {200, 404}
    _bring_pictures(browser, typed)
    _answer_mark_and_close(browser, typed)


def _bring_pictures(browser: Watched, typed: Typing) -> None:
    """By a script and with the form, with words inside the files and for them; then changed."""
    files = SimpleUploadedFile
    page = "/journal/memories/new/"
    form = fields_of(browser.get(page))
    sent = {"entry": form["entry"], "file": files("a.jpg", _photograph(typed, "by a script"))}
    picture = browser.post("/journal/pictures/", sent).json()["picture"]
    words = typed.into(WRITING["memory"], "with pictures")
    shows = [typed.word("what it shows"), typed.word("what the next shows")]
    said = form | words | {"pictures": [picture], "shows": shows}
    half = said | {"form": ["memory"]}
    saved = browser.send("/journal/drafts/", half, status=200).json()
    said |= {"draft": [saved["draft"]], "revision": [saved["revision"]]}
    name = f"{typed.word('name of a file')}.png"
    refused = files(f"{typed.word('name of a wrong file')}.png", typed.word("no picture").encode())
    body = said | {"files": [files(name, _photograph(typed, "with the form")), refused]}
    back = browser.post(page, body)
    assert back.status_code == 422
    kept = browser.send(page, fields_of(back) | {"shows": shows}).url
    assert len(Picture.objects.all()) == 2
    change = fields_of(browser.get(f"{kept}edit/"))
    browser.send(f"{kept}edit/", change | {"shows": [typed.word("what it shows, changed"), ""]})
    browser.get("/journal/")
    for at in (f"/pictures/{picture}/", f"/pictures/{picture}/small/"):
        shown = browser.get(at)
        assert shown.status_code == 200
        typed[f"bytes of {at}"] = shown.content[60:84]
    browser.get(f"/practices/kind-memory/sit/?picture={picture}")


def _photograph(typed: Typing, place: str) -> bytes:
    """A picture of many colours, with words in its metadata."""
    exif = Image.Exif()
    exif[0x010E], exif[0x013B] = typed.word(f"{place}, description"), typed.word(f"{place}, artist")
    file = io.BytesIO()
    Image.effect_noise((300, 200), 90).convert("RGB").save(file, "JPEG", exif=exif)
    return file.getvalue()


def _answer_mark_and_close(browser: Watched, typed: Typing) -> None:
    """Write back, tag and mark, close a letter and open it, go back to an earlier version."""
    letter = browser.send(LETTER, typed.into(WRITING["letter"], "to be answered")).url
    reply = fields_of(browser.get(f"{letter}reply/"))
    browser.send(f"{letter}reply/", reply | typed.into(WRITING["letter"], "an answer"))
    browser.send(f"{letter}mark/", {"tags": f"{typed.word('a tag')}, {typed.word('another tag')}"})
    for mark in ("favourite", "hard"):
        browser.send(f"{letter}mark/", {mark: "yes"})
    tags = browser.get("/journal/tags/").content.decode()
    for link in re.findall(r'href="(/journal/\?tag=[^"]+)"', tags):
        assert browser.get(unescape(link)).status_code == 200
    for page in (letter, f"{letter}markdown/", "/journal/letters/seven/"):
        browser.get(page)
    changed = fields_of(browser.get(f"{letter}edit/")) | typed.into(WRITING["letter"], "later")
    browser.send(f"{letter}edit/", changed)
    browser.send(f"{letter}versions/1/restore/", {})
    seventh = fields_of(browser.get(f"{LETTER}?seven=3")) | typed.into(WRITING["letter"], "seven")
    browser.send(LETTER, seventh)
    closed = typed.into(WRITING["letter"], "closed") | {"opens_on": "2031-03-14"}
    closed = browser.send(LETTER, closed).url
    browser.get(closed)
    browser.send(f"{closed}open/", {})
    browser.get(closed)


def practise(browser: Watched, typed: Typing) -> None:
    """Sit, write, find it harder, say how it was, and fill the kit: every box of every practice."""
    browser.send("/practices/before/", {"next": "/practices/"})
    for practice in practices().values():
        sit, slug = f"/practices/{practice.slug}/sit/", {"practice": [practice.slug]}
        said = {"eyes": "closed", "anchor": "hands", "next": sit}
        browser.send("/practices/choices/", said)
        for response in RESPONSES:
            sitting = {"response": response, "seconds": "60", "sitting": str(uuid4())}
            browser.send(f"/practices/{practice.slug}/after/", sitting)
            browser.get(f"/practices/{practice.slug}/done/")
        note = note_of(practice)
        boxes = [it.name for it in note.questions if it.is_typed]
        if not boxes:
            continue
        words = {name: [typed.word(f"{practice.slug}, {name}")] for name in boxes}
        kept = browser.send(NOTE, fields_of(browser.get(sit)) | words | {"seconds": ["60"]})
        entry = Entry.objects.get(uuid=parse_qs(urlsplit(kept.url).query)["note"][0])
        _change_a_note(browser, typed, note, entry.get_absolute_url(), slug)
    _change_a_note(browser, typed, FREE_NOTE, _free_note(browser, typed, "kept"), {})
    _fill_the_kit(browser, typed)
    for page in ("/now/", "/practices/", "/practices/kit/", "/practices/steady/", "/today/"):
        browser.get(page)


LETTER, NOTE = "/journal/letters/new/", "/journal/notes/new/"


def _free_note(browser: Watched, typed: Typing, stage: str) -> str:
    words = typed.into(FREE_NOTE, stage) | {"practice": [""]}
    return browser.send(NOTE, fields_of(browser.get(NOTE)) | words).url


def _change_a_note(
    browser: Watched, typed: Typing, of: Kind, note: str, slug: dict[str, Any]
) -> None:
    change = f"{note}edit/"
    as_kept = fields_of(browser.get(change))
    browser.send(change, as_kept | typed.into(of, "changed") | slug)
    browser.send(change, as_kept | typed.into(of, "in conflict") | slug, status=409)
    half = typed.into(of, "half-written") | slug | {"form": ["note"]}
    browser.send("/journal/drafts/", half, status=200)
    browser.send(NOTE, typed.into(of, "harder") | slug | {"harder": ["1"]})
    for draft in Draft.objects.filter(form="note"):
        browser.get(draft.get_absolute_url())
        browser.send(f"/journal/drafts/{draft.uuid}/discard/", {})
    browser.get(note)


def _fill_the_kit(browser: Watched, typed: Typing) -> None:
    """Every shelf: added, refused, changed, the fourth line in place of another, taken out."""
    boxes = {
        "line": {"kit_line": "kit line"},
        "care": {"kit_care": "kit care"},
        "person": {"kit_person": "kit person"},
    }
    for kind, named in boxes.items():
        add = f"/practices/kit/add/{kind}/"
        choices = {"area": "body", "kit_phone": typed.number(f"{kind}, phone")}
        for row in KitItem.objects.filter(kind=kind):
            browser.send(f"/practices/kit/{row.uuid}/delete/", {})
        for stage in ("kept", "let go"):
            words = {name: typed.word(f"{place}, {stage}") for name, place in named.items()}
            browser.send(add, choices | words)
        kept, gone = KitItem.objects.filter(kind=kind)
        words = {name: typed.word(f"{place}, changed") for name, place in named.items()}
        change = f"/practices/kit/{kept.uuid}/"
        browser.send(change, fields_of(browser.get(change)) | choices | words)
        browser.send(f"/practices/kit/{gone.uuid}/move/", {"way": "up"})
        browser.send(f"/practices/kit/{gone.uuid}/delete/", {})
        refused = {name: typed.word(f"{place}, refused") * 20 for name, place in named.items()}
        browser.send(add, choices | refused, status=422)
    browser.send("/practices/feet/favourite/", {})


def _page(form: str) -> str:
    return f"/journal/days/2026-06-17/{form}/" if form in HALVES else f"/journal/{ROOM[form]}/new/"


def live_with_the_account(browser: Watched, typed: Typing) -> User:
    """Sign up, lock and unlock, change the password, forget it, come back by the recovery key."""
    email, password = f"{typed.word('email')}@example.org", typed.word("password")
    browser.send("/accounts/signup/", {"email": email, "password1": password})
    user = User.objects.get()
    _keep_recovery_key(browser, typed, "recovery key")
    for number, key in keys.open_with_password(user, password).keyring.keys.items():
        typed[f"data key {number}"] = key
    write_everything(browser, typed)
    practise(browser, typed)

    for page in ("/journal/export/", "/accounts/leave/"):
        browser.send(page, {"password": typed.word(f"wrong password at {page}")}, status=422)
    browser.send("/journal/export/", {"password": password}, status=200)
    wrong = {"password": typed.word("wrong password for a new key")}
    browser.send("/accounts/recovery/renew/", wrong, status=422)
    browser.send("/accounts/recovery/renew/", {"password": password})
    _keep_recovery_key(browser, typed, "renewed recovery key")
    browser.send("/accounts/lock/", {})
    for name, form in WRITING.items():
        browser.send(_page(name), typed.into(form, "locked"))
    for stage, form in ("three-lines", catalogue.kind("note", "three-lines")), ("", FREE_NOTE):
        browser.send(NOTE, typed.into(form, f"locked {stage}") | {"practice": [stage]})
    browser.send("/practices/kit/add/line/", {"kit_line": typed.word("kit line, locked")})
    assert InboxForm.objects.count() >= len(WRITING) + 1
    browser.send("/accounts/unlock/", {"password": typed.word("wrong password")}, status=422)
    browser.send("/accounts/unlock/", {"password": password})
    browser.get("/accounts/words/")
    assert InboxForm.objects.count() == 1  # the kit keeps no drafts: its line can be copied yet
    exit_url = f"https://{typed.word('exit address')}.example.org"
    said = fields_of(browser.get("/accounts/settings/")) | {"exit_url": [exit_url]}
    browser.send("/accounts/settings/", said)
    browser.send("/accounts/reauthenticate/", {"password": password})
    browser.send("/accounts/unlock/", {"password": password})
    EmailAddress.objects.update(verified=True)  # as on a host that sends mail
    another = {"email": f"{typed.word('new email')}@example.org", "action_add": ""}
    browser.send("/accounts/email/", another)
    new = typed.word("new password")
    change = {"oldpassword": password, "password1": new, "password2": new}
    browser.send("/accounts/password/change/", change)
    _forget(browser, typed, user)
    _take_new_keys(browser, typed, user)
    return user


def _keep_recovery_key(browser: Watched, typed: Typing, place: str) -> str:
    groups = browser.get("/accounts/recovery/").context["groups"]
    browser.get("/accounts/recovery/download/")
    written = "-".join(groups)
    typed[f"{place}, written"] = written.encode()
    typed[f"{place}, without dashes"] = "".join(groups).encode()
    typed[f"{place}, its bytes"] = read_recovery_key(written)
    browser.send("/accounts/recovery/", {"first": groups[2], "second": groups[6]})
    return written


def _forget(browser: Watched, typed: Typing, user: User) -> None:
    recovery_key = typed["renewed recovery key, written"].decode()
    whose = {"whose": fields_of(browser.get(NEW))["whose"]}
    cookies, browser.cookies = browser.cookies, SimpleCookie()
    for name, form in WRITING.items():
        browser.send(_page(name), typed.into(form, "without its cookies") | whose)
    browser.cookies = cookies
    browser.get("/accounts/logout/")
    browser.send("/accounts/logout/", {})
    for name, form in WRITING.items():
        browser.send(_page(name), typed.into(form, "signed out") | whose, status=403)
    browser.send("/accounts/password/reset/", {"email": user.email})
    (asked,) = [m for m in mail.outbox if m.to == [user.email] and "/reset/key/" in m.body]
    link = re.search(r"/accounts/password/reset/key/\S+", asked.body)[0]
    form_at = browser.get(link).url
    reset = typed.word("password after a reset")
    browser.send(form_at, {"password1": reset, "password2": reset})
    wrong = {"login": user.email, "password": typed.word("wrong password at sign-in")}
    browser.send("/accounts/login/", wrong, status=422)
    browser.send("/accounts/login/", {"login": user.email, "password": reset})
    wrong = {"password": reset, "opener": typed.word("wrong opener")}
    browser.send("/accounts/unlock/", wrong, status=422)
    browser.send("/accounts/unlock/", {"password": reset, "opener": recovery_key})
    _keep_recovery_key(browser, typed, "new recovery key")


def _take_new_keys(browser: Watched, typed: Typing, user: User) -> None:
    """New keys, in by the recovery key, and as far as the last question before starting over."""
    password, new = typed["password after a reset"].decode(), typed.word("password with new keys")
    said = {"password": password, "password1": new, "password2": new}
    wrong = {"password": typed.word("wrong password for new keys")}
    browser.send("/accounts/new-keys/", said | wrong, status=422)
    browser.send("/accounts/new-keys/", said)
    browser.send("/accounts/new-keys/going/", {})
    recovery_key = _keep_recovery_key(browser, typed, "recovery key with new keys")
    for number, key in keys.open_with_password(user, new).keyring.keys.items():
        typed[f"data key {number}"] = key
    browser.send("/accounts/lock/", {})
    by_key = typed.word("password with a recovery key")
    said = {"recovery_key": recovery_key, "password1": by_key, "password2": by_key}
    wrong = {"recovery_key": typed.word("wrong recovery key")}
    browser.send("/accounts/unlock/key/", said | wrong, status=422)
    browser.send("/accounts/unlock/key/", said)
    _keep_recovery_key(browser, typed, "last recovery key")
    given = typed.word("password from the operator")
    user.refresh_from_db()
    user.set_password(given)
    user.save()
    browser.send("/accounts/login/", {"login": user.email, "password": given})
    wrong = {"password": typed.word("wrong password for starting over"), "understood": "on"}
    browser.send("/accounts/start-over/", wrong, status=422)
    browser.send("/accounts/start-over/", {"password": given}, status=422)
