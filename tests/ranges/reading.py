"""What every reader of ranges must do: read, or say one clear line."""

from __future__ import annotations

import pytest

from leftopen import catalogue
from leftopen.errors import BadRanges
from leftopen.formats.address_range import is_v4
from leftopen.model.location import NOWHERE
from leftopen.model.ranges import RangesReader


def read_or_told(reader: RangesReader, data: bytes) -> None:
    """Any bytes: whole ranges of one family with claims and no sources, or one clear line."""
    assert reader.recognises(data[:65536]) in (True, False)
    try:
        read = reader.read(data)
    except BadRanges as error:
        assert "\n" not in str(error)
        return
    assert read.title
    for first, last, answer in (one for layer in read.layers for one in layer):
        assert 0 <= first <= last < 1 << 128
        assert is_v4(first) == is_v4(last) or first < 0xFFFF << 32
        assert answer != NOWHERE
        assert answer.sources == ()


def refused(reader: RangesReader, data: bytes, why: str) -> None:
    with pytest.raises(BadRanges, match=why):
        reader.read(data)


def known_as(data: bytes) -> list[str]:
    """The formats that recognise it."""
    return [name for name, reader in catalogue.ranges().items() if reader.recognises(data)]
