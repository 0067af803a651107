"""The web configuration that Prometheus and its exporters share: a password in front of every page."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests.servers.need import program
from tests.servers.real import Spot


def web_config(spot: Spot, user: str) -> Path:
    """The file for `--web.config.file`, for that user and the spot's password."""
    made = subprocess.run(
        [program("htpasswd"), "-niB", "-C", "4", user],
        input=spot.password,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    word = made.stdout.strip().partition(":")[2]
    # YAML reads JSON.
    return spot.private("web.yml", json.dumps({"basic_auth_users": {user: word}}))
