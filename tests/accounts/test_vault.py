"""The vault: what is sealed opens for its owner, in its place, and for nobody and nowhere else."""

import json
from base64 import b64decode
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.vault import sealing
from accounts.vault.padding import padded_length
from accounts.vault.sealing import (
    ClosedVault,
    Cost,
    Damaged,
    Keyring,
    Locked,
    OpenVault,
    WrongKey,
)

ADA = UUID("ada00000-0000-4000-8000-000000000001")
BEN = UUID("be000000-0000-4000-8000-000000000002")
A_ROW, ANOTHER_ROW = UUID(int=7), UUID(int=8)
CHEAP = Cost(time_cost=1, memory_kib=8)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"  # base32, RFC 4648
A_KEY = bytes(range(20))


@dataclass(frozen=True)
class Page:
    """A row with one sealed field, without a database."""

    owner_id: UUID = ADA
    uuid: UUID = A_ROW
    sealed_as: str = "tests.page"
    sealed_under: str = "entries"


@pytest.fixture
def adas() -> OpenVault:
    return OpenVault(ADA, Keyring.new())


# --- sealing and opening ---


@given(text=st.binary(max_size=2000), field=st.text(max_size=20))
def test_what_is_sealed_opens_again(text, field):
    adas = OpenVault(ADA, Keyring.new())

    sealed = adas.seal(Page(), field, text)

    assert adas.open(Page(), field, sealed) == text


def test_a_long_letter_opens_again(adas):
    letter = b"You did what you could. " * 50_000

    sealed = adas.seal(Page(), "body", letter)

    assert adas.open(Page(), "body", sealed) == letter


def test_a_record_read_from_postgresql_as_a_memoryview_opens(adas):
    sealed = adas.seal(Page(), "body", b"Sit down.")

    assert adas.open(Page(), "body", memoryview(sealed)) == b"Sit down."


def test_the_words_do_not_stand_in_the_record(adas):
    sealed = adas.seal(Page(), "body", b"marmalade")

    assert b"marmalade" not in sealed


def test_the_same_words_sealed_twice_look_different_from_the_nonce_on(adas):
    once, again = (adas.seal(Page(), "body", b"Sit down.") for _ in range(2))

    assert once[:5] == again[:5]  # version and key id
    assert once[5:17] != again[5:17]
    assert once[17:] != again[17:]


def test_a_word_and_a_line_and_nothing_look_alike(adas):
    lengths = {len(adas.seal(Page(), "body", text)) for text in (b"", b"Yes.", b"x" * 252)}

    assert lengths == {1 + 4 + 12 + 256 + 16}


def test_no_flipped_bit_is_overlooked():
    keys = Keyring({number: Keyring.new().keys[1] for number in (1, 2, 3)})
    adas = OpenVault(ADA, keys)  # one bit turns key 3 into key 1 or 2
    sealed = adas.seal(Page(), "body", b"You came home.")

    for bit in range(len(sealed) * 8):
        changed = bytearray(sealed)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(Damaged):
            adas.open(Page(), "body", bytes(changed))


def test_a_record_cut_short_anywhere_is_refused(adas):
    sealed = adas.seal(Page(), "body", b"You came home.")

    for length in range(len(sealed)):
        with pytest.raises(Damaged):
            adas.open(Page(), "body", sealed[:length])


@given(noise=st.binary(max_size=400))
def test_noise_is_refused(noise):
    adas = OpenVault(ADA, Keyring.new())

    with pytest.raises(Damaged):
        adas.open(Page(), "body", noise)


@pytest.mark.parametrize(
    ("elsewhere", "field"),
    [
        pytest.param(Page(uuid=ANOTHER_ROW), "body", id="another row"),
        pytest.param(Page(), "title", id="another field"),
        pytest.param(Page(sealed_as="tests.note"), "body", id="another table"),
        pytest.param(Page(sealed_under="drafts"), "body", id="another purpose"),
        pytest.param(Page(owner_id=BEN), "body", id="another owner"),
        pytest.param(Page(sealed_as="tests.pag"), "ebody", id="letters moved between names"),
    ],
)
def test_a_record_moved_elsewhere_is_refused(adas, elsewhere, field):
    sealed = adas.seal(Page(), "body", b"You came home.")

    with pytest.raises(Damaged):
        adas.open(elsewhere, field, sealed)


def test_another_persons_key_does_not_open_it(adas):
    sealed = adas.seal(Page(), "body", b"You came home.")
    bens = OpenVault(BEN, Keyring.new())

    with pytest.raises(Damaged):
        bens.open(Page(), "body", sealed)


def test_nothing_is_sealed_into_someone_elses_row(adas):
    with pytest.raises(ValueError, match="someone else"):
        adas.seal(Page(owner_id=BEN), "body", b"You came home.")


