"""Reports that projects publish: of tests, of coverage, of visitors."""

from __future__ import annotations

from pathlib import Path

from tests.ordinary.published import content
from tests.ordinary.published.command import run, write
from tests.ordinary.published.installed import script

SOURCE = """#include <stdio.h>
static int highest(int a, int b) { if (a > b) return a; return b; }
int main(void) { printf("%d\\n", highest(3, 4)); return 0; }
"""


def lcov(folder: Path) -> Path:
    """Coverage of a small C program."""
    write(folder, {"gauge.c": SOURCE})
    run(["gcc", "--coverage", "-o", "gauge", "gauge.c"], folder)
    run(["./gauge"], folder)
    words = [
        "--capture",
        "--directory",
        ".",
        "--output-file",
        "all.info",
        "--ignore-errors",
        "version,gcov,mismatch",
    ]
    run(["lcov", "--quiet", *words], folder)
    run(["genhtml", "--quiet", "--title", "Gauges", "--output-directory", "out", "all.info"], folder)
    return folder / "out"


def _project(folder: Path) -> None:
    write(folder, {"gauges.py": content.MODULE, "test_gauges.py": content.TEST})


def coverage(folder: Path) -> Path:
    _project(folder)
    run([script("coverage"), "run", "--source=.", "-m", "pytest", "-q", "-p", "no:cacheprovider"], folder)
    run([script("coverage"), "html", "-q", "--directory", "out"], folder)
    return folder / "out"


def pytest_html(folder: Path) -> Path:
    _project(folder)
    out = folder / "out"
    run(
        [
            script("pytest"),
            "-q",
            "-p",
            "no:cacheprovider",
            f"--html={out}/index.html",
            "--self-contained-html",
        ],
        folder,
    )
    return out


def robot(folder: Path) -> Path:
    """The front page is the report; the log lies beside it."""
    suite = """*** Test Cases ***
A Visitor Buys A Ticket
    Log    The form takes the name
    Should Be Equal    ${2}    ${2}
A Wrong Password Is Refused
    Should Contain    The password is wrong    password
"""
    write(folder, {"shop.robot": suite})
    run([script("robot"), "--outputdir", "out", "--report", "index.html", "shop.robot"], folder)
    return folder / "out"


def goaccess(folder: Path) -> Path:
    """Statistics of visitors, their addresses shortened."""
    rows = [
        f"198.51.100.{number % 90} - - [14/Mar/2026:{number % 24:02d}:05:00 +0000] "
        f'"GET /{one.slug}/ HTTP/1.1" 200 {900 + number} "-" "Mozilla/5.0 (X11) Firefox/130.0"'
        for number, one in enumerate(content.ARTICLES * 30)
    ]
    write(folder, {"access.log": "\n".join(rows) + "\n"})
    (folder / "out").mkdir()
    words = ["--log-format=COMBINED", "--anonymize-ip", "--no-global-config", "-o", "out/index.html"]
    run(["goaccess", "access.log", *words], folder)
    return folder / "out"
