"""The secret key of this house: made once, kept for its owner only, agreed on by all."""

import threading
from pathlib import Path
from stat import S_IMODE

import pytest

from config import env
from config.env import EnvError
from tests.config.test_env import read


def test_the_secret_key_is_made_once_and_kept(tmp_path):
    house = {"DEARSELF_DATA": str(tmp_path / "data")}

    first = env.read_environment(house).secret_key

    assert len(first) >= 64
    assert env.read_environment(house).secret_key == first
    assert [file.name for file in (tmp_path / "data").iterdir()] == ["secret_key"]


def test_only_its_owner_reads_the_secret_key(tmp_path):
    env.read_environment({"DEARSELF_DATA": str(tmp_path / "data")})

    assert S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    assert S_IMODE((tmp_path / "data" / "secret_key").stat().st_mode) == 0o600


def test_two_houses_have_two_keys(tmp_path):
    keys = {
        env.read_environment({"DEARSELF_DATA": str(tmp_path / name)}).secret_key
        for name in ("a", "b")
    }

    assert len(keys) == 2


def test_a_key_that_is_told_is_not_written_down(tmp_path):
    read(DEARSELF_DATA=tmp_path / "data")

    assert not (tmp_path / "data").exists()


def test_first_starts_at_the_same_moment_agree_on_one_key(tmp_path):
    house, starts = {"DEARSELF_DATA": str(tmp_path / "data")}, 8
    together, keys = threading.Barrier(starts), []

    def start() -> None:
        together.wait()
        keys.append(env.read_environment(house).secret_key)

    threads = [threading.Thread(target=start) for _ in range(starts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(keys) == starts
    assert set(keys) == {(tmp_path / "data" / "secret_key").read_text(encoding="ascii")}
    assert [file.name for file in (tmp_path / "data").iterdir()] == ["secret_key"]


@pytest.mark.parametrize("below", ["data", "deeper/data"])
def test_a_folder_that_cannot_be_made_says_so(tmp_path, below):
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    folder = tmp_path / "file" / below

    with pytest.raises(EnvError) as refused:
        env.read_environment({"DEARSELF_DATA": str(folder)})

    assert str(folder) in str(refused.value)
    assert "Not a directory" in str(refused.value)


def test_a_folder_that_cannot_be_written_says_what_to_do(tmp_path, monkeypatch):
    def refuse(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", refuse)

    with pytest.raises(EnvError, match=r"Permission denied.*point DEARSELF_DATA at a folder that"):
        env.read_environment({"DEARSELF_DATA": str(tmp_path / "data")})
