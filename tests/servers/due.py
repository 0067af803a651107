"""Which real servers are looked at in the everyday tier: those whose leaf the commit changed, all when it
changed what every look goes through, and a tenth of the others, another one for each commit."""

from __future__ import annotations

from pathlib import PurePosixPath

from tests import commit
from tests.commit import ROOT

ONE_OF = 10
LEAVES = (
    "src/leftopen/checks/",
    "src/leftopen/probes/",
    "src/leftopen/shapes/",
    "tests/servers/programs/",
)
CODECS = "src/leftopen/wire/"
"""A protocol's file is one leaf's when it bears the name of a probe; any other serves many."""
SHARED = (
    "src/leftopen/catalogue.py",
    "src/leftopen/contents/",
    "src/leftopen/model/",
    "src/leftopen/net/",
    "src/leftopen/pipeline/",
    "src/leftopen/scope/",
    "src/leftopen/service/scanning/",
    "src/leftopen/sweep/",
    "src/leftopen/wire/tls.py",
    "tests/servers/",
)
"""What every look goes through."""


def due(*names: str) -> bool:
    """Is the server of these names (its own, its checks, its probe) looked at today?"""
    return concerned(*names) or commit.drawn(names[0], ONE_OF)


def concerned(*names: str) -> bool:
    """Did the commit change a leaf that begins with one of the names, or what every look goes through? True
    without history."""
    changed = commit.changed()
    if changed is None:
        return True
    return any(_changes_every(path) or _leaf(path).startswith(names) for path in changed)


def _leaf(path: str) -> str:
    """The name of the leaf, or of the protocol; '' of anything else."""
    return PurePosixPath(path).stem if path.startswith((*LEAVES, CODECS)) else ""


def _changes_every(path: str) -> bool:
    if path.startswith(LEAVES):
        return False
    if path.startswith(CODECS) and path not in SHARED:
        return not (ROOT / "src/leftopen/probes" / path.removeprefix(CODECS)).exists()
    # What only tests is no part of a look.
    return path.startswith(SHARED) and not PurePosixPath(path).name.startswith("test_")
