"""One target under atheris: `python -m tests.fuzz.one NAME [libFuzzer's own words]`; never returns.

Only leftopen itself is instrumented, and only what this target imports.
"""

from __future__ import annotations

import sys

import atheris


def main() -> None:
    with atheris.instrument_imports(include=["leftopen"]):
        from tests.fuzz.targets import named

        target = named(sys.argv[1])

    def feed(data: bytes) -> None:
        target.feed(data)

    atheris.Setup([sys.argv[0], *sys.argv[2:]], feed)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
