"""What a fuzzer found, once more, without one: `python -m tests.fuzz.again NAME FILE`."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.fuzz.targets import named


def main() -> None:
    name, file = sys.argv[1:]
    verdict = named(name).feed(Path(file).read_bytes())
    print(f"{name} takes it{'' if verdict is None else f': {verdict.state}, {verdict.why}'}")


if __name__ == "__main__":
    main()
