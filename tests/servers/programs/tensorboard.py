"""TensorBoard with the runs of a made-up experiment: `closed` is nginx before it, for it has no login.

Without its fast loader, which is another program: it starts sooner, and reads so few runs as soon.
"""

from __future__ import annotations

import json
import struct
import time

from leftopen.demo.program import LOOPBACK, ProgramFailed, ServerProgram
from tests.servers.front import fronted
from tests.servers.need import missing, missing_venv, venv_program
from tests.servers.real import EMPTY, OPEN, PASSWORD, RealServer, Running, Spot, digest_of_folder
from tests.servers.web import get

RUNS = 4
SLOW_START = 120.0


def start(spot: Spot, mode: str, runs: int = RUNS) -> Running:
    folder = spot.inside("empty" if mode == "empty" else "full")
    for number in range(runs if mode != "empty" else 0):
        run = folder / f"made-up-{number}"
        if not run.exists():
            run.mkdir()
            (run / "events.out.tfevents.1.made-up").write_bytes(_event())

    def build(port: int) -> ServerProgram:
        words = ["--logdir", str(folder), "--host", LOOPBACK, "--port", str(port), "--load_fast", "false"]
        return ServerProgram(
            [venv_program("tensorboard"), *words], ports=(port,), log=spot.folder / "tensorboard.log"
        )

    port, programs = fronted(spot, mode, build, SLOW_START)
    if mode != "empty":
        _await(port, runs, programs)
    return Running(port=spot.port, programs=programs, digest=lambda: digest_of_folder(folder))


def _event() -> bytes:
    """One record with the version of the format (tensorflow/core/util/event.proto), framed as a TFRecord."""
    version = b"brain.Event:2"
    event = b"\x09" + struct.pack("<d", 1.0) + b"\x1a" + bytes([len(version)]) + version
    length = struct.pack("<Q", len(event))
    return length + _crc(length) + event + _crc(event)


def _crc(data: bytes) -> bytes:
    """CRC-32C, masked as TFRecord wants it."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    crc ^= 0xFFFFFFFF
    return struct.pack("<I", ((crc >> 15 | crc << 17) + 0xA282EAD8) & 0xFFFFFFFF)


def _await(port: int, runs: int, programs: tuple[ServerProgram, ...]) -> None:
    until = time.monotonic() + 60
    while len(json.loads(get(port, "/data/runs")[1])) < runs:
        if time.monotonic() > until:
            for program in reversed(programs):
                program.stop()
            raise ProgramFailed("tensorboard does not read its runs")
        time.sleep(0.05)


server = RealServer(
    name="tensorboard",
    module="http",
    product="TensorBoard",
    check="tensorboard_open",
    modes={"open": OPEN, "closed": PASSWORD, "empty": EMPTY},
    missing=lambda: missing("nginx") or missing_venv("tensorboard"),
    start=start,
    records=RUNS,
    ports=2,
    hides=("closed",),
    heavy=True,
)
