"""Runs one other finder over texts: by its own Python, with its package, apart from the program's.

_peer_texts.py NAME FILE    FILE: texts between zero bytes; prints {"seconds": …, "bytes": …, "values": […]}
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path


def presidio_rs() -> Callable[[str], list[str]]:
    analyzer = importlib.import_module("presidio_rs").Analyzer()

    def find(text: str) -> list[str]:
        return [text[one["start"] : one["end"]] for one in analyzer.analyze(text)]

    return find


def datafog_core() -> Callable[[str], list[str]]:
    scan = importlib.import_module("datafog_core").scan

    def find(text: str) -> list[str]:
        return [one.matched_text for one in scan(text)]

    return find


FINDERS = {"presidio-rs": presidio_rs, "datafog-core": datafog_core}


def main(name: str, file: Path) -> None:
    texts = file.read_text(encoding="utf-8").split("\0")
    find = FINDERS[name]()
    began, values = time.process_time(), set[str]()
    for text in texts:
        values.update(find(text))
    took = time.process_time() - began
    size = sum(len(text.encode()) for text in texts)
    sys.stdout.write(json.dumps({"seconds": took, "bytes": size, "values": sorted(values)}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
