"""Pictures to grey pixels, as OCR takes them: PNG, JPEG, TIFF, GIF, BMP and WebP, by Pillow.

A few hundred bytes of PNG may stand for gigabytes of pixels: the size is read first, and a picture beyond
`PIXELS_LIMIT` is never decoded. The caller's process has its own limits on memory and time.
"""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

FORMATS = ("PNG", "JPEG", "TIFF", "GIF", "BMP", "WEBP")
MARKS = (b"\x89PNG", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"GIF8", b"BM")
PIXELS_LIMIT = 72_000_000
"""A page of A3 at 600 dots per inch has 70 million."""
SHARP = 12_000_000
"""A picture with more pixels is reduced: a page of A4 at 300 dots per inch has 8.7 million."""
SMALL = 4_000_000
"""One with fewer is enlarged twice: at 100 dots per inch that finds four times as many values."""
LEAST = 16
"""A picture with a shorter side shows no word: an icon, a line, a tracking pixel."""
THICK = 12
"""Pixels of the thickest line of a form, at the sizes above."""
FRAMES_LIMIT = 200
LISTED_LIMIT = 20_000
"""Pages of a TIFF that are counted: those behind the first `FRAMES_LIMIT` are not read."""
FRAMES_BYTES = 64 * 1024 * 1024
BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    EOFError,
    RuntimeError,
    NotImplementedError,
    struct.error,
    zlib.error,
)
WHITE = b"\xff"
_DARK = bytes(level < 128 for level in range(256))
_RULE = b"\1" * 100
"""Longer than a stroke of a letter, at the sizes above."""


class UnreadablePicture(Exception):
    """Why a picture can't be decoded. `unknown`: it is of a kind that nothing here reads."""

    def __init__(self, why: str, *, unknown: bool = False) -> None:
        super().__init__(why)
        self.unknown = unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class GreyPicture:
    """One byte for each pixel, line by line. `cut`: the file ends before the picture does."""

    width: int
    height: int
    pixels: bytes
    cut: bool = False

    @property
    def blank(self) -> bool:
        """Too small for a word, or of one colour."""
        return min(self.width, self.height) < LEAST or not self.pixels.strip(self.pixels[:1])

    def pgm(self) -> bytes:
        """As a file (portable graymap, binary)."""
        return b"P5 %d %d 255\n" % (self.width, self.height) + self.pixels

    def turned(self, degrees: int) -> GreyPicture:
        """Turned to the left by a quarter, a half or three."""
        image = Image.frombytes("L", (self.width, self.height), self.pixels).rotate(degrees, expand=True)
        return GreyPicture(width=image.width, height=image.height, pixels=image.tobytes(), cut=self.cut)

    def unruled(self) -> GreyPicture:
        """Without the lines of its boxes and tables, because of which OCR leaves out what they hold."""
        bits, width = self.pixels.translate(_DARK), self.width
        rows = [bits[at : at + width] for at in range(0, len(bits), width)]
        columns = [bits[x::width] for x in range(width)]
        cleared = bytearray(self.pixels)
        for y, row in enumerate(rows):
            for start, end in _rules(row, columns, y):
                cleared[y * width + start : y * width + end] = WHITE * (end - start)
        for x, column in enumerate(columns):
            for start, end in _rules(column, rows, x):
                cleared[start * width + x : (end - 1) * width + x + 1 : width] = WHITE * (end - start)
        return replace(self, pixels=bytes(cleared))


