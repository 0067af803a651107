"""What was planted in real servers is kept nowhere: not in a store, a log, a report, a notice or a proof.

A value that a detector knows (a social security number, a mail address) may stand anywhere, in a page title
and a header too, and is masked before it is stored. A word that no detector can know (a name is one) stays
out where it is content or names content: mails, forms, files, file and folder names, also in the title and
the path of a listing. In a page's own title and in headers such a word is kept: they are what a service
calls itself, and what is searched for; the last test says so.
"""

from __future__ import annotations

import json

import pytest

from tests.canary import planted
from tests.canary.run import Run
from tests.canary.search import Found, found_in

pytestmark = [pytest.mark.real, pytest.mark.slow]


def test_the_run_read_what_holds_the_canaries(run: Run) -> None:
    """Or nothing could have leaked: the mails, the form and the files were read, and found to be grave."""
    holds = {case["port"]: case["holds"] for case in run.cases}
    assert {"sf86", "us_ssn", "email_address"} <= holds[run.ports["mailbox"]].keys()
    assert {"us_ssn", "email_address"} <= holds[run.ports["files"]].keys()
    assert run.ports["home"] in holds
    assert len(run.mails) == len(run.cases) == 3


@pytest.mark.hostile("S9")
def test_everything_was_searched(run: Run, places: dict[str, bytes]) -> None:
    """Every kind of place is there, and not empty."""
    for begin in (
        "engine services.data", "engine services.blocks", "engine verdicts.transcript",
        "engine findings.evidence", "engine cases.id", "records events.body", "records findings.record",
        "records notices.record", "records audit.subject", "records scans.record", "mail 0",
        f"file {run.data}/records.sqlite", f"file {run.data}/records.sqlite-wal", f"file {run.data}/notices/",
        f"file {run.data}/proofs/", f"file {run.folder}/open-", f"file {run.folder}/closed-",
        f"file {run.folder}/proof-", "stdout of 2 scan", "stdout of 4 search", "stderr of",
        "records imports.record", "records alerts.record", "records notifiers.record",
        "records api_keys.record", "engine history.data", "engine observation_index.address",
        f"file {run.data}/imports/",
        f"file {run.folder}/answers.json",
        f"file {run.folder}/all.jsonl", f"file {run.folder}/all.csv", "export all.parquet",
    ):  # fmt: skip
        assert any(places[place] for place in places if place.startswith(begin)), begin
    # Nothing went wrong, so the engine had nothing to write.
    assert f"file {run.data}/engine.log" in places


@pytest.mark.hostile("S9")
@pytest.mark.parametrize("word", planted.NAMES)
def test_a_name_that_no_detector_knows_is_kept_nowhere(word: str, found: list[Found]) -> None:
    assert [one for one in found if one.word == word] == []


@pytest.mark.hostile("S9")
@pytest.mark.parametrize("value", planted.VALUES)
def test_a_personal_value_is_kept_nowhere(value: str, found: list[Found]) -> None:
    assert [one for one in found if one.word == value] == []


def test_the_masked_value_is_what_is_kept(run: Run, places: dict[str, bytes]) -> None:
    """A title and a header are kept, and what was personal in them is masked."""
    titles = places["engine services.http_title"].decode().splitlines()
    assert f"{planted.TITLE_WORD} portal, t***@four.example, ***-**-**43" in titles
    assert "Index of /…" in titles
    assert b"X-Owner: u***@five.example, SSN ***-**-**54" in places["engine services.data"]


def test_what_was_imported_is_there_masked(places: dict[str, bytes]) -> None:
    """Or nothing could have leaked: in the tables, in the side file of bad lines, and in every export."""
    answer = b"***-**-**87 i***@ten.example"
    for place in ("engine services.data", "export all.parquet"):
        assert answer in places[place], place
    for name in ("all.jsonl", "all.csv", "answers.json"):
        assert any(answer in data for place, data in places.items() if place.endswith(f"/{name}")), name
    assert any(b"***" in data for place, data in places.items() if place.endswith(".bad.jsonl"))
    assert b"fired" in places["records audit.action"]


def test_a_word_of_a_page_title_is_kept_for_search(run: Run, places: dict[str, bytes]) -> None:
    """No detector can tell it from a product's name. It is kept where the title is, and nowhere else."""
    kept = {found.place.partition("?")[0] for found in found_in(places, [planted.TITLE_WORD])}
    assert "engine services.http_title" in kept
    elsewhere = {
        place for place in kept if place.startswith(("engine verdicts", "engine findings", "records "))
    }
    assert elsewhere == set()


def test_a_transcript_shows_heads_and_our_own_questions(places: dict[str, bytes]) -> None:
    """An answer's body is in no excerpt, a path that the target named in no question; the rest is there."""
    lines = [
        line for row in places["engine verdicts.transcript"].decode().splitlines() for line in json.loads(row)
    ]
    assert len(lines) > 40
    sent = [line for line in lines if line[0]]
    heard = [line for line in lines if not line[0]]
    asked = {excerpt.partition(" HTTP/")[0] for *_, excerpt in sent}
    assert {"GET /", "GET /...", "GET /api/messages/?page=100000"} <= asked
    for _, _, length, digest, excerpt in heard:
        head, _, body = excerpt.partition("\n\n")
        assert (len(digest), body) == (64, "")
        assert head.startswith("HTTP/")
        assert length > 0
