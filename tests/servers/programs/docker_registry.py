"""Debian's docker-registry: closed by a password file. The images in it are made up."""

from __future__ import annotations

import hashlib
import json
import subprocess
from urllib.parse import urlsplit

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.need import missing, program
from tests.servers.real import EMPTY, OPEN, PASSWORD, RealServer, Running, Spot, digest_of_folder
from tests.servers.rest import Client

REPOSITORIES = 4
USER = "custodian"
MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"


def start(spot: Spot, mode: str, repositories: int = REPOSITORIES) -> Running:
    data = spot.inside("empty" if mode == "empty" else "full")
    fresh = not any(data.iterdir())
    config = spot.private("config.yml", _config(spot, mode))
    server = ServerProgram(
        [program("docker-registry"), "serve", str(config)],
        ports=(spot.port,),
        log=spot.folder / "registry.log",
    )
    server.start()
    try:
        if fresh and mode != "empty":
            _fill(spot, mode, repositories)
    except BaseException:
        server.stop()
        raise
    return Running(port=spot.port, programs=(server,), digest=lambda: digest_of_folder(data))


def _config(spot: Spot, mode: str) -> str:
    answer: dict[str, object] = {
        "version": "0.1",
        "log": {"level": "warn", "accesslog": {"disabled": True}},
        "storage": {
            "filesystem": {"rootdirectory": str(spot.folder / ("empty" if mode == "empty" else "full"))},
            "maintenance": {"uploadpurging": {"enabled": False}},
        },
        "http": {"addr": f"{LOOPBACK}:{spot.port}", "secret": spot.password},
    }
    if mode == "closed":
        answer["auth"] = {"htpasswd": {"realm": "images", "path": str(_htpasswd(spot))}}
    # YAML reads JSON.
    return json.dumps(answer)


def _htpasswd(spot: Spot) -> object:
    made = subprocess.run(
        [program("htpasswd"), "-niB", "-C", "4", USER],
        input=spot.password,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return spot.private("htpasswd", made.stdout)


def _fill(spot: Spot, mode: str, repositories: int) -> None:
    client = Client(port=spot.port, user=USER if mode == "closed" else "", password=spot.password)
    for number in range(repositories):
        push(client, f"made-up/program-{number:03d}", "1.0")


def push(client: Client, name: str, tag: str) -> None:
    """An image of one layer of text."""
    layer = _blob(client, name, b"made-up layer")
    config = _blob(
        client, name, b'{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}'
    )
    manifest = {
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "config": {"mediaType": "application/vnd.docker.container.image.v1+json", **config},
        "layers": [{"mediaType": "application/vnd.docker.image.rootfs.diff.tar.gzip", **layer}],
    }
    client.ask("PUT", f"/v2/{name}/manifests/{tag}", json.dumps(manifest).encode(), kind=MANIFEST)


def _blob(client: Client, name: str, content: bytes) -> dict[str, object]:
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    _, where = client.ask("POST", f"/v2/{name}/blobs/uploads/")
    place = urlsplit(where)
    client.ask("PUT", f"{place.path}?{place.query}&digest={digest}", content, kind="application/octet-stream")
    return {"digest": digest, "size": len(content)}


server = RealServer(
    name="docker_registry",
    module="docker_registry",
    product="Docker Registry",
    check="registry_open",
    modes={"open": OPEN, "closed": PASSWORD, "empty": EMPTY},
    missing=lambda: missing("docker-registry", "htpasswd"),
    start=start,
    records=REPOSITORIES,
)