def test_a_closed_vault_neither_seals_nor_opens(adas):
    sealed = adas.seal(Page(), "body", b"You came home.")
    closed = ClosedVault()

    with pytest.raises(Locked):
        closed.open(Page(), "body", sealed)
    with pytest.raises(Locked):
        closed.seal(Page(), "body", b"You came home.")


# --- padding ---


@given(length=st.integers(0, 2**32))
def test_padding_never_shortens(length):
    assert padded_length(length) >= length


@given(shorter=st.integers(0, 2**24), more=st.integers(0, 2**24))
def test_a_longer_text_is_never_padded_to_less(shorter, more):
    assert padded_length(shorter) <= padded_length(shorter + more)


@given(length=st.integers(257, 2**32))
def test_padding_adds_at_most_an_eighth(length):
    assert padded_length(length) <= length * 1.12


@given(length=st.integers(0, 2**32))
def test_a_padded_length_is_padded_to_itself(length):
    padded = padded_length(length)

    assert padded_length(padded) == padded


def test_a_hundred_thousand_sizes_become_few_lengths():
    assert len({padded_length(length) for length in range(100_000)}) == 146


# --- the keyring ---


def test_the_newest_key_seals_and_every_key_opens():
    first, second = Keyring.new().keys[1], Keyring.new().keys[1]
    before, after = (
        OpenVault(ADA, Keyring({1: first})),
        OpenVault(ADA, Keyring({1: first, 2: second})),
    )
    old, new = before.seal(Page(), "body", b"Then."), after.seal(Page(), "body", b"Now.")

    assert after.open(Page(), "body", old) == b"Then."
    assert after.open(Page(), "body", new) == b"Now."
    with pytest.raises(Damaged):
        before.open(Page(), "body", new)


@given(
    keys=st.dictionaries(
        st.integers(0, 2**32 - 1), st.binary(min_size=32, max_size=32), min_size=1, max_size=4
    )
)
def test_a_keyring_packs_and_unpacks(keys):
    assert Keyring.from_bytes(Keyring(keys).to_bytes()) == Keyring(keys)


@pytest.mark.parametrize("packed", [b"", b"\x02" + bytes(36), b"\x01" + bytes(35)])
def test_a_keyring_of_another_shape_is_refused(packed):
    with pytest.raises(Damaged):
        Keyring.from_bytes(packed)


def test_keys_do_not_show_when_a_keyring_is_printed():
    ring = Keyring({1: b"k" * 32})

    assert "kkkk" not in repr(ring)


# --- wrapping ---


def test_the_password_unwraps_what_it_wrapped():
    ring, key = Keyring.new(), sealing.password_key("horse", b"s" * 16, CHEAP)

    wrapped = sealing.wrap(ring, key, ADA, "password")

    same_key = sealing.password_key("horse", b"s" * 16, CHEAP)
    assert sealing.unwrap(wrapped, same_key, ADA, "password") == ring


def test_the_recovery_key_unwraps_what_it_wrapped():
    ring, key = Keyring.new(), sealing.recovery_wrapping_key(A_KEY, b"s" * 16)

    wrapped = sealing.wrap(ring, key, ADA, "recovery")

    same_key = sealing.recovery_wrapping_key(A_KEY, b"s" * 16)
    assert sealing.unwrap(wrapped, same_key, ADA, "recovery") == ring


@pytest.mark.parametrize(
    "key",
    [
        pytest.param(sealing.password_key("house", b"s" * 16, CHEAP), id="another password"),
        pytest.param(sealing.password_key("horse", b"t" * 16, CHEAP), id="another salt"),
        pytest.param(sealing.password_key("horse", b"s" * 16, Cost(2, 8)), id="another cost"),
        pytest.param(sealing.recovery_wrapping_key(A_KEY, b"s" * 16), id="a recovery key"),
    ],
)
def test_a_wrong_key_unwraps_nothing(key):
    right_key = sealing.password_key("horse", b"s" * 16, CHEAP)
    wrapped = sealing.wrap(Keyring.new(), right_key, ADA, "password")

    with pytest.raises(WrongKey):
        sealing.unwrap(wrapped, key, ADA, "password")


def test_another_recovery_key_unwraps_nothing():
    right_key = sealing.recovery_wrapping_key(A_KEY, b"s" * 16)
    wrapped = sealing.wrap(Keyring.new(), right_key, ADA, "recovery")
    wrong_key = sealing.recovery_wrapping_key(A_KEY[::-1], b"s" * 16)

    with pytest.raises(WrongKey):
        sealing.unwrap(wrapped, wrong_key, ADA, "recovery")


