"""Keys are made once, whoever comes first, and lie outside the data folder."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from leftopen.cases import proof_keys
from leftopen.errors import BadSetting
from leftopen.service.workspace import keys


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


def test_a_data_folder_keeps_its_digest_key_and_another_has_another(tmp_path: Path, data: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    config = tmp_path / "config"
    first = keys.digest_key(config, data)
    assert len(first) == 32
    assert keys.digest_key(config, data) == first
    assert keys.digest_key(config, other) != first


def test_no_key_lies_in_the_data_folder(tmp_path: Path, data: Path) -> None:
    key = keys.digest_key(tmp_path / "config", data)
    for file in data.iterdir():
        assert key.hex() not in file.read_text()


def test_keys_are_their_owners_only(tmp_path: Path, data: Path) -> None:
    config = tmp_path / "config"
    keys.digest_key(config, data)
    keys.signing_key(config)
    assert stat.S_IMODE((config / "keys").stat().st_mode) == 0o700
    for file in (config / "keys").iterdir():
        assert stat.S_IMODE(file.stat().st_mode) & 0o077 == 0, file.name


def test_many_at_once_agree_on_one_key(tmp_path: Path, data: Path) -> None:
    config = tmp_path / "config"
    with ThreadPoolExecutor(8) as together:
        made = set(together.map(lambda _: keys.digest_key(config, data), range(32)))
    assert len(made) == 1
    assert not [file.name for file in (config / "keys").iterdir() if file.name.startswith(".")]


def test_the_public_half_belongs_to_the_private_one(tmp_path: Path) -> None:
    key = keys.signing_key(tmp_path)
    assert keys.public_file(tmp_path).read_bytes() == proof_keys.public_pem(key)
    assert proof_keys.private_pem(keys.signing_key(tmp_path)) == proof_keys.private_pem(key)


def test_a_folder_that_cant_be_made_is_one_clear_line(tmp_path: Path, data: Path) -> None:
    (tmp_path / "config").write_text("in the way")
    with pytest.raises(BadSetting, match="cannot create the key folder"):
        keys.digest_key(tmp_path / "config", data)


@pytest.mark.parametrize("spoilt", ["not hex at all", "abcd", ""])
def test_a_spoilt_digest_key_is_one_clear_line(tmp_path: Path, data: Path, spoilt: str) -> None:
    keys.digest_key(tmp_path, data)
    [file] = (tmp_path / "keys").glob("digest-*.hex")
    file.write_text(spoilt)
    with pytest.raises(BadSetting, match="digest"):
        keys.digest_key(tmp_path, data)


def test_a_spoilt_signing_key_is_one_clear_line(tmp_path: Path) -> None:
    keys.signing_key(tmp_path)
    (tmp_path / "keys" / "proof.pem").write_text("-----BEGIN nothing")
    with pytest.raises(BadSetting, match=r"proof\.pem"):
        keys.signing_key(tmp_path)
