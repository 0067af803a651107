"""nmap's format on made-up lines: first match wins, templates are filled, what can't be read is counted."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.nmap_service_probes import GET, GREETING, NmapProbes, read
from leftopen.model.foreign_name import ForeignName

MADE_UP = Path(__file__).with_name("made_up_nmap_probes.txt").read_bytes()
INSTALLED = Path("/usr/share/nmap/nmap-service-probes")
PROBES = read(MADE_UP)


def named(probe: str, data: bytes, probes: NmapProbes = PROBES) -> ForeignName | None:
    return probes.name(probe, data, lambda: False)


def test_a_greeting_is_named_with_version_and_cpe() -> None:
    assert named(GREETING, b"220 Made-Up FTP 2.4b ready.\r\n") == ForeignName(
        product="Made-Up ftpd",
        version="2.4b",
        info="friendly",
        cpe=("cpe:/a:made_up:ftpd:2.4b", "cpe:/o:made_up:unix"),
        source="nmap",
    )


def test_a_page_is_named_by_the_rules_for_pages_only() -> None:
    page = b"HTTP/1.1 200 OK\r\nDate: now\r\nServer: MadeUp/1.2.3\r\n\r\n<html>"
    found = named(GET, page)
    assert found is not None
    assert (found.product, found.version, found.cpe) == (
        "Made-Up httpd",
        "1.2.3",
        ("cpe:/a:made_up:httpd:1.2.3",),
    )
    assert named(GREETING, page) is None
    assert named(GET, b"220 Made-Up FTP 2.4b ready.\r\n") is None
    # Rules of what is never sent, or over UDP.
    assert named("Other", b"x") is None
    assert named(GET, b"UDP") is None


@pytest.mark.parametrize(
    ("data", "product", "version"),
    [
        (b"CHAT\0A\x01\xff", "Chat A", "16641"),
        (b"ODD 1_2_3 ", "Odd/One", "1.2.3"),
    ],
)
def test_variables_are_filled_from_the_groups(data: bytes, product: str, version: str) -> None:
    found = named(GREETING, data)
    assert found is not None
    assert (found.product, found.version) == (product, version)


def test_the_first_match_decides_even_without_a_product() -> None:
    assert named(GREETING, b"NAMELESS again") is None


def test_softmatches_name_no_product() -> None:
    assert named(GREETING, b"220 somebody") is None


def test_lines_that_cannot_be_read_are_counted() -> None:
    assert PROBES.skipped == 3
    assert [len(PROBES.rules[probe]) for probe in (GREETING, GET)] == [7, 1]
    assert named(GREETING, b"(UNUSABLE") is None


def test_what_a_server_says_is_shown_printable_and_short() -> None:
    found = named(GREETING, b"Hi \x1b[2J$1 %s:/\xe4" + b"x" * 500)
    assert found is not None
    assert found.info.startswith(r"says \x1b[2J$1 %s:/")
    assert len(found.info) == 100
    (cpe,) = found.cpe
    assert cpe.startswith("cpe:/a:made_up:hi:%5b2j%241_%25s%3a%2fx")


def test_it_ends_when_it_is_late() -> None:
    answers = itertools.chain((False,), itertools.repeat(True))
    assert PROBES.name(GREETING, b"220 Made-Up FTP 2.4b ready.\r\n", lambda: True) is None
    assert PROBES.name(GREETING, b"NAMELESS", lambda: next(answers)) is None


@given(st.sampled_from([GREETING, GET]), st.binary(max_size=300))
def test_any_bytes_are_named_or_not(probe: str, data: bytes) -> None:
    found = named(probe, data)
    assert found is None or found.product


@given(st.lists(st.sampled_from(MADE_UP.splitlines()) | st.binary(max_size=60), max_size=12), st.binary())
def test_any_file_is_read(lines: list[bytes], data: bytes) -> None:
    probes = read(b"\n".join(lines))
    for probe in (GREETING, GET):
        found = named(probe, data, probes)
        assert found is None or found.product


@pytest.mark.skipif(not INSTALLED.is_file(), reason="nmap is not installed here: its file is not read")
def test_the_file_of_nmap_itself_is_read() -> None:
    probes = read(INSTALLED.read_bytes())
    assert probes.skipped == 0
    assert min(len(rules) for rules in probes.rules.values()) > 1000
    found = named(GREETING, b"SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3\r\n", probes)
    assert found is not None
    assert (found.product, found.cpe[0]) == ("OpenSSH", "cpe:/a:openbsd:openssh:9.2p1")
    found = named(GET, b"HTTP/1.1 200 OK\r\nDate: now\r\nServer: nginx/1.26.3\r\n\r\n", probes)
    assert found is not None
    assert (found.product, found.version) == ("nginx", "1.26.3")