@pytest.mark.parametrize(("owner", "under"), [(ADA, "recovery"), (BEN, "password")])
def test_a_wrap_in_anothers_place_does_not_open(owner, under):
    key = sealing.password_key("horse", b"s" * 16, CHEAP)
    wrapped = sealing.wrap(Keyring.new(), key, ADA, "password")

    with pytest.raises(WrongKey):
        sealing.unwrap(wrapped, key, owner, under)


def test_a_wrap_cut_short_anywhere_is_a_wrong_key():
    key = sealing.password_key("horse", b"s" * 16, CHEAP)
    wrapped = sealing.wrap(Keyring.new(), key, ADA, "password")

    for length in range(len(wrapped)):
        with pytest.raises(WrongKey):
            sealing.unwrap(wrapped[:length], key, ADA, "password")


# --- the recovery key on paper ---


@given(key=st.binary(min_size=20, max_size=20))
def test_a_recovery_key_is_read_as_it_was_written(key):
    text = sealing.write_recovery_key(key)

    assert sealing.read_recovery_key(text) == key


def test_a_recovery_key_is_ten_groups_of_four():
    text = sealing.write_recovery_key(sealing.new_recovery_key())

    assert [len(group) for group in text.split("-")] == [4] * 10
    assert set(text) <= {*LETTERS, "-"}


@pytest.mark.parametrize(
    "typed",
    [
        pytest.param(lambda text: text.lower(), id="small letters"),
        pytest.param(lambda text: text.replace("-", ""), id="no dashes"),
        pytest.param(lambda text: text.replace("-", " "), id="spaces"),
        pytest.param(lambda text: f"  {text}\n".replace("-", " – "), id="long dashes"),
        pytest.param(lambda text: text.replace("O", "0"), id="0 for O"),
        pytest.param(lambda text: text.replace("I", "1"), id="1 for I"),
        pytest.param(lambda text: text.replace("B", "8"), id="8 for B"),
    ],
)
def test_a_recovery_key_is_read_however_it_is_typed(typed):
    key = bytes.fromhex("70841a2e7089e8f00123456789abcdef41041041")
    text = sealing.write_recovery_key(key)
    assert {"O", "I", "B"} <= set(text)

    assert typed(text) != text
    assert sealing.read_recovery_key(typed(text)) == key


def test_no_single_wrong_letter_is_overlooked():
    text = sealing.write_recovery_key(A_KEY)

    for at, right in enumerate(text):
        for wrong in LETTERS.replace(right, "") if right != "-" else "":
            with pytest.raises(ValueError, match="not right"):
                sealing.read_recovery_key(text[:at] + wrong + text[at + 1 :])


def test_a_recovery_key_with_a_letter_missing_anywhere_is_refused():
    text = sealing.write_recovery_key(A_KEY).replace("-", "")

    for at in range(len(text)):
        with pytest.raises(ValueError, match="recovery key"):
            sealing.read_recovery_key(text[:at] + text[at + 1 :])


@given(text=st.text() | st.text(alphabet=LETTERS + "018-", min_size=30, max_size=50))
def test_any_other_text_is_no_recovery_key(text):
    with pytest.raises(ValueError, match="recovery key"):
        sealing.read_recovery_key(text)


# --- what was sealed years ago ---

FROZEN = json.loads((Path(__file__).parent / "frozen_vault.json").read_text(encoding="utf-8"))
FROZEN_OWNER = UUID(FROZEN["owner"])


def frozen_keyring() -> Keyring:
    return Keyring({int(number): b64decode(key) for number, key in FROZEN["keyring"].items()})


@pytest.mark.parametrize("record", FROZEN["records"], ids=lambda record: record["field"])
def test_a_record_sealed_by_the_first_version_still_opens(record):
    page = Page(
        owner_id=FROZEN_OWNER,
        uuid=UUID(record["row"]),
        sealed_as=record["table"],
        sealed_under=record["purpose"],
    )
    opened = OpenVault(FROZEN_OWNER, frozen_keyring())

    assert (
        opened.open(page, record["field"], b64decode(record["sealed"])).decode() == record["text"]
    )


def test_the_first_versions_password_still_unwraps_its_keyring():
    said = FROZEN["password_wrap"]
    cost = Cost(said["time_cost"], said["memory_kib"])
    key = sealing.password_key(said["password"], b64decode(said["salt"]), cost)

    ring = sealing.unwrap(b64decode(said["wrapped"]), key, FROZEN_OWNER, "password")

    assert ring == frozen_keyring()


def test_the_first_versions_recovery_key_still_unwraps_its_keyring():
    said = FROZEN["recovery_wrap"]
    recovery_key = sealing.read_recovery_key(said["recovery_key"])
    key = sealing.recovery_wrapping_key(recovery_key, b64decode(said["salt"]))

    ring = sealing.unwrap(b64decode(said["wrapped"]), key, FROZEN_OWNER, "recovery")

    assert ring == frozen_keyring()
