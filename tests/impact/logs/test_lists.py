"""Lists of addresses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.errors import LeftopenError
from leftopen.impact.logs.lists import network, read_list
from leftopen.model.access_logs import ClientGroup


def test_plain_and_misp(tmp_path: Path) -> None:
    plain = tmp_path / "mine.txt"
    plain.write_text("# scanners\n192.0.2.1\n2001:db8::/32 # one\nnothing\n")
    found = read_list(plain)
    assert (found.name, found.group) == ("mine", ClientGroup.SCANNER)
    assert found.networks == ("192.0.2.1/32", "2001:db8::/32")
    misp = tmp_path / "list.json"
    misp.write_text(
        json.dumps({"name": "List of known Tor exits", "version": 20261101, "list": ["192.0.2.7"]})
    )
    tor = read_list(misp)
    assert (tor.group, tor.dated, tor.networks) == (ClientGroup.ANONYMISER, "20261101", ("192.0.2.7/32",))


def test_an_empty_list_and_a_bad_network_are_said(tmp_path: Path) -> None:
    (tmp_path / "none.txt").write_text("nothing\n")
    with pytest.raises(LeftopenError, match="no address"):
        read_list(tmp_path / "none.txt")
    with pytest.raises(LeftopenError, match="not a valid IP address"):
        network("example.org")


@given(raw=st.binary(max_size=200))
def test_any_bytes_are_a_list_or_one_clear_line(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    file = tmp_path_factory.mktemp("list") / "a.txt"
    file.write_bytes(raw)
    try:
        assert read_list(file).networks
    except LeftopenError as error:
        assert "no address" in str(error)
