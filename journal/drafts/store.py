"""Unfinished writing. Each page saves its own draft; two tabs never write over each other."""

from datetime import date
from uuid import UUID, uuid4

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from accounts.days import today_of
from accounts.models import User
from accounts.pictures.sweep import delete_unshown
from accounts.vault import keys, quota
from accounts.vault.sealing import AnyVault, Damaged
from journal.content import Typed
from journal.keeping import pictures
from journal.kinds.catalogue import HALVES
from journal.models import Draft, Entry
from journal.writing.base import UnfinishedPage, WritingForm
from journal.writing.forms import form_called, half_form

# An entry each. The halves of a day share one.
PAGES = (Draft.Form.LETTER, Draft.Form.NOTE, Draft.Form.MEMORY)


def save_page(
    user: User,
    vault: AnyVault,
    form_class: type[WritingForm],
    sent: QueryDict,
    *,
    entry_uuid: UUID | None = None,
    day: date | None = None,
) -> Draft:
    """Save a page as it was sent, and return the draft it should save to next.

    What the page says of itself and does not fit is left out; its words are kept as
    they are. `entry_uuid` and `day` come from its address. A page without words has
    its draft let go of; the one returned then is not stored, at revision 0.
    Raises `quota.JournalFull`.
    """
    page = UnfinishedPage(sent)
    page.full_clean()
    cleaned = page.cleaned_data
    uuid, revision = cleaned.get("draft") or uuid4(), cleaned.get("revision") or 0
    typed = form_class.typed_in(sent)
    day = day or cleaned.get("day") or today_of(user)
    entry_uuid = cleaned.get("entry") or entry_uuid
    form = Draft.Form(form_class.kind.name)
    if not form_class.holds_something(typed):
        delete_once_kept(user, vault, uuid, form=form, revision=revision, typed=typed)
        return Draft(owner=user, form=form, entry_uuid=entry_uuid or uuid4(), day=day, revision=0)
    return save_draft(
        user,
        vault,
        uuid=uuid,
        revision=revision,
        form=form,
        entry_uuid=entry_uuid,
        day=day,
        base=cleaned.get("base", ""),
        typed=typed,
    )


@transaction.atomic
def save_draft(
    user: User,
    vault: AnyVault,
    *,
    uuid: UUID,
    revision: int,
    form: Draft.Form,
    entry_uuid: UUID | None,
    day: date,
    base: str,
    typed: Typed,
) -> Draft:
    """Save what a page holds so far, and return the draft it should save to next.

    `revision` is what the page saved last (0: nothing yet). Where another tab has
    saved other words to the same draft since, this page's become a draft of their own;
    so they do where the draft is of another form.
    Where its words go elsewhere meanwhile (`entry_uuid`, `base`), its draft goes along.
    A save that arrives after Keep brings nothing back: where the entry has these very
    words, the draft returned is a new one, not stored, at revision 0.
    The same words saved again leave the revision as it is.
    Raises `quota.JournalFull`.
    """
    keys.lock_for_writing(user, vault)
    goes_to = {"entry_uuid": entry_uuid or uuid4(), "base": base}
    mine = Draft(owner=user, form=form, day=day, revision=0, **goes_to)
    draft = Draft.objects.of(user).filter(uuid=uuid).first()
    if draft is None:
        if _is_kept(mine, vault, typed):
            return mine
        draft = mine
        if not revision:  # otherwise it was let go of, and stays gone
            draft.uuid = uuid
    elif not _is_of_the_page(draft, vault, form, revision, typed):
        draft = mine
    elif entry_uuid and form in PAGES:
        draft.entry_uuid, draft.base = entry_uuid, base
    if not (draft.revision and _says_just_this(draft, vault, typed)):
        draft.revision += 1
    draft.updated = timezone.now()
    draft.seal(vault, typed)
    shown = _shown_in(draft, typed)  # asked while its row is of the entry that it was of
    draft.save()
    pictures.write_uses(draft, shown)
    quota.take(user, len(draft.content))
    return draft


def _shown_in(draft: Draft, typed: Typed) -> set[str]:
    """Also what its page leaves out: until it is kept, that can be taken back."""
    ids = typed.fields.get("pictures", [])
    return pictures.showable(draft.owner, ids, entry_uuid=draft.entry_uuid, kind=draft.form)


