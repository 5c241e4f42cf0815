"""What today's page takes from the practices: one of them, one line, and another when asked."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine


def offered(answer) -> str:
    """The title of the practice that a page offers."""
    found = re.search(r'<h2 id="practice-title">.*?</span>(.*?)</h2>', answer.content.decode())
    return found[1].strip()


def test_today_offers_a_practice_and_one_of_ones_lines(ada):
    ada.kit("line", text="This is hard, and I’m here.")

    answer = ada.browser.get("/today/")

    assert offered(answer)
    assert '<p class="said" dir="auto">This is hard, and I’m here.</p>' in answer.content.decode()


def test_another_is_another(ada):
    first, second = (ada.browser.get(f"/today/{asked}") for asked in ("", "?another=1"))

    assert offered(first) != offered(second)


@pytest.mark.parametrize("asked", ["", "x", "-1", "²", "1.5", "9" * 50])
def test_nonsense_is_the_first(ada, asked):
    answer = ada.browser.get("/today/", {"another": asked})

    assert offered(answer) == offered(ada.browser.get("/today/"))


@pytest.mark.parametrize("asked", ["", "x", "-2", "²", "3", "2.5", "9" * 50])
def test_nonsense_minutes_are_as_if_nothing_was_said(ada, asked):
    answer = ada.browser.get("/today/", {"minutes": asked})

    assert offered(answer) == offered(ada.browser.get("/today/"))
    assert 'aria-current="true"' not in answer.content.decode()


@pytest.fixture(params=[8, 20], ids=["morning", "evening"])
def half(request):
    with time_machine.travel(
        datetime(2026, 6, 17, request.param, tzinfo=ZoneInfo("Europe/Vienna"))
    ):
        yield


def test_keeping_the_day_is_the_only_loud_button(half, ada):
    main = ada.browser.get("/today/").content.decode().split("<main")[1].split("</main")[0]
    main = re.sub(r"<dialog.*?</dialog>", "", main, flags=re.DOTALL)  # closed until it is asked for

    assert len(re.findall(r'class="button"', main)) == 1
