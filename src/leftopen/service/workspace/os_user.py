"""Names the operating system's user who gives a command, for the records."""

from __future__ import annotations

import getpass
import os


def os_user() -> str:
    """The login name; the user's number where the system has no name for it, as in many containers."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"