def _is_of_the_page(
    draft: Draft, vault: AnyVault, form: Draft.Form, revision: int, typed: Typed
) -> bool:
    """Whether a page holds all that `draft` does: it saved that last, or goes on from it."""
    if draft.form != form:  # it does not know the other's fields
        return False
    return draft.revision == revision or _goes_on_from(draft, vault, typed)


def _goes_on_from(draft: Draft, vault: AnyVault, typed: Typed) -> bool:
    """Whether each field begins with all that `draft` has in it, so that no word is lost.

    So it is when a page's last save overtakes the answer to the one before.
    """
    try:
        saved = draft.open(vault)
    except Damaged:
        return False
    return all(
        _text(typed.fields.get(name, [])).startswith(_text(values))
        for name, values in saved.fields.items()
    )


def _says_just_this(draft: Draft, vault: AnyVault, typed: Typed) -> bool:
    """Whether `draft` has these words already. Then a page that goes on from it still does."""
    try:
        saved = draft.open(vault).fields
    except Damaged:
        return False
    names = saved.keys() | typed.fields.keys()
    return all(_text(saved.get(it, [])) == _text(typed.fields.get(it, [])) for it in names)


def _text(values: list[str]) -> str:
    """A field's values as one text. Browsers end lines in one way for Keep, in another for us."""
    return "\n".join(values).replace("\r\n", "\n")


def _is_kept(draft: Draft, vault: AnyVault, typed: Typed) -> bool:
    """Whether what `draft` is about, as it was kept, says just this already."""
    owner, data = draft.owner, MultiValueDict(typed.fields)
    entries = Entry.objects.with_closed(owner).outside_bin()
    if draft.form in HALVES:
        entry = entries.days().on(draft.day).first()
    else:
        entry = entries.filter(kind=draft.form, uuid=draft.entry_uuid).first()
    content = entry.try_open(vault) if entry else None
    if entry is None or content is None:
        return False
    form: WritingForm
    if draft.form in HALVES:
        half = half_form(draft.form)
        if not half.base_of(entry):
            return False
        shown = half.initial_of(entry, content)
        form = half(data, user=owner, day=draft.day, initial=shown)
    else:
        form_class = form_called(draft.form, content.practice)
        if form_class is None:
            return False
        shown = form_class.initial_of(entry, content)
        shown["shows"] = pictures.alts_of(owner, vault, content)
        form = form_class(data, user=owner, initial=shown)
    return not set(form.changed_data) & {it.name for it in form.kind.asked}


def latest_half(user: User, *, form: Draft.Form, day: date) -> Draft | None:
    """The newest unfinished version of one half of a day."""
    return Draft.objects.of(user).filter(form=form, day=day).newest_first().first()


def latest_page(user: User, entry_uuid: UUID, *, form: Draft.Form | None = None) -> Draft | None:
    """The newest unfinished version of a letter, a note or a memory. None for a closed letter.

    `form`: only one that was typed into this form.
    """
    forms = [form] if form else PAGES
    drafts = Draft.objects.offered_to(user).filter(form__in=forms, entry_uuid=entry_uuid)
    return drafts.newest_first().first()


@transaction.atomic
def delete_once_kept(
    user: User, vault: AnyVault, uuid: UUID, *, form: Draft.Form, revision: int, typed: Typed
) -> None:
    """Let a draft go whose words were kept. It stays where another page has gone on with it."""
    keys.lock(user)
    draft = Draft.objects.of(user).filter(uuid=uuid).first()
    if draft and _is_of_the_page(draft, vault, form, revision, typed):
        draft.delete()


@transaction.atomic
def delete_draft(user: User, uuid: UUID) -> None:
    """Delete a draft, and its pictures that nothing else shows.

    Another page may still show what has only just come: that waits for the sweep.
    """
    keys.lock(user)
    draft = Draft.objects.of(user).filter(uuid=uuid).defer("content").first()
    if draft is not None:
        shown = pictures.shown_by(draft.picture_uses.all())
        draft.delete()
        delete_unshown(shown.filter(created__lt=timezone.now() - pictures.YOUNG))
