"""Node-RED with a made-up flow; closed by its own users. It is told to ask no one for updates."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.need import missing, node_module, program
from tests.servers.real import METADATA, PASSWORD, RealServer, Running, Spot

USER = "custodian"
FLOWS = [{"id": "made-up", "type": "tab", "label": "Made up", "disabled": False, "info": ""}]
_HASH = "process.stdout.write(require(process.argv[1]).hashSync(process.argv[2], 4))"


def start(spot: Spot, mode: str) -> Running:
    folder = spot.inside("flows")
    flows = folder / "flows.json"
    if not flows.exists():
        flows.write_text(json.dumps(FLOWS))
    settings = spot.private("settings.js", f"module.exports = {json.dumps(_settings(spot, folder, mode))};")
    command = [program("node"), str(_installed() / "red.js"), "-s", str(settings)]
    server = ServerProgram(command, ports=(spot.port,), log=spot.folder / "node_red.log")
    server.start()
    return Running(port=spot.port, programs=(server,), digest=flows.read_text)


def _settings(spot: Spot, folder: Path, mode: str) -> dict[str, object]:
    answer: dict[str, object] = {
        "uiPort": spot.port,
        "uiHost": LOOPBACK,
        "userDir": str(folder),
        "flowFile": "flows.json",
        "credentialSecret": spot.password,
        "telemetry": {"enabled": False, "updateNotification": False},
        "externalModules": {"autoInstall": False},
    }
    if mode == "closed":
        user = {"username": USER, "password": _hashed(spot.password), "permissions": "*"}
        answer["adminAuth"] = {"type": "credentials", "users": [user]}
    return answer


def _hashed(password: str) -> str:
    words = [program("node"), "-e", _HASH, str(_installed().parent / "bcryptjs"), password]
    return subprocess.run(words, capture_output=True, text=True, check=True, timeout=60).stdout


def _installed() -> Path:
    found = node_module("node-red")
    assert found is not None
    return found


server = RealServer(
    name="node_red",
    module="http",
    product="Node-RED",
    check="node_red_open",
    modes={"open": METADATA, "closed": PASSWORD},
    missing=lambda: missing("node") or ("" if node_module("node-red") else "node-red not installed"),
    start=start,
    heavy=True,
)
