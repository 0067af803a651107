"""What every act of the demonstration requires: that a step really happened, and that a proof holds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from leftopen.errors import LeftopenError
from leftopen.service.workspace import keys

MAIN = "from leftopen.cli import main; main()"
"""The program, for a process of its own."""


class StoryFailed(LeftopenError):
    """A step of the demonstration did not really happen."""


def must(true: bool, otherwise: str) -> None:
    """Raises StoryFailed, with what happened instead."""
    if not true:
        raise StoryFailed(f"the demonstration failed: {otherwise}")


def check_proof(file: Path, config: Path) -> str:
    """What a separate process says about the proof, with only the file and the public key. Raises
    StoryFailed when it does not hold."""
    key = keys.public_file(config)
    command = [sys.executable, "-c", MAIN, "proof", "--check", str(file), "--key", str(key)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    must(
        ran.returncode == 0 and ran.stdout.startswith("valid"),
        f"the proof does not hold: {ran.stdout}{ran.stderr}",
    )
    return ran.stdout.strip()
