"""s3rver, an npm package for tests of programs that speak S3. It knows no way to refuse anybody."""

from __future__ import annotations

import os

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.need import missing, node_module, program
from tests.servers.real import EMPTY, OPEN, RealServer, Running, Spot, digest_of_folder
from tests.servers.rest import Client

BUCKET = "records"
OBJECTS = 7
SCRIPT = """
const [module, port, directory, bucket] = process.argv.slice(1);
const S3rver = require(module);
const configureBuckets = [{name: bucket}];
new S3rver({address: "%s", port: Number(port), directory, silent: true, configureBuckets}).run();
"""


def lacking() -> str:
    return missing("node") or ("" if node_module("s3rver") else "npm package s3rver not installed")


def start(spot: Spot, mode: str) -> Running:
    folder = spot.inside("empty" if mode == "empty" else "full")
    fresh = not any(folder.iterdir())
    words = ["-e", SCRIPT % LOOPBACK, str(node_module("s3rver")), str(spot.port), str(folder), BUCKET]
    server = ServerProgram(
        [program("node"), *words],
        ports=(spot.port,),
        log=spot.folder / "s3rver.log",
        env=os.environ | {"HOME": str(spot.folder)},
    )
    server.start()
    client = Client(port=spot.port, user="", password="")
    for number in range(OBJECTS if fresh and mode != "empty" else 0):
        client.ask("PUT", f"/{BUCKET}/made-up/{number}.txt", b"made up\n")
    return Running(port=spot.port, programs=(server,), digest=lambda: digest_of_folder(folder))


server = RealServer(
    name="s3rver",
    module="http",
    product="S3 storage",
    check="s3_bucket_open",
    modes={"open": OPEN, "empty": EMPTY},
    missing=lacking,
    start=start,
    records=OBJECTS,
)
