"""`manage.py restore` of an archive that someone crafted: refused before anything is copied."""

import hashlib
import tarfile
from io import BytesIO
from unittest import mock

import pytest

from accounts.hosting import backup
from tests.accounts.test_restore import changed, manifest_in, refused, write


def test_a_backup_without_a_database_is_refused_before_anything_is_moved(house, ada_since):
    words = backup.Stored(5, hashlib.sha256(b"words").hexdigest())
    changed(house / "backup.tar", files={"privacy.txt": words})
    manifest = manifest_in(house / "backup.tar")
    write(house / "backup.tar", {"manifest.json": manifest, "privacy.txt": b"words"})

    refused(house, ada_since, "is not a backup of Dear Self, or not a whole one")


def a_link(kind: bytes, to: str) -> tarfile.TarInfo:
    info = tarfile.TarInfo("database")
    info.type, info.linkname = kind, to
    return info


def with_holes() -> tarfile.TarInfo:
    """A file that says it is 8 GB large, of which the archive holds nothing."""
    info = tarfile.TarInfo("database")
    info.pax_headers = {
        "GNU.sparse.major": "0",
        "GNU.sparse.minor": "1",
        "GNU.sparse.size": str(8 * 1024**3),
        "GNU.sparse.map": f"{8 * 1024**3},0",
    }
    return info


@pytest.mark.parametrize(
    "member",
    [
        a_link(tarfile.LNKTYPE, "nowhere"),
        a_link(tarfile.SYMTYPE, "nowhere"),
        a_link(tarfile.LNKTYPE, "manifest.json"),
        a_link(tarfile.SYMTYPE, "/etc/hostname"),
        a_link(tarfile.DIRTYPE, ""),
        a_link(tarfile.FIFOTYPE, ""),
        with_holes(),
        tarfile.TarInfo("database"),
    ],
    ids=["link", "symlink", "to another", "outside", "folder", "pipe", "holes", "another size"],
)
def test_what_is_no_plain_file_of_the_size_it_should_have_is_not_copied(
    house, ada_since, monkeypatch, member
):
    size = 8 * 1024**3 if member.pax_headers else 5
    changed(house / "backup.tar", files={"database": backup.Stored(size, "of anything")})
    about = manifest_in(house / "backup.tar")
    with tarfile.open(house / "backup.tar", "w", format=tarfile.PAX_FORMAT) as archive:
        manifest = tarfile.TarInfo("manifest.json")
        manifest.size = len(about)
        archive.addfile(manifest, BytesIO(about))
        archive.addfile(member)
    copied = mock.Mock()
    monkeypatch.setattr(backup.shutil, "copyfileobj", copied)

    refused(house, ada_since, "is not a backup of Dear Self, or not a whole one")
    assert not copied.called
