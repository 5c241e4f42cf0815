"""Without a mail server, mail is printed. It has to be readable there."""

import re

import pytest


@pytest.fixture
def printing(settings):
    settings.MAILERS = {"default": {"BACKEND": "accounts.hosting.console_mail.EmailBackend"}}


def test_the_link_for_a_new_password_stands_whole_on_one_line(ada, client, printing, capsys):
    client.post("/accounts/password/reset/", {"email": ada.user.email})

    printed = capsys.readouterr().out
    (link,) = re.findall(
        r"^.*http://testserver(/accounts/password/reset/key/\S+/)$", printed, re.MULTILINE
    )
    assert client.get(link, follow=True).status_code == 200
    assert "To: ada@example.org" in printed
    assert "=\n" not in printed
