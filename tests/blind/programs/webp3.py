"""A page of music and of what else lies there: seven files of a radio's."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import files, served
from tests.servers.real import Spot

NAMES = (
    "unaired/interview-okarin.mp3",
    "unaired/interview-mayor.mp3",
    "music/anthem.ogg",
    "music/jingle.mp3",
    "news-0700.mp3",
    "news-0800.mp3",
    "phone-in-recording.mp3",
)


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    folder = files(spot.inside("radio"), NAMES)
    words = [*installed.script("webp3"), "--bind", LOOPBACK, "-p", str(spot.port)]
    return [served(spot, [*words, f"radio={folder}"])]
