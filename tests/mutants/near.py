"""Which test files may meet a fault in a module: those named after it and those that import it, then those
one step further. `learn.py` finds which of their tests truly reach the line."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

NEAR, WIDE = 5, 6
CATALOGUE = "tests/house/test_leaves.py"
LEAVES = (
    "probes", "checks", "shapes", "documents", "detectors", "contacts", "notices", "exports", "imports",
    "ranges",
)  # fmt: skip


class ImportGraph:
    """What every file of a tree imports and says, read once."""

    def __init__(self, root: Path) -> None:
        files = sorted([*(root / "src").rglob("*.py"), *(root / "tests").rglob("*.py")])
        self._texts = {str(file.relative_to(root)): file.read_text() for file in files}
        self._imports = {name: frozenset(_imported(text)) for name, text in self._texts.items()}
        self._tests = [name for name in self._texts if re.match(r"tests/(?:.*/)?test_[^/]*\.py$", name)]

    def near(self, path: str, function: str = "") -> list[str]:
        """At most `NEAR` test files: those with the module's name, those that import it and say the
        function, then others that import it."""
        named = [test for test in self._tests if _is_named_after(test, path)]
        direct = _closest(path, self._direct(path))
        counts = {test: len(re.findall(rf"\b{function}\b", self._texts[test])) for test in direct if function}
        answer = sorted((test for test in counts if counts[test]), key=lambda test: -counts[test])
        others = [test for test in direct if "/house/" not in test]
        return list(dict.fromkeys([*_closest(path, named)[:3], *answer[:3], *others]))[:NEAR]

    def wide(self, path: str, function: str = "") -> list[str]:
        """At most `WIDE` further ones: for a leaf the catalogue's, then those that import the module, those
        of its room that say its name or one of its paths, and those that import what imports it."""
        near, module = self.near(path, function), module_of(path)
        users = {module_of(file) for file, names in self._imports.items() if module in names}
        steps = [test for test in self._tests if users & self._imports[test]]
        leaf = [CATALOGUE] if path.split("/")[2] in LEAVES and CATALOGUE in self._tests else []
        further = [*leaf, *_closest(path, self._direct(path))[: NEAR + 3], *self._saying(path)[:4]]
        return [test for test in dict.fromkeys([*further, *_closest(path, steps)]) if test not in near][:WIDE]

    def _direct(self, path: str) -> list[str]:
        return [test for test in self._tests if module_of(path) in self._imports[test]]

    def _saying(self, path: str) -> list[str]:
        """A command is tested through the program, a page through its path: those that say it most often."""
        words = [*re.findall(r'"(/[a-z/-]+)"', self._texts[path]), f'"{Path(path).stem}"']
        answer = re.compile("|".join(map(re.escape, words)))
        room = [test for test in self._tests if test.startswith(f"tests/{path.split('/')[2]}")]
        counts = {test: len(answer.findall(self._texts[test])) for test in room}
        return sorted((test for test in room if counts[test]), key=lambda test: (-counts[test], test))


def module_of(path: str) -> str:
    """`src/leftopen/a/b.py` → `leftopen.a.b`; `tests/a/b.py` → `tests.a.b`."""
    return path.removeprefix("src/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _imported(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names)


def _parts(path: str) -> list[str]:
    return path.removeprefix("src/leftopen/").removesuffix(".py").removesuffix("/__init__").split("/")


def _is_named_after(test: str, path: str) -> bool:
    parts = _parts(path)
    stem = parts[-1].strip("_").removesuffix("s")
    named = re.search(rf"/test_(?:.*_)?{re.escape(stem)}", test)
    return named is not None and test.startswith(("tests/test_", f"tests/{parts[0]}/"))


def _closest(path: str, tests: list[str]) -> list[str]:
    """The module's own name before all, then those in the folder that mirrors the module's."""
    parts = _parts(path)

    def distance(test: str) -> tuple[bool, int, int, str]:
        folders = test.split("/")[1:-1]
        shared = sum(part in folders for part in parts[:-1])
        return f"test_{parts[-1].strip('_')}.py" not in test, -shared, len(folders), test

    return sorted(tests, key=distance)
