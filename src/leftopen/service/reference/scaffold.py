"""Creates a new check or probe and its test, in the current checkout.

The created files work at once: they send one request to a fictional product and judge the response. To write
a real one, change the request, the signs, the texts and the tests in place.
"""

from __future__ import annotations

import keyword
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from string import Template

from leftopen.errors import BadLeaf

ENDINGS = ("_open", "_anonymous", "_trust")
LONGEST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaffoldedFiles:
    """The two files of a new check or probe, in the checkout at `root`."""

    root: Path
    file: Path
    test: Path


def make(kind: str, name: str, start: Path) -> ScaffoldedFiles:
    """Create a module of that kind (`check` or `probe`) and its test, in the checkout that contains `start`.

    Raises BadLeaf for an invalid name, outside a checkout, or when a file exists; then no file is left.
    """
    words = _words(kind, name)
    root = checkout(start)
    made = ScaffoldedFiles(
        root=root,
        file=root / "src" / "leftopen" / f"{kind}s" / f"{name}.py",
        test=root / "tests" / f"{kind}s" / f"test_{name}.py",
    )
    for path in (made.file, made.test):
        if path.exists():
            raise BadLeaf(f"{path.relative_to(root)} already exists; no file was written")
    _write(made.file, kind, words)
    try:
        _write(made.test, f"{kind}_test", words)
    except BadLeaf:
        made.file.unlink()
        raise
    return made


def checkout(start: Path) -> Path:
    """The nearest folder at or above `start` that is a checkout of leftopen. Raises BadLeaf."""
    for folder in (start, *start.parents):
        if _is_ours(folder / "pyproject.toml") and (folder / "src" / "leftopen").is_dir():
            return folder
    raise BadLeaf(f"{start} is not inside a leftopen checkout; run this command in its source tree")


def _is_ours(file: Path) -> bool:
    try:
        project = tomllib.loads(file.read_text(encoding="utf-8")).get("project", {})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return False
    return isinstance(project, dict) and project.get("name") == "leftopen"


def _words(kind: str, name: str) -> Mapping[str, str]:
    """The values for the templates. Raises BadLeaf."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or keyword.iskeyword(name) or len(name) > LONGEST:
        raise BadLeaf(
            f"invalid {kind} name {name!r}: a lower-case letter, then letters, digits, _; at most {LONGEST}"
        )
    if kind == "check" and not name.endswith(ENDINGS):
        raise BadLeaf(
            f"invalid check name {name!r}: it must end with {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}"
        )
    product = re.sub(f"(?:{'|'.join(ENDINGS)})$", "", name) if kind == "check" else name
    return {"name": name, "product": product, "PRODUCT": product.upper()}


def _write(path: Path, template: str, words: Mapping[str, str]) -> None:
    text = (
        resources.files("leftopen.service.reference")
        .joinpath("templates", f"{template}.txt")
        .read_text("utf-8")
    )
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(Template(text).substitute(words))
    except OSError as error:
        raise BadLeaf(f"cannot write {path}: {error.strerror}") from None
