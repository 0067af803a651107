"""What was planted in a store of mails is kept nowhere by an assessment of it, its review and its people: not
in a result, a summary, an index, a log, a list, a page or a picture.

A value that a detector knows is masked wherever it is shown. A word that no detector can know (a name is one)
is kept and listed nowhere; only the masked context and the masked text, which are read from the source for
the eyes of whoever unlocked them, show it. The inventory names the files of the copy as they are, because
they are read again.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from email.policy import SMTP
from pathlib import Path

import pytest
import zstandard

from leftopen.model.assessment import Depth
from leftopen.model.judgement import JudgementWord
from leftopen.service.assessments import assess, review, sample
from tests.canary import planted
from tests.canary.places import everything
from tests.canary.search import Found, found_in
from tests.web.console.conftest import PASSWORD, console_in
from tests.web.console.visitor import Visitor

pytestmark = pytest.mark.slow
CODE = "from leftopen.cli import main; main()"
SHOWN = ("context", "sample text")
"""Where an unlocked person reads the masked source."""


@dataclass(slots=True, kw_only=True)
class Kept:
    """`places`: everything that there is, and everything that was said or drawn."""

    data: Path
    environ: dict[str, str]
    places: dict[str, bytes] = field(default_factory=dict)

    def run(self, place: str, *words: str) -> bytes:
        done = subprocess.run(
            [sys.executable, "-c", CODE, *words], env=self.environ, capture_output=True, timeout=120
        )
        self.places |= {f"{place}: stdout of {words}": done.stdout, f"stderr of {words}": done.stderr}
        assert done.returncode == 0, (words, done.stderr[-2000:])
        return done.stdout

    def add_files(self, folder: Path) -> None:
        """Packed files also unpacked."""
        for name, data in list(self.places.items()):
            if name.startswith("file ") and name.endswith(".zst"):
                self.places[f"unpacked {name}"] = (
                    zstandard.ZstdDecompressor().decompressobj().decompress(data)
                )


def store(folder: Path) -> list[Path]:
    """The canaries in a mailbox, in mails of their own, and in files whose names tell."""
    begin = b"From jane@example.org Tue Jan  1 10:11:12 2019\n"
    mails = [mail.replace(b"\r\n", b"\n") for mail in planted.mails()]
    (folder / "inbox.mbox").write_bytes(b"".join(begin + mail + b"\n" for mail in mails))
    (folder / "mails").mkdir()
    (folder / "mails" / "one.eml").write_bytes(planted._with_form().as_bytes(policy=SMTP))
    (folder / "cut.zip").write_bytes(b"PK\3\4" + bytes(26) + mails[-2])
    # Of no known kind: the runs of text in it are searched.
    (folder / "dump.bin").write_bytes(bytes(26) + mails[-2])
    planted.fill(folder / "share")
    # A doubtful hit beside the word: a review shows both to who may see them.
    (folder / "note.txt").write_text(f"{planted.BODY}, passport number 512345678\n")
    return [folder]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    copy, root = tmp_path_factory.mktemp("copy"), tmp_path_factory.mktemp("assessed")
    with console_in(root / "console", furnished=False) as console:
        workspace = console.workspace
        started = assess.start(workspace, store(copy), Depth.DEEP, by="jane", fresh=True)
        list(assess.run(workspace, started, 1, threading.Event()))
        environ = {
            "PATH": os.environ["PATH"], "HOME": str(root), "TMPDIR": str(root),
            "LEFTOPEN_DATA": str(workspace.data), "LEFTOPEN_CONFIG": str(workspace.config),
        }  # fmt: skip
        made = Kept(data=workspace.data, environ=environ)
        analyst = console.visitor("analyst")
        assert analyst.post("/unlock", proof=PASSWORD, next="/me").status_code == 303
        _pages(made, analyst, f"/assessment/{started.folder.path.name}")
        hit = review.queue(workspace, started.folder).hits[0]
        review.judge(workspace, started.folder, hit, JudgementWord.CONFIRMED, by="analyst")
        document = sample.sample(workspace, started.folder, 5).documents[0]
        made.places |= everything(workspace.data, workspace.store.client, root)
    _commands(made, document.digest.hex())
    made.places |= {f"file {one}": one.read_bytes() for one in root.rglob("*") if one.is_file()}
    made.add_files(root)
    return made


def _pages(made: Kept, analyst: Visitor, path: str) -> None:
    for place, asked in (
        ("page", "/assessments"), ("page", "/assessments?format=json"), ("page", path),
        ("page", f"{path}?format=json"), ("context", f"{path}/review"),
        ("page", f"{path}/review?format=json"), ("sample text", f"{path}/sample"),
        ("page", f"{path}/sample?format=json"),
    ):  # fmt: skip
        answer = analyst.get(asked)
        assert answer.status_code == 200, asked
        made.places[f"{place}: {asked}"] = answer.content
    made.places["page: evidence"] = analyst.post(f"{path}/evidence").content


def _commands(made: Kept, document: str) -> None:
    for words in (
        ("show",), ("show", "--json"), ("people", "--format", "csv"), ("people", "--json"),
        ("review", "--json"), ("sample", "--json"),
    ):  # fmt: skip
        made.run("said", "assess", *words)
    made.run("context", "assess", "review", "--context", "--limit", "0")
    made.run("sample text", "assess", "sample", "--text", document)
    for how in ((), ("--json",)):
        made.run("said", "search", "--in", "documents", "holds:us_ssn", *how)


def outside(found: list[Found], *allowed: str) -> list[Found]:
    return [one for one in found if not one.place.startswith(allowed)]


def only_in_inventory(found: list[Found]) -> bool:
    elsewhere = {one.place for one in found if "inventory.zst" not in one.place}
    assert elsewhere == set()
    return bool(found)


NAMELESS = (
    "engine ", "records ", "/units/", "queue.zst", "/review", "/sample", "'people'", "'review'", "'sample'",
)  # fmt: skip
"""Places that name no source."""


def test_the_canaries_were_found(kept: Kept) -> None:
    """Or nothing could have leaked."""
    [answer] = [
        data for place, data in kept.places.items() if "('assess', 'show', '--json')" in place and data
    ]
    holds = json.loads(answer)
    assert {"us_ssn", "email_address", "sf86"} <= {one["label"] for one in holds["holds"]}
    assert holds["outcomes"]["carved"] >= 1
    people = next(data for place, data in kept.places.items() if "'people', '--format', 'csv'" in place)
    assert people.count(b"\n") > 2
    for begin in (
        "page: evidence", "context: /assessment/", "sample text: /assessment/", "context: stdout",
        "sample text: stdout", "unpacked file", "records audit", "engine ", "file ",
    ):  # fmt: skip
        assert any(data for place, data in kept.places.items() if place.startswith(begin)), begin
    for name in ("summary.zst", "queue.zst", "inventory.zst", "documents-0.zst", "units/0.zst"):
        assert any(place.startswith("unpacked") and place.endswith(name) for place in kept.places), name


def test_what_an_unlocked_person_reads_shows_the_words_around(kept: Kept) -> None:
    """The search finds them, where they may stand."""
    assert {one.place.partition(":")[0] for one in found_in(kept.places, [planted.BODY])} == set(SHOWN)


@pytest.mark.parametrize("word", planted.NAMES)
def test_a_name_that_no_detector_knows_is_kept_nowhere(kept: Kept, word: str) -> None:
    found = outside(found_in(kept.places, [word]), *SHOWN)
    if word in (planted.FILE, planted.FOLDER, planted.DEEPER):
        assert found
        assert [one for one in found if any(part in one.place for part in NAMELESS)] == []
    else:
        assert found == []


@pytest.mark.parametrize("value", planted.VALUES)
def test_a_personal_value_is_kept_and_shown_nowhere(kept: Kept, value: str) -> None:
    found = found_in(kept.places, [value])
    if value in (planted.SSN["file"], planted.ADDRESS["file"], planted.ADDRESS["file"].partition("@")[0]):
        assert only_in_inventory(found)
    else:
        assert found == []
