"""What a practice sounds and feels like: nothing until it is chosen, and nothing that is sent."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.sitting import (
    as_a_phone,
    as_chosen,
    begin,
    open_practice,
    pass_seconds,
    plain,
    press,
    read,
    title,
)

pytestmark = pytest.mark.e2e

# A device that writes down what it is asked to sound and feel like.
DEVICE = """
    window.heard = [];
    const note = (...said) => heard.push(said);
    Object.defineProperty(navigator, "vibrate", { value: (ms) => note("buzz", ms) });
    class Gain {
        gain = new Proxy({}, { get: () => () => {} });
        connect(to) { return to; }
    }
    window.AudioContext = class {
        currentTime = 0;
        resume() {}
        suspend() {}
        createGain() { return new Gain(); }
    };
    window.GainNode = Gain;
    window.OscillatorNode = class {
        constructor(_, { frequency }) { this.pitch = frequency; }
        connect(to) { return to; }
        start() { note("tone", this.pitch); }
        stop(at) { if (at === undefined) note("silence", this.pitch); }
    };
    window.SpeechSynthesisUtterance = class { constructor(words) { this.words = words; } };
    Object.defineProperty(window, "speechSynthesis", { value: {
        getVoices: () => voices,
        speak: (said) => note("says", said.words, said.voice.name),
        cancel: () => {},
        addEventListener() {},
    } });
"""
HERE = {"name": "Here", "lang": "en-GB", "localService": True}
AWAY = {"name": "Away", "lang": "en-GB", "localService": False}
FOREIGN = {"name": "Hier", "lang": "de-DE", "localService": True}
BELL = 440


def device(page: Page, voices: list[dict[str, object]]) -> Page:
    page.add_init_script(f"window.voices = {json.dumps(voices)};{DEVICE}")
    return as_a_phone(page)


@pytest.fixture
def page(page: Page) -> Page:
    return device(page, [AWAY, FOREIGN, HERE])


def heard(page: Page, *kinds: str) -> list[list[object]]:
    return [said for said in page.evaluate("heard") if said[0] in kinds]


def sit_through_the_first_step(page: Page, server: str, slug: str) -> None:
    open_practice(page, server, slug)
    page.get_by_text("How you sit").click()  # which loads what makes sounds
    page.locator("[data-can=bell]:not([hidden])").wait_for(state="attached")
    page.get_by_text("How you sit").click()
    begin(page)
    found = read(slug)
    pass_seconds(page, found.timed(found.seconds)[0] + 1)
    expect(title(page)).to_have_text(found.steps[1].title)


def test_everything_is_silent_until_it_is_chosen(page: Page, server: str):
    sit_through_the_first_step(page, server, "long-exhale")
    pass_seconds(page, 30)

    assert page.evaluate("heard") == []


def test_the_bell_rings_where_a_step_changes(page: Page, server: str):
    as_chosen(page, server, {"bell": True})
    sit_through_the_first_step(page, server, "long-exhale")

    assert page.evaluate("heard") == [["tone", BELL]]


def test_the_buzz_is_felt_where_a_step_changes(page: Page, server: str):
    as_chosen(page, server, {"vibrate": True})
    sit_through_the_first_step(page, server, "long-exhale")

    assert page.evaluate("heard") == [["buzz", 60]]


def test_this_devices_own_voice_reads_each_line(page: Page, server: str):
    as_chosen(page, server, {"voice": True})
    sit_through_the_first_step(page, server, "long-exhale")
    first, second = read("long-exhale").steps[:2]

    assert page.evaluate("heard") == [
        ["says", plain(line), "Here"] for line in (*first.words, second.words[0])
    ]


def test_a_voice_that_would_send_the_words_away_is_never_used(page: Page, server: str):
    page.add_init_script(f"window.voices = {json.dumps([AWAY, FOREIGN])};")
    as_chosen(page, server, {"voice": True, "bell": True})
    sit_through_the_first_step(page, server, "long-exhale")

    assert heard(page, "says") == []
    assert page.locator("[data-can=voice]").get_attribute("hidden") is not None


def test_the_tone_is_heard_on_the_way_out_and_at_the_chosen_pitch(page: Page, server: str):
    breath = next(step.breath for step in read("long-exhale").steps if step.breath)
    as_chosen(page, server, {"tone": True, "pitch": 220})
    open_practice(page, server, "long-exhale")
    begin(page)
    press(page, "Next")

    pass_seconds(page, breath.inhale - 0.5)
    assert page.evaluate("heard") == []
    pass_seconds(page, 1)
    assert page.evaluate("heard") == [["tone", 220]]


@pytest.mark.parametrize("way", ["Pause", "Stop here", "Anchor", "It is getting harder"])
def test_the_tone_stops_at_once_on_every_way_out(page: Page, server: str, way: str):
    breath = next(step.breath for step in read("long-exhale").steps if step.breath)
    as_chosen(page, server, {"tone": True, "pitch": 220})
    open_practice(page, server, "long-exhale")
    begin(page)
    press(page, "Next")
    pass_seconds(page, breath.inhale + 1)

    page.evaluate("document.addEventListener('click', (event) => event.preventDefault())")
    page.locator(".controls, .ways-out").get_by_text(way, exact=True).click()
    pass_seconds(page, 30)

    assert page.evaluate("heard") == [["tone", 220], ["silence", 220]]


def test_the_breath_goes_at_a_pace_of_ones_own(page: Page, server: str):
    as_chosen(page, server, {"inhale": 2, "exhale": 3})
    open_practice(page, server, "long-exhale")
    begin(page)
    press(page, "Next")
    word = page.locator("[data-breath] span")

    pass_seconds(page, 0.5)
    said = [word.inner_text()]
    for _ in range(5):
        pass_seconds(page, 1)
        said.append(word.inner_text().removeprefix("breathe "))

    assert said == ["breathe in", "in", "out", "out", "out", "in"]


@pytest.mark.parametrize("pace", ["0", "-4", "", "99", "0.2"])
def test_a_pace_that_nobody_can_breathe_is_the_practices_own(page: Page, server: str, pace: str):
    breath = next(step.breath for step in read("long-exhale").steps if step.breath)
    open_practice(page, server, "long-exhale")
    page.get_by_text("How you sit").click()
    for box in ("In, seconds", "Out, seconds"):
        page.get_by_label(box).fill(pace)
    page.get_by_label(box).blur()
    begin(page)
    press(page, "Next")
    word = page.locator("[data-breath] span")

    pass_seconds(page, breath.inhale - 0.5)
    expect(word).to_have_text("breathe in")
    pass_seconds(page, 1)
    expect(word).to_have_text("breathe out")


def test_sliders_say_what_they_stand_at(page: Page, server: str):
    page.context.add_cookies([{"name": "dearself-met", "value": "1", "url": server}])
    as_chosen(page, server, {"tone": True, "pitch": 220})
    open_practice(page, server, "long-exhale", "seconds=150")
    page.get_by_text("How you sit").click()

    long, pitch = page.get_by_label("How long"), page.get_by_label("How high it is")
    assert long.get_attribute("aria-valuetext") == "2 minutes 30 seconds"
    assert page.locator("output").get_attribute("aria-live") == "off"
    expect(pitch).to_have_attribute("aria-valuetext", "220 Hz")  # once what says it has come
    long.fill("90")
    pitch.fill("300")
    assert long.get_attribute("aria-valuetext") == "1 minute 30 seconds"
    assert pitch.get_attribute("aria-valuetext") == "300 Hz"
    expect(page.get_by_text("How high it is")).to_contain_text("300 Hz")
