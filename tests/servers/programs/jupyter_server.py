"""Jupyter Server: closed by a token, as it is by itself; open with an empty one. Its files are made up."""

from __future__ import annotations

import json
import os
from pathlib import Path

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.need import missing_venv, venv_program
from tests.servers.real import EMPTY, FORBIDDEN, OPEN, RealServer, Running, Spot, digest_of_folder

NAMES = ("model.ipynb", "people.csv", "notes.txt")
NOTEBOOK = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def start(spot: Spot, mode: str) -> Running:
    folder = spot.inside("empty" if mode == "empty" else "full")
    for name in NAMES if mode != "empty" else ():
        if not (folder / name).exists():
            (folder / name).write_text(json.dumps(NOTEBOOK) if name.endswith(".ipynb") else "made up\n")
    return of_folder(spot, folder, mode)


def of_folder(spot: Spot, folder: Path, mode: str = "open") -> Running:
    """The same of any folder. Its own files lie in a home of its own."""
    token = spot.password if mode == "closed" else ""
    answer = {
        "ServerApp": {
            "ip": LOOPBACK,
            "port": spot.port,
            "port_retries": 0,
            "open_browser": False,
            "allow_root": True,
            "root_dir": str(folder),
        },
        "IdentityProvider": {"token": token},
    }
    config = spot.private("jupyter.json", json.dumps(answer))
    server = ServerProgram(
        [venv_program("jupyter-server"), f"--config={config}"],
        ports=(spot.port,),
        log=spot.folder / "jupyter.log",
        env=os.environ | {"HOME": str(spot.inside("home"))},
    )
    server.start()
    return Running(port=spot.port, programs=(server,), digest=lambda: digest_of_folder(folder))


server = RealServer(
    name="jupyter_server",
    module="http",
    product="Jupyter Server",
    check="jupyter_open",
    modes={"open": OPEN, "closed": FORBIDDEN, "empty": EMPTY},
    missing=lambda: missing_venv("jupyter-server"),
    start=start,
    records=len(NAMES),
    heavy=True,
)
