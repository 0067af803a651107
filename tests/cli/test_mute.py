"""Mutes on the command line."""

from __future__ import annotations

from pathlib import Path

from tests.cli.program import all_ran, ran
from tests.durability.runs import Folder


def test_from_add_to_remove(tmp_path: Path) -> None:
    folder = Folder(root=tmp_path, settings={})
    none, added, listed, shown, wrong, bare = all_ran(
        folder,
        [
            ["mute", "list"],
            ["mute", "add", "--check", "redis_open", "--network", "192.0.2.0/24", "--reason", "a mirror"],
            ["mute", "list", "--json"],
            ["mute", "list"],
            ["mute", "add", "--check", "no_such", "--reason", "x"],
            ["mute", "add", "--reason", "x"],
        ],
    )
    assert none.err == "nothing is muted\n"
    assert added.err.startswith("muted: redis_open in 192.0.2.0/24; to undo it: leftopen mute remove ")
    [line] = listed.lines
    assert (line["check"], line["network"], line["until"], line["because"]) == (
        "redis_open", "192.0.2.0/24", None, "a mirror",
    )  # fmt: skip
    assert "permanently" in shown.out
    assert wrong.code == 1
    assert "is not a check or a shape" in wrong.err
    assert "name a contact, a check or a network" in bare.err
    removed = ran(folder, "mute", "remove", str(line["id"])[:8])
    assert removed.err == "no longer muted: redis_open in 192.0.2.0/24\n"
