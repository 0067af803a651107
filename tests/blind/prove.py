"""Proves the truth about a set with the examination's own client.

`python -m tests.blind.prove four PROOF.tsv [NAME …]` starts each server open and closed, and asks as its
truth says. The program that is examined takes no part. A line a server: its name, what is shown where it is
open, what a stranger gets where it is closed, and, for one that is there under a host name, what the bare
address shows. Lines that the file has of other servers stay.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from tests.blind import proof
from tests.blind.exam import Exam, Standing, exams, standing

UNSAID = " .\r\0\ufffd"
"""What a line without a word may have: also the two bytes with which a WebSocket is closed."""
HEAD = "server\topen\tclosed\tbare address"


def proven(exam: Exam) -> str:
    """The server's line. Raises SystemExit with what is wrong."""
    with tempfile.TemporaryDirectory() as folder, standing(exam, Path(folder), closed=False) as server:
        _demand(exam, proof.proved(server, closed=False))
        shown, bare = _answer(server), "-"
        if exam.host:
            unnamed = replace(server, exam=replace(exam, host=""))
            _demand(exam, proof.proved(unnamed, closed=True))
            bare = _answer(unnamed)
    with tempfile.TemporaryDirectory() as folder, standing(exam, Path(folder), closed=True) as server:
        _demand(exam, proof.proved(server, closed=True))
        shut = _answer(server)
    return f"{exam.name}\t{shown}, shows {exam.shows!r}\t{shut}\t{bare}"


def _demand(exam: Exam, wrong: str) -> None:
    if wrong:
        raise SystemExit(f"{exam.name}: {wrong}")


def _answer(server: Standing) -> str:
    """The status of what is asked for by HTTP; of another protocol, the last line that is said."""
    if server.exam.speaks == "http":
        return f"HTTP {proof.asked(server)[0]}"
    lines = proof.said(server).split("\n")
    last = next((line.strip() for line in reversed(lines) if line.strip(UNSAID)), "nothing")
    return f"{server.exam.speaks}: {last}"


def _read(file: Path) -> Mapping[str, str]:
    lines = file.read_text().splitlines()[1:] if file.exists() else []
    return {line.partition("\t")[0]: line for line in lines}


def main() -> None:
    which, target, *only = sys.argv[1:]
    file, known = Path(target), {exam.name: exam for exam in exams(which)}
    for name in only or known:
        if lacking := known[name].missing():
            raise SystemExit(lacking)
        lines = {**_read(file), name: proven(known[name])}
        print(lines[name], flush=True)
        ordered = [lines[one] for one in known if one in lines]
        file.write_text("\n".join([HEAD, *ordered]) + "\n")


if __name__ == "__main__":
    main()
