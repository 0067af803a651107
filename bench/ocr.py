"""How much of what stands on scanned pages `leftopen assess --ocr` finds, and how long a page takes.

Pages are drawn with made-up people and numbers, at three resolutions; each also as a poor scan: turned by
0.7 degrees, with noise, as JPEG of quality 40. What there is to find is what the same detectors find in the
page's plain text. With `--rapidocr PYTHON`, a Python that has the package, RapidOCR reads the same pages.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from PIL import Image, ImageDraw, ImageFont

from bench._report import PROGRESS, Figure, Peer, show
from leftopen import catalogue
from leftopen.contents import Contents
from leftopen.contents.ocr import OcrProgram, find_program, read_text
from leftopen.formats.picture import grey_picture
from leftopen.impact.assess.document_findings import ValueReader

RESOLUTIONS = (100, 150, 300)
PAGES = 6
PEOPLE = 8
"""On each page."""
SEED = 1986
CONTENTS = Contents.build(catalogue.detectors(), catalogue.readers(), b"k" * 32)
VALUES = ValueReader.build(CONTENTS)
Found = frozenset[tuple[str, bytes]]
FIRST = ("Philippa", "Jonas", "Miriam", "Edgar", "Rosalind", "Tobias", "Leonora", "Anselm")
LAST = ("Harrowgate", "Winterbourne", "Castellane", "Ashdown", "Pemberley", "Quillfeather", "Ostrander")


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What one program found on the pages of one kind, of what there is; seconds of the processor a page."""

    found: int
    there: int
    seconds: float
    memory: int


def iban(chance: random.Random) -> str:
    number = "NWBK" + "".join(chance.choices("0123456789", k=14))
    digits = "".join(str(int(letter, 36)) for letter in f"{number}GB00")
    whole = f"GB{98 - int(digits) % 97:02}{number}"
    return " ".join(whole[at : at + 4] for at in range(0, len(whole), 4))


def person(chance: random.Random) -> list[tuple[str, str]]:
    first, last = chance.choice(FIRST), chance.choice(LAST)
    ssn = f"{chance.randint(101, 665)}-{chance.randint(11, 99)}-{chance.randint(1001, 9999)}"
    return [
        ("Name", f"{first} {last}"),
        ("Social Security Number", ssn),
        ("DoD ID Number", str(chance.randint(1_000_000_000, 1_999_999_999))),
        ("IBAN", iban(chance)),
        ("E-mail", f"{first}.{last}@example.mil".lower()),
    ]


def page(dpi: int, people: Sequence[Sequence[tuple[str, str]]]) -> Image.Image:
    """A label and its value in a row, of ten points."""
    made = Image.new("L", (round(8.5 * dpi), 11 * dpi), 250)
    draw, size = ImageDraw.Draw(made), 10 * dpi / 72
    font, down = ImageFont.load_default(size), 0.5 * dpi
    for one in people:
        for label, value in one:
            draw.text((0.7 * dpi, down), label, font=font, fill=15)
            draw.text((3.2 * dpi, down), value, font=font, fill=15)
            down += 1.7 * size
        down += size
    return made


def scanned(clean: Image.Image, chance: random.Random) -> Image.Image:
    turned = clean.rotate(chance.choice((-0.7, 0.7)), Image.Resampling.BICUBIC, fillcolor=250)
    noisy = Image.blend(turned, Image.effect_noise(turned.size, 60), 0.15)
    out = io.BytesIO()
    noisy.save(out, "JPEG", quality=40)
    return Image.open(out)


def held(text: str) -> Found:
    return frozenset((one.label, one.digest) for one in VALUES.read(text, "image").values)


def by_tesseract(program: OcrProgram, files: Sequence[Path]) -> tuple[list[str], float, int]:
    before = processor()
    texts = [read_text(program, grey_picture(file.read_bytes())).text for file in files]
    return texts, processor() - before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024


def processor() -> float:
    """Of this process, which decodes, and of its children, which read."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in both)


def by_rapidocr(python: str, files: Sequence[Path]) -> tuple[list[str], float, int]:
    ran = subprocess.run(
        [python, str(Path(__file__).with_name("_peer_rapidocr.py"))],
        input=json.dumps([str(file) for file in files]).encode(),
        capture_output=True,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        check=True,
    )
    answer = json.loads(ran.stdout)
    return answer["texts"], answer["seconds"], answer["memory"]


def measured(
    read: Callable[[Sequence[Path]], tuple[list[str], float, int]],
    files: Sequence[Path],
    truths: Sequence[Found],
) -> Read:
    texts, seconds, memory = read(files)
    found = sum(len(truth & held(text)) for truth, text in zip(truths, texts, strict=True))
    return Read(found=found, there=sum(map(len, truths)), seconds=seconds / len(files), memory=memory)


def figures(kind: str, ours: Read, peer: Read | None) -> list[Figure]:
    def beside(value: Callable[[Read], float]) -> Peer | None:
        return Peer(name="RapidOCR", value=value(peer)) if peer else None

    def share(one: Read) -> float:
        return 100 * one.found / one.there

    return [
        Figure(name=f"{kind}: values found of {ours.there}", value=share(ours), unit="%", peer=beside(share)),
        Figure(
            name=f"{kind}: processor time a page",
            value=ours.seconds,
            unit="s",
            peer=beside(lambda one: one.seconds),
        ),
    ]


def prepared(dpi: int, folder: Path, chance: random.Random) -> list[tuple[str, list[Path], list[Found]]]:
    """The drawn pages and the poor scans of them, with what there is to find."""
    people = [[person(chance) for _ in range(PEOPLE)] for _ in range(PAGES)]
    truths = [held("\n".join(f"{a}\t{b}" for one in some for a, b in one)) for some in people]
    clean = [page(dpi, some) for some in people]
    found = []
    for kind, pages in (("drawn", clean), ("poor scan", [scanned(one, chance) for one in clean])):
        files = [folder / f"{dpi}-{kind}-{number}.png" for number in range(PAGES)]
        for file, one in zip(files, pages, strict=True):
            one.save(file)
        found.append((f"{dpi} dpi, {kind}", files, truths))
    return found


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rapidocr", default="", metavar="PYTHON")
    wanted = asked.parse_args()
    program = find_program()
    if program is None:
        sys.exit("Tesseract is not installed")
    chance, answer = random.Random(SEED), []
    with tempfile.TemporaryDirectory() as folder:
        work = [one for dpi in RESOLUTIONS for one in prepared(dpi, Path(folder), chance)]
        # One after the other: the memory of children is that of the largest until then.
        ours = [
            measured(lambda some: by_tesseract(program, some), files, truths) for _, files, truths in work
        ]
        sys.stderr.write(f"{PROGRESS} Tesseract has read all\n")
        peers: list[Read | None] = [None] * len(work)
        if wanted.rapidocr:
            peers = [measured(lambda some: by_rapidocr(wanted.rapidocr, some), files, truths)
                     for _, files, truths in work]  # fmt: skip
    for (kind, _, _), one, peer in zip(work, ours, peers, strict=True):
        answer += figures(kind, one, peer)
    memory = [max(one.memory if one else 0 for one in some) for some in (ours, peers)]
    other = Peer(name="RapidOCR", value=memory[1] / 2**20) if wanted.rapidocr else None
    answer.append(Figure(name="memory of the OCR program", value=memory[0] / 2**20, unit="MiB", peer=other))
    show("ocr", f"{PAGES} pages of {PEOPLE} people at each resolution, one thread", answer)


if __name__ == "__main__":
    main()