def _rules(bits: bytes, across: Sequence[bytes], at: int) -> Iterator[tuple[int, int]]:
    """Begin and end of each dark run that is longer than a letter and thin at one of five places, not all
    of which other lines cross: a dark ground with light letters is no line. `across`: what crosses it,
    each at the same place."""
    start = bits.find(_RULE)
    while start >= 0:
        end = bits.find(b"\0", start)
        end = end if end >= 0 else len(bits)
        looked = (start + (end - start) * place // 23 for place in (3, 7, 11, 13, 19))
        if min(_thickness(across[one], at) for one in looked) <= THICK:
            yield start, end
        start = bits.find(_RULE, end)


def _thickness(bits: bytes, at: int) -> int:
    """Of the dark run that holds this pixel."""
    end = bits.find(b"\0", at)
    return (end if end >= 0 else len(bits)) - bits.rfind(b"\0", 0, at) - 1


def grey_picture(data: bytes) -> GreyPicture:
    """The picture, of several the first. Raises UnreadablePicture, MemoryError."""
    try:
        return _decoded(data, cut=False)
    except OSError:
        # What came before the end is read, like the first half of a page.
        return _decoded_or_not(data)
    except BROKEN:
        raise UnreadablePicture("image: damaged") from None


def pages(data: bytes) -> tuple[tuple[bytes, ...], int]:
    """Each page of a file with several (TIFF, as of a fax), as a picture of its own; none of any other file.
    Then how many are not given: damaged ones and those behind them, as far as they are named. Raises
    UnreadablePicture, MemoryError."""
    kept: list[bytes] = []
    with _opened(data) as image:
        count = _directories(data) if image.format == "TIFF" else 1
        if count < 2:
            return (), 0
        room = FRAMES_BYTES
        try:
            for number in range(min(count, FRAMES_LIMIT)):
                image.seek(number)
                _check(image)
                kept.append(_packed(image))
                room -= len(kept[-1])
                if room < 0:
                    break
        except (*BROKEN, UnreadablePicture):
            # The pages behind it hang on the one that is broken.
            pass
    return tuple(kept), count - len(kept)


def bounded_scale(width: float, height: float, scale: float) -> float:
    """The scale at which a page of this size has at most `SHARP` pixels. Raises UnreadablePicture."""
    if not (0 < width < 1e6 and 0 < height < 1e6):
        raise UnreadablePicture("image: a page without a size")
    return float(min(scale, (SHARP / (width * height)) ** 0.5))


def _directories(data: bytes) -> int:
    """How many pages a TIFF lists, one that is cut off included; at most `LISTED_LIMIT`. Its directories
    are a chain: each says how many entries it has, and behind them where the next one is."""
    order = "<" if data[:2] == b"II" else ">"
    large = data[2:4] in (b"+\0", b"\0+")
    head, link, entry, start = ("Q", "Q", 20, 8) if large else ("H", "I", 12, 4)
    number, seen = 0, set[int]()
    try:
        [at] = struct.unpack_from(order + link, data, start)
        while at and at not in seen and number < LISTED_LIMIT:
            seen.add(at)
            number += 1
            [entries] = struct.unpack_from(order + head, data, at)
            [at] = struct.unpack_from(order + link, data, at + struct.calcsize(head) + entry * entries)
    except (struct.error, OverflowError):
        pass
    return number


def _decoded_or_not(data: bytes) -> GreyPicture:
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        return _decoded(data, cut=True)
    except BROKEN:
        raise UnreadablePicture("image: damaged") from None
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _decoded(data: bytes, *, cut: bool) -> GreyPicture:
    with _opened(data) as image:
        _check(image)
        if image.width * image.height > 4 * SHARP:
            # A JPEG is decoded at half the size, which takes a quarter of the time.
            image.draft("L", (image.width // 2, image.height // 2))
        image.load()
        grey = ImageOps.exif_transpose(_grey(_sized(image)))
        return GreyPicture(width=grey.width, height=grey.height, pixels=grey.tobytes(), cut=cut)


@contextmanager
def _opened(data: bytes) -> Iterator[Image.Image]:
    """Raises UnreadablePicture."""
    with warnings.catch_warnings():
        # Pillow warns of odd tags, and of sizes that are checked here.
        warnings.simplefilter("ignore")
        try:
            image = Image.open(io.BytesIO(data), formats=FORMATS)
        except Image.DecompressionBombError:
            raise UnreadablePicture(_too_large()) from None
        except UnidentifiedImageError:
            if data.startswith(MARKS) or data[8:12] == b"WEBP":
                raise UnreadablePicture("image: damaged") from None
            raise UnreadablePicture("image: of a kind that OCR does not read", unknown=True) from None
        except BROKEN:
            raise UnreadablePicture("image: damaged") from None
        with image:
            yield image


def _check(image: Image.Image) -> None:
    if image.width * image.height > PIXELS_LIMIT:
        raise UnreadablePicture(_too_large())


def _too_large() -> str:
    return f"image: more than {PIXELS_LIMIT:,} pixels"


def _sized(image: Image.Image) -> Image.Image:
    """Reduced by a whole number, or enlarged twice."""
    pixels = image.width * image.height
    if pixels > SHARP:
        wide = image if image.mode in ("L", "RGB", "RGBA", "CMYK") else image.convert(_plain(image))
        return wide.reduce(max(2, round((pixels / SHARP) ** 0.5)))
    if pixels < SMALL and min(image.size) >= LEAST:
        wide = image.convert(_plain(image)) if image.mode in ("1", "P", "PA", "LA") else image
        return wide.resize((2 * image.width, 2 * image.height), Image.Resampling.BICUBIC)
    return image


def _plain(image: Image.Image) -> str:
    """The mode in which nothing that can be seen is lost."""
    return "RGBA" if image.has_transparency_data else "RGB" if image.mode in ("P", "CMYK", "YCbCr") else "L"


def _grey(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda level: level / 256).convert("L")
    if image.has_transparency_data:
        # Black text on nothing: on white, as every program shows it.
        shown = image.convert("RGBA")
        white = Image.new("RGBA", shown.size, "white")
        white.alpha_composite(shown)
        return white.convert("L")
    return image if image.mode == "L" else image.convert("L")


def _packed(frame: Image.Image) -> bytes:
    out = io.BytesIO()
    plain = frame if frame.mode in ("1", "L", "RGB", "RGBA", "P") else frame.convert("L")
    plain.save(out, "PNG", compress_level=1)
    return out.getvalue()
