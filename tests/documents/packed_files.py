"""What the reader of every packed format must do; each format's test calls these with its own library."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.formats.bounded_stream import FREE
from leftopen.model.reader import Reader
from tests.tier import examples

TEXT = b"name,ssn\n" * 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedFormat:
    """`compress` packs as the format's own library does; `ending` is one of its file names'."""

    reader: Reader
    compress: Callable[[bytes], bytes]
    ending: str

    @property
    def whole(self) -> bytes:
        return self.compress(TEXT)


def is_one_part(packed: PackedFormat) -> None:
    document = packed.reader.read(packed.whole)
    assert [part.data for part in document.parts] == [TEXT]
    assert (document.text, document.failed) == ("", 0)


def several_are_one(packed: PackedFormat) -> None:
    document = packed.reader.read(packed.whole + packed.compress(b"more"))
    assert [part.data for part in document.parts] == [TEXT + b"more"]
    assert document.failed == 0


def bomb_is_cut(packed: PackedFormat) -> None:
    bomb = packed.compress(b"\0" * (3 * FREE))
    document = packed.reader.read(bomb)
    assert FREE <= sum(len(part.data) for part in document.parts) <= max(FREE, 100 * len(bomb))
    assert document.failed == 1


def is_recognised(packed: PackedFormat) -> None:
    assert packed.reader.recognises("x", "", packed.whole[:4096])
    assert not packed.reader.recognises(f"x.{packed.ending}", "", b"text")


def survives_damage(packed: PackedFormat) -> None:
    whole, read = packed.whole, packed.reader.read

    @given(st.integers(0, len(whole) - 1), st.binary(max_size=20))
    @settings(max_examples=examples(100), deadline=None)
    def survives(cut: int, noise: bytes) -> None:
        assert read(whole[:cut]).failed == 1
        read(whole[:cut] + noise + whole[cut + len(noise) :])
        read(noise)

    survives()
