"""The one-time link that makes the first account: printed on a terminal, else written to a file that only
this user can read."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from leftopen.service import accounts
from leftopen.service.desk import Desk
from leftopen.service.written import write

FILE = "setup-link"


def link(desk: Desk, url: str) -> str:
    """A new link; '' when there is an account already. The file of an earlier one, which is void either way,
    is gone."""
    (desk.data / FILE).unlink(missing_ok=True)
    if not accounts.nobody_yet(desk):
        return ""
    return f"{url}/set-up/{accounts.set_up_link(desk)}"


def put_down(desk: Desk, link: str) -> Path:
    """For a server that nobody watches. Raises BadSetting when it can't be written."""
    return write(desk.data / FILE, f"{link}\n".encode(), mode=0o600)


def take_away(desk: Desk, link: str) -> None:
    """At the end of the server that made the link: whoever starts the next one makes it void. The file of
    another server that began meanwhile stays."""
    file = desk.data / FILE
    with suppress(OSError):
        if file.read_text(encoding="utf-8").strip() == link:
            file.unlink()
