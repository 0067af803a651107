"""The pictures of a page that are a camera's stream, by their addresses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire.http.pages.picture_streams import MOST, picture_streams


@pytest.mark.parametrize(
    "address", ["/mjpeg/1", "video.cgi", "/?action=stream", "/snapshot?x=1", "/camera2/", "/stream", "a.mjpg"]
)
def test_streams_are_found(address: str) -> None:
    assert list(picture_streams(f"<p><img class=x src='{address}'>")) == [address]


@pytest.mark.parametrize("address", ["/photo.jpg", "/camera-shop.png", "/videos/", "/streaming-guide.png"])
def test_other_pictures_are_not(address: str) -> None:
    assert list(picture_streams(f"<img src='{address}'>")) == []


def test_entities_are_decoded_and_the_number_is_bounded() -> None:
    assert list(picture_streams("<img src='/v.cgi?a=1&amp;action=stream'>")) == ["/v.cgi?a=1&action=stream"]
    assert len(list(picture_streams("<img src=/mjpeg>" * 100))) == MOST


@given(st.text(max_size=300))
def test_any_text_never_raises(text: str) -> None:
    assert len(list(picture_streams(f"<img src='{text}'>" + text))) <= MOST
