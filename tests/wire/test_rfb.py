"""The RFB codec on real shapes and on any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire import rfb
from leftopen.wire.rfb import Version

INIT = bytes.fromhex("028001e0 20180001 00ff00ff 00ff1008 00000000 0000000c") + b"harness desk"


@pytest.mark.parametrize(
    ("greeting", "version", "spoken"),
    [
        (b"RFB 003.008\n", Version.V3_8, "3.8"),
        (b"RFB 003.007\n", Version.V3_7, "3.7"),
        (b"RFB 003.003\n", Version.V3_3, "3.3"),
        (b"RFB 003.006\n", Version.V3_3, "3.6"),
        (b"RFB 003.889\n", Version.V3_8, "3.889"),
        (b"RFB 004.001\n", Version.V3_8, "4.1"),
        (b"RFB 003.008", None, ""),
        (b"RFB 3.8\n", None, ""),
        (b"SSH-2.0-x\r\n", None, ""),
    ],
)
def test_a_greeting_gives_the_version_to_go_on_in(
    greeting: bytes, version: Version | None, spoken: str
) -> None:
    assert rfb.version(greeting) is version
    assert rfb.protocol_version(greeting) == spoken


def test_a_client_answers_with_one_of_three_lines() -> None:
    assert [one.line for one in Version] == [b"RFB 003.003\n", b"RFB 003.007\n", b"RFB 003.008\n"]


@pytest.mark.parametrize(
    ("raw", "spoke", "types", "refused"),
    [
        (b"\x02\x13\x02", Version.V3_8, (19, 2), ""),
        (b"\x01\x01", Version.V3_7, (1,), ""),
        (b"\x00\x00\x00\x01", Version.V3_3, (1,), ""),
        (b"\x00\x00\x00\x02" + b"c" * 16, Version.V3_3, (2,), ""),
        (b"\x00\x00\x00\x00\x04busy", Version.V3_8, (), "busy"),
        (b"\x00\x00\x00\x00\x00\x00\x00\x04busy", Version.V3_3, (), "busy"),
    ],
)
def test_an_offer_is_read_only_when_whole(
    raw: bytes, spoke: Version, types: tuple[int, ...], refused: str
) -> None:
    offer = rfb.offer(raw, spoke)
    assert offer is not None
    assert (offer.types, offer.refused) == (types, refused)
    needed = 4 if len(raw) == 20 else len(raw)
    assert all(rfb.offer(raw[:cut], spoke) is None for cut in range(needed))


def test_a_session_names_its_desktop() -> None:
    assert rfb.desktop(INIT) == rfb.Desktop(width=640, height=480, name="harness desk")
    assert all(rfb.desktop(INIT[:cut]) is None for cut in range(len(INIT)))


@pytest.mark.hostile("H20")
def test_a_lie_about_the_length_of_a_text_asks_for_no_more_than_the_cap() -> None:
    assert rfb.desktop_needs(INIT[:20] + b"\xff" * 4) == rfb.LONGEST_TEXT
    assert rfb.offer_needs(b"\x00\xff\xff\xff\xff", Version.V3_8) == rfb.LONGEST_TEXT
    assert rfb.greeting_needs(b"HTTP") == 0


@given(
    st.binary(max_size=60) | st.binary(max_size=40).map(lambda raw: INIT[:20] + raw), st.sampled_from(Version)
)
def test_no_bytes_make_it_raise(raw: bytes, spoke: Version) -> None:
    rfb.version(raw)
    rfb.offer(raw, spoke)
    rfb.granted(raw)
    desktop = rfb.desktop(raw)
    assert desktop is None or len(desktop.name) <= rfb.LONGEST_TEXT
    for needs in (rfb.greeting_needs, rfb.result_needs, rfb.desktop_needs):
        assert 0 <= needs(raw) <= rfb.LONGEST_TEXT + 24
    assert 0 <= rfb.offer_needs(raw, spoke) <= rfb.LONGEST_TEXT + 24
