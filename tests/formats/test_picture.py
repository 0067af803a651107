"""Any picture to grey pixels: what nobody could hold in memory is refused before it is decoded."""

from __future__ import annotations

import struct
import tracemalloc
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from leftopen.formats.picture import (
    FORMATS,
    FRAMES_LIMIT,
    PIXELS_LIMIT,
    SHARP,
    UnreadablePicture,
    grey_picture,
    pages,
)
from tests.formats.drawn_pages import drawn, saved

PAGE = drawn()
PNG = saved(PAGE)


def png(width: int, height: int, data: bytes = b"") -> bytes:
    """With any size in its head, whatever its data are."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_is_decoded(format: str) -> None:
    found = grey_picture(saved(PAGE.convert("RGB"), format=format))
    assert (found.width, found.height) == (2 * PAGE.width, 2 * PAGE.height)
    assert len(found.pixels) == found.width * found.height
    assert min(found.pixels) < 64 < 192 < max(found.pixels)
    assert found.pgm().startswith(b"P5 2550 3300 255\n")
    assert not found.blank
    assert not found.cut


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "CMYK", "I;16"])
def test_dark_on_light_in_every_mode(mode: str) -> None:
    format = "TIFF" if mode == "CMYK" else "PNG"
    if mode == "I;16":
        page = Image.frombytes("I;16", PAGE.size, b"".join(bytes((0, level)) for level in PAGE.tobytes()))
    elif mode in ("LA", "RGBA"):
        # Black ink on nothing.
        page = Image.new(mode, PAGE.size)
        page.putalpha(PAGE.point(lambda level: 255 - level))
    else:
        page = PAGE.convert(mode)
    found = grey_picture(saved(page, format=format))
    dark = sum(level < 128 for level in found.pixels) / len(found.pixels)
    assert 0.001 < dark < 0.1


@pytest.mark.hostile("H6")
def test_a_bomb_is_refused_before_it_is_decoded() -> None:
    bombs = [
        png(30_000, 30_000, zlib.compress(bytes(30_001 * 3_000))),
        png(PIXELS_LIMIT + 1, 1),
        png(0x7FFFFFFF, 0x7FFFFFFF),
        saved(Image.new("1", (12_000, 12_000)), format="TIFF", compression="group4"),
        saved(Image.new("1", (16_000, 12_000)), format="GIF"),
    ]
    tracemalloc.start()
    for bomb in bombs:
        assert len(bomb) < 500_000
        with pytest.raises(UnreadablePicture, match=r"more than 72,000,000 pixels|damaged"):
            grey_picture(bomb)
    assert tracemalloc.get_traced_memory()[1] < 32 * 1024 * 1024
    tracemalloc.stop()


def test_a_large_picture_is_reduced() -> None:
    for format in ("PNG", "JPEG"):
        found = grey_picture(saved(drawn(dpi=600), format=format))
        assert found.width * found.height <= SHARP * 1.1


def test_a_picture_too_small_for_a_word_is_blank() -> None:
    assert grey_picture(saved(Image.new("RGBA", (1, 1)))).blank
    assert grey_picture(saved(Image.new("L", (3_000, 2)))).blank
    assert grey_picture(saved(Image.new("L", (300, 300), 255))).blank


def test_the_first_half_of_a_cut_picture_is_given() -> None:
    whole = saved(PAGE, format="JPEG")
    found = grey_picture(whole[: len(whole) // 2])
    assert found.cut
    assert not found.blank


def test_a_photograph_is_turned_as_its_camera_says() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    found = grey_picture(saved(PAGE, format="JPEG", exif=exif))
    assert (found.width, found.height) == (2 * PAGE.height, 2 * PAGE.width)


def test_the_pages_of_a_fax() -> None:
    fax = saved(*[PAGE.convert("1")] * 3, format="TIFF", compression="group4")
    kept, lost = pages(fax)
    assert (len(kept), lost) == (3, 0)
    assert not grey_picture(kept[2]).blank
    assert pages(PNG) == ((), 0)


def test_a_page_that_is_damaged_is_counted_with_those_behind_it() -> None:
    fax = saved(*[PAGE.convert("1")] * 3, format="TIFF", compression="group4")
    for tenths in (5, 6):
        kept, lost = pages(fax[: len(fax) * tenths // 10])
        # A directory that is cut names the next one no more.
        assert 1 <= len(kept) < 3
        assert 1 <= lost <= 3 - len(kept)


def test_pages_beyond_the_limit_are_counted_as_lost() -> None:
    fax = saved(*[Image.new("1", (20, 20))] * (FRAMES_LIMIT + 2), format="TIFF")
    kept, lost = pages(fax)
    assert (len(kept), lost) == (FRAMES_LIMIT, 2)


def test_what_is_no_picture_says_so() -> None:
    with pytest.raises(UnreadablePicture) as raised:
        grey_picture(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")
    assert raised.value.unknown


def test_turned_round_four_times_it_is_the_same() -> None:
    found = grey_picture(PNG)
    assert found.turned(90).turned(180).turned(90) == found


@settings(max_examples=40, deadline=None)
@given(st.data(), st.sampled_from([saved(drawn(dpi=20).convert("RGB"), format=one) for one in FORMATS]))
def test_damage_gives_a_picture_or_says_why(data: st.DataObject, whole: bytes) -> None:
    hurt = bytearray(whole)
    for _ in range(data.draw(st.integers(0, 8))):
        hurt[data.draw(st.integers(0, len(hurt) - 1))] = data.draw(st.integers(0, 255))
    end = data.draw(st.integers(0, len(hurt)))
    for read in (grey_picture, pages):
        try:
            read(bytes(hurt[:end]))
        except UnreadablePicture as error:
            assert str(error).startswith("image: ")
