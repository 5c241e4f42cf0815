"""Changing the address at `/accounts/email/`, on a host that sends no mail."""

import pytest
from django.test import Client

from accounts.models import User
from tests.people import PASSWORD, sign_in


@pytest.mark.parametrize("name", ["ada", "ben"])
def test_nobody_loses_their_address_by_asking_for_another(db, client, name):
    email = f"{name}@example.org"
    client.post("/accounts/signup/", {"email": email, "password1": PASSWORD})

    client.post("/accounts/email/", {"email": "new@example.org", "action_add": ""})

    user = User.objects.get()
    assert user.email in {email, "new@example.org"}
    assert sign_in(user).get("/today/").status_code == 200


def test_two_people_can_ask_for_another_address(db):
    for name in ("ada", "ben"):
        browser = Client()
        browser.post("/accounts/signup/", {"email": f"{name}@example.org", "password1": PASSWORD})

        answer = browser.post(
            "/accounts/email/", {"email": f"new-{name}@example.org", "action_add": ""}
        )

        assert answer.status_code == 302
