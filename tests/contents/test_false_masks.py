"""The wider look masks next to nothing of ordinary text that the strict look leaves alone."""

from __future__ import annotations

from difflib import SequenceMatcher
from pathlib import Path

from leftopen import catalogue
from leftopen.contents.find import Finder
from leftopen.contents.masking import Masker, hidden_detectors
from tests.detectors.ordinary import PAGES
from tests.detectors.test_examples import ORDINARY

ROOT = Path(__file__).parents[2]
# Of all characters: a tenth of a percent.
MOST = 0.001
LEAST_CHARACTERS = 900_000


def ordinary() -> list[str]:
    """Pages of the detectors' tests as a whole; the documents, templates, checks, probes and commands of this
    project line by line, as banners are."""
    kinds = (
        "*.md", "docs/**/*.md", "src/**/*.html", "src/leftopen/checks/*.py", "src/leftopen/probes/*.py",
        "src/leftopen/cli/*.py",
    )  # fmt: skip
    files = [file for kind in kinds for file in ROOT.glob(kind)]
    lines = [line for file in files for line in file.read_text("utf-8").splitlines() if line.strip()]
    return [*PAGES.values(), *ORDINARY.splitlines(), *lines]


def changed(before: str, after: str) -> int:
    """How many characters of `before` are not in `after`."""
    if before == after:
        return 0
    pieces = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return sum(end - start for what, start, end, _, _ in pieces if what != "equal")


def test_the_share_of_what_is_masked_hardly_rises() -> None:
    hidden, masks = hidden_detectors(catalogue.detectors())
    strict = Finder(hidden)
    masker = Masker(strict, masks)
    characters, more, found = 0, 0, []
    for text in ordinary():
        characters += len(text)
        masked = masker.mask(text)
        if masked != text and not strict.find_in_both(text):
            more += changed(text, masked)
            found.append((text, masked))
    print(f"{more} of {characters} characters ({more / characters:.4%}) in {len(found)} texts")
    assert characters > LEAST_CHARACTERS
    assert more < characters * MOST, found
