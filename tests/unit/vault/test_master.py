from __future__ import annotations

import base64
import os
import stat
from pathlib import Path

import pytest

from bot.vault.errors import VaultError
from bot.vault.master import KEY_BYTES, Label, MasterKey, load_master, make_key_file


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


def written(path: Path, content: bytes, mode: int = 0o600) -> Path:
    path.write_bytes(content)
    path.chmod(mode)
    return path


def test_a_made_key_file_is_private_and_loads(tmp_path: Path, data_dir: Path) -> None:
    path = tmp_path / "master.key"
    make_key_file(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert len(load_master(path, data_dir).secret) == KEY_BYTES


def test_two_made_keys_differ(tmp_path: Path) -> None:
    make_key_file(tmp_path / "one")
    make_key_file(tmp_path / "two")
    assert (tmp_path / "one").read_bytes() != (tmp_path / "two").read_bytes()


def test_a_key_file_is_never_overwritten(tmp_path: Path) -> None:
    path = written(tmp_path / "master.key", b"here before")
    with pytest.raises(VaultError, match="never overwritten"):
        make_key_file(path)
    assert path.read_bytes() == b"here before"


def test_a_key_is_not_made_in_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    with pytest.raises(VaultError, match="cannot be made"):
        make_key_file(tmp_path / "nowhere" / "master.key")


def test_what_openssl_prints_is_a_key_with_and_without_its_line_end(tmp_path: Path, data_dir: Path) -> None:
    line = base64.b64encode(bytes(range(KEY_BYTES)))
    for number, end in enumerate((b"\n", b"\r\n", b"")):
        assert load_master(written(tmp_path / str(number), line + end), data_dir).secret == bytes(range(KEY_BYTES))


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o610, 0o644])
def test_a_key_file_open_to_others_is_refused(tmp_path: Path, data_dir: Path, mode: int) -> None:
    path = written(tmp_path / "master.key", base64.b64encode(bytes(KEY_BYTES)), mode)
    with pytest.raises(VaultError, match="open to others"):
        load_master(path, data_dir)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_key_file_of_another_user_is_refused(tmp_path: Path, data_dir: Path) -> None:
    path = written(tmp_path / "master.key", base64.b64encode(bytes(KEY_BYTES)))
    os.chown(path, 65534, 65534)
    with pytest.raises(VaultError, match="belongs to another user"):
        load_master(path, data_dir)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not base64 at all!",
        base64.b64encode(bytes(31)),
        base64.b64encode(bytes(33)),
        base64.b64encode(bytes(32)) + b"\n" + base64.b64encode(bytes(32)),
        b"A" * 10_000,
    ],
)
def test_what_is_no_key_is_refused_and_not_quoted(tmp_path: Path, data_dir: Path, content: bytes) -> None:
    with pytest.raises(VaultError, match="does not hold 32 bytes") as refused:
        load_master(written(tmp_path / "master.key", content), data_dir)
    assert not content or content.decode() not in str(refused.value)


def test_a_missing_key_file_is_refused(tmp_path: Path, data_dir: Path) -> None:
    with pytest.raises(VaultError, match="does not exist"):
        load_master(tmp_path / "master.key", data_dir)


def test_a_key_beside_the_data_it_opens_is_refused(data_dir: Path) -> None:
    make_key_file(data_dir / "master.key")
    with pytest.raises(VaultError, match="inside the data folder"):
        load_master(data_dir / "master.key", data_dir)


def test_a_link_into_the_data_folder_is_seen_through(tmp_path: Path, data_dir: Path) -> None:
    make_key_file(data_dir / "master.key")
    (tmp_path / "link").symlink_to(data_dir / "master.key")
    with pytest.raises(VaultError, match="inside the data folder"):
        load_master(tmp_path / "link", data_dir)


def test_a_folder_and_a_pipe_are_no_key_files(tmp_path: Path, data_dir: Path) -> None:
    os.mkfifo(tmp_path / "pipe", 0o600)
    (tmp_path / "folder").mkdir()
    for name in ("pipe", "folder"):
        with pytest.raises(VaultError):
            load_master(tmp_path / name, data_dir)


def test_subkeys_are_independent_and_steady() -> None:
    master = MasterKey(bytes(KEY_BYTES))
    subkeys = {master.subkey(label) for label in Label}
    assert len(subkeys) == len(Label)
    assert all(len(subkey) == KEY_BYTES for subkey in subkeys)
    assert master.subkey(Label.AUDIT).hex() == "40f3dd0408663f28df2b817d4bc55b89cedab6fb0cd0bfd1915aaa8d7951fadb"
    assert MasterKey(b"\1" * KEY_BYTES).subkey(Label.AUDIT) not in subkeys


def test_a_master_key_shows_nothing_of_itself() -> None:
    assert repr(MasterKey(b"k" * KEY_BYTES)) == "MasterKey()"


def test_a_master_key_of_another_length_is_refused() -> None:
    with pytest.raises(VaultError):
        MasterKey(b"short")
