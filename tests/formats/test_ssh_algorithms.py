"""Names of SSH algorithms are no mail addresses, and nothing else is spared for their sake."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.contents.find import Finder
from leftopen.detectors.email_address import detector
from leftopen.formats.ssh_algorithms import NAMES, resembles_algorithm, unlisted_names
from leftopen.model.facts import Json
from tests.contents.test_bulk_filter import context

FINDER = Finder({"email_address": detector})
MASKER = context()[1]
ALL: list[Json] = [*sorted(NAMES)]


@pytest.mark.parametrize("join", ["\n\t", ",", " ", '","', "; "])
def test_no_mask_changes_a_list_of_names_and_no_detector_finds_one(join: str) -> None:
    text = f"SSH-2.0-OpenSSH_9.6\n{join.join(map(str, ALL))}."
    assert MASKER.mask(text) == text
    assert FINDER.find_in_both(text) == []
    block: Json = {"ssh": {"kex": [*ALL]}}
    assert MASKER.block(block) == block
    assert MASKER.mask("?mac=zlib%40openssh.com") == "?mac=zlib%40openssh.com"


@pytest.mark.parametrize("name", ["zlib@openssh.com", "curve25519-sha256@libssh.org"])
@pytest.mark.parametrize(
    "around",
    [
        "x{}",
        "jane.{}",
        "é{}",
        "'{}",
        "{}.example",
        "{}-x",
        "{}_x",
        "{}.münchen.example",
        "{}@x.example",
        "{}é",
    ],
)
def test_what_only_contains_a_name_is_masked(name: str, around: str) -> None:
    text = around.format(name)
    assert name not in MASKER.mask(text)
    assert name.partition("@")[0] not in MASKER.mask(text)


def test_no_domain_makes_a_name() -> None:
    assert MASKER.mask("jane@openssh.com") == "j***@openssh.com"
    assert MASKER.mask("zlib@libssh.org, ZLIB@openssh.com") == "z***@libssh.org, Z***@openssh.com"


@given(st.lists(st.sampled_from([*ALL, "@", ".", "-", "x", "\n", ",", "é", "jane@x.example"]), max_size=6))
def test_masking_names_beside_anything_leaves_nothing_to_find(pieces: list[str]) -> None:
    masked = MASKER.mask("".join(pieces))
    assert FINDER.find_in_both(masked) == []
    assert MASKER.mask(masked) == masked


@pytest.mark.parametrize(
    "name",
    [
        "hmac-sha3-256-etm@vendor.example", "aes512-gcm@vendor.example", "sm4-gcm@vendor.example",
        "mlkem768x25519-sha256@vendor.example", "kex-sha512-v01@vendor.example",
    ],
)  # fmt: skip
def test_a_name_made_of_words_of_algorithms_resembles_one(name: str) -> None:
    assert resembles_algorithm(name)


@pytest.mark.parametrize(
    "name",
    [
        "jane@vendor.example", "jane2@vendor.example", "sha256@vendor.example", "jane-sha256@vendor.example",
        "group14@vendor.example", "ssh-group@vendor.example", "hmac-sha256.jane@vendor.example",
        "hmac-sha256@", "hmac-sha256@vendor", "hmac-sha256@jane@vendor.example",
        f"{'aes128-' * 20}gcm@x.example",
    ],
)  # fmt: skip
def test_in_doubt_a_name_resembles_none(name: str) -> None:
    assert not resembles_algorithm(name)


@given(st.text("aesx1-_@. 25", max_size=60))
def test_any_text_gets_an_answer(name: str) -> None:
    assert resembles_algorithm(name) in (True, False)


def test_only_lists_of_a_key_exchange_name_algorithms() -> None:
    name = "hmac-sha3-256@vendor.example"
    lists: Json = {"mac_algorithms": [name, "zlib@openssh.com", 7, "jane@x.example"]}
    assert unlisted_names({"ssh": {"kex": lists}}) == {name}
    assert unlisted_names({"scripts": {"ssh2-enum-algos": f"\n  macs: (1)\n      {name}\n"}}) == {name}
    others: list[dict[str, Json]] = [
        {"ssh": {"kex": name}}, {"ssh": [name]}, {"http": {"kex": lists}}, {"scripts": {"x": name}}
    ]  # fmt: skip
    assert not any(map(unlisted_names, others))


def test_the_table_has_what_the_installed_openssh_offers() -> None:
    if shutil.which("ssh") is None:
        pytest.skip("no OpenSSH on this machine")
    kinds = ("cipher", "mac", "kex", "key", "sig", "compression")
    answer = [subprocess.run(["ssh", "-Q", kind], capture_output=True, text=True).stdout for kind in kinds]
    missing = {name for name in "".join(answer).split() if "@" in name} - NAMES
    assert not {name for name in missing if not resembles_algorithm(name)}
