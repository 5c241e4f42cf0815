"""The three ways (Today, Write, Look back): where they lead somewhere, and nowhere else."""

import pytest
from django.utils import timezone

from accounts.models import Vault

WAYS = 'class="ways"'


def has_ways(answer) -> tuple[bool, bool]:
    """Whether the ways are on a page, and whether the page leaves room for them."""
    page = answer.content.decode()
    return WAYS in page, 'class="has-ways"' in page


@pytest.mark.parametrize("path", ["/today/", "/accounts/settings/", "/help/", "/nowhere/"])
def test_an_open_journal_has_them_on_every_page(ada, path):
    assert has_ways(ada.browser.get(path)) == (True, True)


@pytest.mark.parametrize(
    "path", ["/accounts/unlock/", "/accounts/unlock/key/", "/accounts/leave/", "/help/"]
)
@pytest.mark.parametrize("sealed", [False, True], ids=["locked", "sealed"])
def test_locked_or_sealed_they_would_only_lead_back_and_are_left_out(ada, path, sealed):
    ada.browser.post("/accounts/lock/")
    Vault.objects.update(sealed_at=timezone.now() if sealed else None)

    answer = ada.browser.get(path)

    assert answer.status_code == 200
    assert has_ways(answer) == (False, False)
    assert "Settings" in answer.content.decode()


def test_a_visitor_has_none(client, db):
    assert has_ways(client.get("/help/")) == (False, False)


def test_what_the_lock_says_before_it_comes_promises_no_minute(ada):
    page = ada.browser.get("/today/").content.decode()

    assert "Your journal is about to lock itself. What you have written is saved first." in page
