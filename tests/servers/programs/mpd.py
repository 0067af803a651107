"""Debian's MPD: open, empty, and with a password without which nobody has any permission."""

from __future__ import annotations

import socket
import time
import wave
from pathlib import Path

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.need import missing, program
from tests.servers.real import EMPTY, METADATA, PASSWORD, RealServer, Running, Spot, digest_of_folder

SONGS = 3
SETTINGS = """\
music_directory "{music}"
playlist_directory "{lists}"
db_file "{folder}/{mode}.db"
bind_to_address "127.0.0.1"
port "{port}"
zeroconf_enabled "no"
audio_output {{
  type "null"
  name "made-up"
}}
"""


def start(spot: Spot, mode: str) -> Running:
    music = spot.inside("nothing" if mode == "empty" else "music")
    if mode != "empty":
        for number in range(SONGS):
            _silence(music / f"made-up{number}.wav")
    text = SETTINGS.format(
        music=music, lists=spot.inside("lists"), folder=spot.folder, mode=mode, port=spot.port
    )
    if mode == "closed":
        text += f'password "{spot.password}@read,add,control,admin"\ndefault_permissions ""\n'
    settings = spot.private(f"{mode}.conf", text)
    command = [program("mpd"), "--no-daemon", "--stderr", str(settings)]
    server = ServerProgram(command, ports=(spot.port,), log=spot.folder / "mpd.log")
    server.start()
    try:
        if mode == "open":
            _await_songs(spot)
    except BaseException:
        server.stop()
        raise
    return Running(port=spot.port, programs=(server,), digest=lambda: digest_of_folder(music))


def _silence(song: Path) -> None:
    if song.exists():
        return
    with wave.open(str(song), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(8000))


def _await_songs(spot: Spot) -> None:
    """The library is read after the start."""
    until = time.monotonic() + 30
    while b"songs: %d\n" % SONGS not in _stats(spot):
        assert time.monotonic() < until
        time.sleep(0.2)


def _stats(spot: Spot) -> bytes:
    with socket.create_connection((LOOPBACK, spot.port), timeout=10) as link:
        link.sendall(b"stats\n")
        heard = b""
        while not heard.endswith(b"\nOK\n"):
            heard += link.recv(4096)
    return heard


server = RealServer(
    name="mpd",
    module="mpd",
    product="Music Player Daemon",
    check="mpd_open",
    modes={"open": METADATA, "closed": PASSWORD, "empty": EMPTY},
    missing=lambda: missing("mpd"),
    start=start,
    records=SONGS,
)
