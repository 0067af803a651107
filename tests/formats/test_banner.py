"""Hashes as Shodan publishes them."""

from __future__ import annotations

import base64

import mmh3
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats import banner
from tests.scripted import page


def test_the_hash_is_shodans_published_value() -> None:
    assert banner.data_hash(b"SOMETHING") == -82460412
    assert banner.data_hash(b"\nRecursion: enabled") == -553166942
    assert banner.data_hash(b"") == 0


def test_text_that_is_no_utf8_is_latin_1_and_can_be_rebuilt() -> None:
    assert banner.text("Grüße".encode()) == ("Grüße", "utf-8")
    assert banner.text(b"Gr\xfc\xdfe") == ("Grüße", "latin-1")


def test_the_favicon_hash_is_of_wrapped_base64() -> None:
    icon = bytes(range(256))
    wrapped = base64.encodebytes(icon)
    assert wrapped.count(b"\n") > 1
    assert banner.favicon_hash(icon) == mmh3.hash(wrapped)
    assert banner.favicon_hash(icon) != mmh3.hash(base64.b64encode(icon))


def test_the_headers_hash_does_not_depend_on_values() -> None:
    one = page(200, phrase="OK", server="a", date="x")
    two = page(200, phrase="OK", server="b", date="y")
    three = page(200, phrase="OK", date="y", server="b")
    assert banner.headers_hash(one) == banner.headers_hash(two) == mmh3.hash("HTTP/1.1 200 OK\nServer\nDate")
    assert banner.headers_hash(one) != banner.headers_hash(three)


@pytest.mark.hostile("H14")
@given(st.binary(max_size=200))
def test_any_bytes_become_text_that_gives_them_back(raw: bytes) -> None:
    text, encoding = banner.text(raw)
    assert text.encode(encoding) == raw.replace(b"\0", b"")
    assert -(2**31) <= banner.data_hash(raw) < 2**31
