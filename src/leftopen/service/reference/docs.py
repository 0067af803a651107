"""Serves the pages of docs/ that are for users, by name: from the installed package, or from the tree in a
checkout. The pages of checks, shapes, probes and detectors are generated on request."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import leftopen
from leftopen.errors import NotFound
from leftopen.service.reference import leaf_pages

KINDS = {"checks": "check", "shapes": "shape", "probes": "probe", "detectors": "detector"}
TITLES = {"checks": "Checks", "shapes": "Shapes", "probes": "Probes", "detectors": "Detectors"}
FOLDERS = ("start", "watch", "leak", "reference")
"""Those of docs/ with pages for users; docs/project/ is about the code."""
_PICTURE = re.compile(r"images/[a-z0-9][a-z0-9-]{0,60}\.(?:png|svg)")


def folder() -> Path:
    """Raises NotFound where the installation has no docs."""
    package = Path(leftopen.__file__).parent
    for found in (package / "docs", package.parents[1] / "docs"):
        if (found / "start" / "console.md").is_file():
            return found
    raise NotFound("the documentation is not installed")


@cache
def names() -> tuple[str, ...]:
    """The name of every page for users, such as `watch/cases` or `reference/checks`."""
    leaves = [f"reference/{kind}" for kind in KINDS]
    written = [f"{one}/{file.stem}" for one in FOLDERS for file in sorted((folder() / one).glob("*.md"))]
    return (*(name for name in written if name not in leaves), *leaves)


def page_text(name: str) -> str:
    """One page as Markdown. Raises NotFound."""
    kind = KINDS.get(name.removeprefix("reference/")) if name.startswith("reference/") else None
    if kind:
        return "\n".join(_leaves(name.removeprefix("reference/"), kind))
    if name not in names():
        raise NotFound("there is no such page")
    return (folder() / f"{name}.md").read_text("utf-8")


def _leaves(title: str, kind: str) -> Iterator[str]:
    yield f"# {TITLES[title]}\n"
    for leaf in leaf_pages.names(kind):
        yield f"#{leaf_pages.page(kind, leaf)}"


def picture(name: str) -> bytes:
    """A PNG or SVG from a page. Raises NotFound."""
    file = folder() / name
    if not _PICTURE.fullmatch(name) or not file.is_file():
        raise NotFound("there is no such picture")
    return file.read_bytes()


@cache
def title(name: str) -> str:
    """The page's first heading."""
    first = next((line for line in page_text(name).splitlines() if line.startswith("# ")), f"# {name}")
    return first.removeprefix("# ").replace("`", "")
