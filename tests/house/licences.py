"""The licence of everything that the lock files name, by the packages' own word; `python -m
tests.house.licences` writes docs/project/licences.md out of it."""

from __future__ import annotations

import importlib.metadata
import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import PackageMetadata
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "project" / "licences.md"
LOCKS = ("requirements.lock", "requirements-fuzz.lock")
USES = ("program", "demo", "tests", "fuzzing")
PERMISSIVE = frozenset(
    ["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT", "MIT-0", "MIT-CMU",
     "PSF-2.0", "Unlicense", "ZPL-2.1", "Zlib"]
)  # fmt: skip
WEAK_COPYLEFT = frozenset(["LGPL-3.0-or-later", "MPL-2.0"])
# What packages say that name no SPDX expression, in their own words and classifiers.
WORDS: Mapping[str, str] = {
    "Apache Software License": "Apache-2.0", "Apache 2": "Apache-2.0", "Apache 2.0": "Apache-2.0",
    "Apache-2.0": "Apache-2.0", "MIT": "MIT", "MIT License": "MIT", "BSD": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause", "BSD-3-Clause": "BSD-3-Clause", "BSD 2-Clause License": "BSD-2-Clause",
    "BSD-2-Clause": "BSD-2-Clause", "Unlicense": "Unlicense", "The Unlicense (Unlicense)": "Unlicense",
    "ISC License (ISCL)": "ISC", "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}  # fmt: skip
# Read in the package's own licence file: its metadata says nothing, or too little; or it is installed only on
# another system.
READ: Mapping[str, str] = {
    "atheris": "Apache-2.0",
    "colorama": "BSD-3-Clause",
    "cssmin": "MIT AND BSD-3-Clause",
    "httpx2-jsfetch": "BSD-3-Clause",
    "pyasn1": "BSD-2-Clause",
    "pyasn1-modules": "BSD-2-Clause",
    "pypdfium2": "BSD-3-Clause AND Apache-2.0",
    "uvloop": "Apache-2.0 OR MIT",
    "webassets": "BSD-2-Clause",
    "x-wr-timezone": "LGPL-3.0-or-later",
}
NOTES: Mapping[str, str] = {
    "certifi": "a list of certificates; with the extra `apprise` and in the tests",
    "hypothesis": "used by the tests only, never shipped",
    "libpff-python": "used as it is published, unchanged, and can be replaced by another version",
    "pathspec": "used by mypy in the checks only, never shipped",
    "pikepdf": "used as it is published; a change to its own files would have to be published, nothing else",
    "recurring-ical-events": "used as it is published, unchanged, and can be replaced by another version",
    "x-wr-timezone": "used as it is published, unchanged, and can be replaced by another version",
}


def locked() -> set[str]:
    """The names in the lock files that pip reads."""
    texts = [(ROOT / lock).read_text() for lock in LOCKS]
    return {name for text in texts for name in re.findall(r"^([a-z0-9._-]+)==", text, re.M)}


def said(name: str) -> str:
    """The SPDX expression by the package's own word; '' where it says none, or is not installed here."""
    try:
        metadata = importlib.metadata.metadata(name)
    except importlib.metadata.PackageNotFoundError:
        return ""
    return _field(metadata, "License-Expression") or _of_words(metadata)


def _field(metadata: PackageMetadata, name: str) -> str:
    return next(iter(metadata.get_all(name) or ()), "").strip()


def _of_words(metadata: PackageMetadata) -> str:
    classifiers = [line for line in metadata.get_all("Classifier") or [] if line.startswith("License ::")]
    named = [WORDS[last] for line in classifiers if (last := line.rpartition(":: ")[2]) in WORDS]
    text = _field(metadata, "License")
    return WORDS.get(text, "") or " OR ".join(dict.fromkeys(named))


def licence(name: str) -> str:
    return READ.get(name) or said(name)


def names(expression: str) -> set[str]:
    """The licences that an SPDX expression names."""
    return set(re.findall(r"[A-Za-z0-9.-]+", expression)) - {"AND", "OR", "WITH"}


@cache
def uses() -> dict[str, str]:
    """By package, the first of USES that needs it, also through others."""
    packages = tomllib.loads((ROOT / "uv.lock").read_text())["package"]
    needs: dict[str, set[str]] = {}
    for package in packages:
        extras = [one for some in package.get("optional-dependencies", {}).values() for one in some]
        needs.setdefault(package["name"], set()).update(
            one["name"] for one in (*package.get("dependencies", ()), *extras)
        )
    [ours] = [package for package in packages if package["name"] == "leftopen"]
    extra, group = ours["optional-dependencies"], ours["dev-dependencies"]
    roots = (ours["dependencies"], extra["demo"], group["test"], group["fuzz"])
    found: dict[str, str] = {}
    for use, some in zip(USES, roots, strict=True):
        for name in _reached(needs, [one["name"] for one in some]):
            found.setdefault(name, use)
    return found


def _reached(needs: Mapping[str, Iterable[str]], begin: Iterable[str]) -> set[str]:
    found: set[str] = set()
    waiting = list(begin)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(needs.get(name, ()))
    return found


def page() -> str:
    used = uses()
    rows = [
        f"| {name} | {licence(name)} | {used[name]} | {NOTES.get(name, '')} |" for name in sorted(locked())
    ]
    return HEAD + "\n".join(rows) + "\n"


HEAD = """# Licences of what leftopen uses

leftopen is under Apache-2.0. It ships none of these packages: pip or uv fetches each from where its authors
publish it. Every package of `requirements.lock` and `requirements-fuzz.lock` is here, by its own word; a test
compares this page with both files and with what the installed packages say, and knows which licences may be
used.

All are permissive but for four under the Mozilla Public License 2.0 and three under the LGPL, weak copylefts:
they cover changes to the package's own files, not what uses it, and may be combined with Apache-2.0.

| package | licence | needed by | note |
| --- | --- | --- | --- |
"""


if __name__ == "__main__":
    PAGE.write_text(page())
