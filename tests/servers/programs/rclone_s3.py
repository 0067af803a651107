"""rclone's S3 server over a folder: `--auth-key` closes it. Folders are its buckets."""

from __future__ import annotations

import os

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.need import missing_venv, venv_program
from tests.servers.real import EMPTY, OPEN, PASSWORD, RealServer, Running, Spot, digest_of_folder

BUCKET = "records"
OBJECTS = 12


def start(spot: Spot, mode: str, objects: int = OBJECTS) -> Running:
    folder = spot.inside("empty" if mode == "empty" else "full")
    bucket = folder / BUCKET
    if not bucket.exists():
        bucket.mkdir()
        for number in range(0 if mode == "empty" else objects):
            (bucket / f"made-up-{number:05d}.txt").write_text(f"made up: {number}\n")
    words = ["serve", "s3", "--addr", f"{LOOPBACK}:{spot.port}", "--read-only", str(folder)]
    if mode == "closed":
        words += ["--auth-key", f"custodian,{spot.password}"]
    server = ServerProgram(
        [venv_program("rclone"), *words],
        ports=(spot.port,),
        log=spot.folder / "rclone.log",
        env=os.environ | {"RCLONE_CONFIG": str(spot.folder / "rclone.conf"), "HOME": str(spot.folder)},
    )
    server.start()
    return Running(port=spot.port, programs=(server,), digest=lambda: digest_of_folder(folder))


server = RealServer(
    name="rclone_s3",
    module="http",
    product="S3 storage",
    check="s3_bucket_open",
    modes={"open": OPEN, "closed": PASSWORD, "empty": EMPTY},
    missing=lambda: missing_venv("rclone"),
    start=start,
    records=OBJECTS,
)
