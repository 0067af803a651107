"""The lines of boxes and tables are taken out of a picture before OCR; letters and dark grounds stay."""

from __future__ import annotations

from PIL import Image, ImageDraw

from leftopen.formats.picture import GreyPicture

WIDTH, HEIGHT = 900, 600


def _unruled(image: Image.Image) -> Image.Image:
    picture = GreyPicture(width=WIDTH, height=HEIGHT, pixels=image.tobytes())
    return Image.frombytes("L", (WIDTH, HEIGHT), picture.unruled().pixels)


def _page() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("L", (WIDTH, HEIGHT), 255)
    return image, ImageDraw.Draw(image)


def test_a_table_loses_its_lines_and_keeps_a_stroke() -> None:
    image, draw = _page()
    for row in range(4):
        for column in range(4):
            place = 40 + 200 * column, 40 + 120 * row
            draw.rectangle((*place, place[0] + 200, place[1] + 120), outline=0, width=3)
    draw.rectangle((100, 80, 104, 120), fill=0)
    expected, stroke = _page()
    stroke.rectangle((100, 80, 104, 120), fill=0)
    assert _unruled(image).tobytes() == expected.tobytes()


def test_a_dark_ground_stays() -> None:
    image, draw = _page()
    draw.rectangle((100, 100, 800, 300), fill=0)
    draw.rectangle((200, 180, 210, 220), fill=255)
    assert _unruled(image).tobytes() == image.tobytes()
