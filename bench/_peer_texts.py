"""Runs one other finder over texts: by its own Python, with its package, apart from the program's.

    _peer_texts.py NAME FILE SECONDS

FILE: texts between zero bytes. Prints {"seconds": …, "bytes": …, "share": …, "values": […]}. After so many
seconds of the processor it ends, and `share` says how much of the bytes it has read. Nothing is downloaded:
presidio-analyzer works by its patterns, without the language model that it would fetch.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


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


def presidio_analyzer() -> Callable[[str], list[str]]:
    # Its recogniser of mail addresses would fetch the list of public suffixes.
    domains: Any = importlib.import_module("tldextract")
    domains.extract = domains.TLDExtract(suffix_list_urls=(), cache_dir=None)
    package = importlib.import_module("presidio_analyzer")
    registry = package.RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"])
    known = [one for one in registry.recognizers if isinstance(one, package.PatternRecognizer)]

    def find(text: str) -> list[str]:
        hits = [hit for one in known for hit in one.analyze(text, one.supported_entities, None) or ()]
        return [text[hit.start : hit.end] for hit in hits]

    return find


FINDERS = {
    "presidio-analyzer": presidio_analyzer,
    "presidio-rs": presidio_rs,
    "datafog-core": datafog_core,
}


def main(name: str, file: Path, seconds: float) -> None:
    texts = file.read_text(encoding="utf-8").split("\0")
    find = FINDERS[name]()
    began, values, size = time.process_time(), set[str](), 0
    for text in texts:
        values.update(find(text))
        size += len(text.encode())
        if time.process_time() - began > seconds:
            break
    took = time.process_time() - began
    share = size / max(sum(len(text.encode()) for text in texts), 1)
    answer = {"seconds": took, "bytes": size, "share": share, "values": sorted(values)}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]))
