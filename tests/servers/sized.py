"""What a check says of the size of a server that runs at this moment."""

from __future__ import annotations

from pathlib import Path

from leftopen.model.facts import Json
from tests.servers.looking import looking_desk, of, scanned


def size_of(folder: Path, port: int, check: str) -> tuple[int, bool]:
    """Records, and whether they are said to be a lower bound, by one scan with a fresh data folder."""
    with looking_desk(folder / "looking") as workspace:
        (finding,) = of(scanned(workspace, port), "finding", check=check)
    size: Json = finding["size"]
    assert isinstance(size, dict)
    records, at_least = size["records"], size["at_least"]
    assert isinstance(records, int)
    assert isinstance(at_least, bool)
    return records, at_least
