"""The pages of assessments: what they show to whom, the review with two keys, and the sample."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from leftopen.impact.respond.charts import pictures
from leftopen.model.assessment import Depth
from leftopen.model.judgement import JudgementKind
from leftopen.service.assessments import assess, review, sample, summary
from leftopen.service.assessments.folder import AssessmentFolder
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.identity.audit import Audit
from leftopen.store.records.entities.identity.users import UserWriter
from leftopen.store.records.entities.judgements import Judgements
from tests.web.console.conftest import PASSWORD, Console, console_in
from tests.web.console.visitor import Visitor, text_of

SSN = "891-23-4567"
HEAD = (
    "From a@example.org Tue Jan  1 10:11:12 2019\n"
    "From: a@example.org\nDate: Tue, 01 Jan 2019 10:00:00 +0000\n"
)
MAILS = (
    f"{HEAD}Subject: <b>one</b>\n\nHis SSN: {SSN} <script>alert(1)</script>\n\n",
    f"{HEAD}Subject: two\n\nSECRET//NOFORN\nHis SSN: 891-23-4568\n\n",
    f"{HEAD}Subject: three\n\nHis SSN: 891-23-4569\n\n",
    *(f"{HEAD}Subject: {number}\n\nHello, number {number}.\n\n" for number in range(3, 9)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    console: Console
    folder: AssessmentFolder
    of_case: AssessmentFolder

    @property
    def path(self) -> str:
        return f"/assessment/{self.folder.path.name}"

    def visitor(self, name: str, *, unlocked: bool = True) -> Visitor:
        visitor = self.console.visitor(name)
        if unlocked:
            unlock(visitor)
        return visitor


def unlock(visitor: Visitor) -> None:
    assert visitor.post("/unlock", proof=PASSWORD, next="/me").status_code == 303


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Held]:
    root = tmp_path_factory.mktemp("held")
    source = root / "inbox.mbox"
    source.write_text("".join(MAILS))
    (root / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\n....")
    with console_in(root / "console") as console:
        case = console.cases[0].id
        folders = [run(console, [source, root / "photo.png"]), run(console, [source], case)]
        yield Held(console=console, folder=folders[0], of_case=folders[1])


def run(console: Console, paths: list[Path], case: str = "") -> AssessmentFolder:
    started = assess.start(console.workspace, paths, Depth.DEEP, by="jane", case=case, fresh=True)
    list(assess.run(console.workspace, started, 1, threading.Event()))
    return started.folder


def narrowed(console: Console, network: str) -> None:
    records = Changes(console.workspace.store.records)
    UserWriter(records).change(console.users["part"].id, lambda old: replace(old, networks=(network,)))
    console.forget()


def test_the_list_and_the_page_say_what_was_found(held: Held) -> None:
    analyst = held.visitor("analyst")
    page = text_of(analyst.get(held.path, **{"accept-language": "en"}))
    for answer in (
        "us_ssn", "us_marking", "Coverage", "Why this severity", "10 documents",
        "Documents of the highest risk", "critical", "inbox.mbox",
    ):  # fmt: skip
        assert answer in page, answer
    listed = text_of(analyst.get("/assessments", **{"accept-language": "en"}))
    assert "inbox.mbox" in listed
    assert held.folder.path.name in listed
    assert "100 %" not in page + listed
    french = text_of(analyst.get(held.path, **{"accept-language": "fr"}))
    assert "Couverture" in french
    assert "Pourquoi cette gravité" in french
    assert "everything, pictures too" not in page + listed
    assert "without a cage" not in page
    held.folder.put_assessment(replace(held.folder.assessment(), ocr=True, uncaged=True))
    # The summary is counted once for the results that there are.
    (held.folder.path / "summary.zst").unlink()
    for path in ("/assessments", held.path):
        for language, answer in (("en", "everything, pictures too"), ("fr", "tout, images comprises")):
            assert answer in text_of(analyst.get(path, **{"accept-language": language})), (path, language)
    for language, answer in (("en", "Read without a cage"), ("fr", "Lu sans cage")):
        assert answer in text_of(analyst.get(held.path, **{"accept-language": language}))
    held.folder.put_assessment(replace(held.folder.assessment(), ocr=False, uncaged=False))
    (held.folder.path / "summary.zst").unlink()
    svg = re.findall(r'<svg class="picture"[^>]*aria-label="([^"]*)"', analyst.get(held.path).text)
    assert {"Coverage", "Kinds of data by year", "Sources by risk"} <= set(svg)


def test_examples_are_hidden_until_unlocked_and_each_view_is_audited(held: Held) -> None:
    analyst = held.visitor("analyst", unlocked=False)
    page = analyst.get(held.path).text
    assert "**67" not in page
    assert "NOFORN" not in page
    reported = json.loads(analyst.get(f"{held.path}?format=json").text)
    assert "examples" not in json.dumps(reported)
    assert "paths" not in reported
    assert "NOFORN" not in json.dumps(reported)
    held.console.clock.ahead += timedelta(minutes=11)
    for answer in (
        analyst.post(f"{held.path}/evidence"),
        analyst.get(f"{held.path}/review"),
        analyst.get(f"{held.path}/sample"),
    ):
        assert (answer.status_code, answer.headers["location"].startswith("/unlock")) == (303, True)
    unlock(analyst)
    shown = analyst.post(f"{held.path}/evidence")
    assert shown.status_code == 200
    assert "***-**-" in shown.text
    assert "SECRET//NOFORN" in shown.text
    assert SSN not in shown.text
    acts = [(one.actor, one.what, one.subject) for one in Audit(held.console.workspace.store.records).list()]
    assert ("analyst", "viewed evidence", held.folder.path.name) in acts


@pytest.mark.parametrize("role", ["viewer", "scanner_admin", "auditor"])
def test_who_may_not_see_evidence_sees_no_assessment(held: Held, role: str) -> None:
    visitor = held.visitor(role)
    for path in ("/assessments", held.path, f"{held.path}/review", f"{held.path}/sample"):
        assert visitor.get(path).status_code == 403
    assert visitor.post(f"{held.path}/review", word="confirmed", hit="x").status_code == 403


def test_a_part_of_the_networks_sees_the_assessment_of_its_case_only(held: Held) -> None:
    part = held.visitor("part")
    sees = held.console.users["part"].networks
    assert sees
    case = held.console.cases[0]
    own = f"/assessment/{held.of_case.path.name}"
    assert part.get(held.path).status_code == 404
    assert part.get(f"{held.path}/review").status_code == 404
    assert held.folder.path.name not in part.get("/assessments").text
    seen = part.get(f"/case/{case.id}").status_code
    assert part.get(own).status_code == seen
    narrowed(held.console, f"{case.address}")
    one = held.visitor("part")
    assert (one.get(own).status_code, one.get(held.path).status_code) == (200, 404)
    narrowed(held.console, "203.0.113.9/32")
    assert held.visitor("part").get(own).status_code == 404


def test_the_review_goes_from_hit_to_hit_and_rejected_ones_are_left_out(held: Held) -> None:
    console, analyst = held.console, held.visitor("analyst")
    before = summary.summary_line(console.workspace, held.folder)
    path = f"{held.path}/review"
    page = analyst.get(path, **{"accept-language": "en"})
    assert page.status_code == 200
    hits = review.queue(console.workspace, held.folder).hits
    first, second = [one for one in hits if one.label == "us_ssn"]
    assert [re.search(rf'data-key="{key}"', page.text) is not None for key in "ynx"] == [True] * 3
    assert "<mark>***-**-" in page.text
    assert "SSN" in page.text
    assert SSN not in page.text
    assert "<script>alert" not in page.text
    lines = json.loads(analyst.get(f"{path}?format=json").text)
    assert {one["type"] for one in lines} == {"hit"}
    assert SSN not in json.dumps(lines)
    # Passed over: the next one comes, and the first waits.
    order = [one.id for one in review.queue(console.workspace, held.folder).hits]
    passed = analyst.get(f"{path}?after={order[0]}").text
    assert f'value="{order[0]}"' not in passed
    answer = analyst.post(path, hit=first.id, word="rejected")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}?after={first.id}")
    after = summary.summary_line(console.workspace, held.folder)
    assert (before["rejected"], after["rejected"]) == (0, 1)
    response = Judgements(console.workspace.store.records).of_kind(JudgementKind.HIT)
    assert [(one.subject, one.by, one.word.value) for one in response] == [(first.id, "analyst", "rejected")]
    whole = text_of(analyst.get(held.path, **{"accept-language": "en"}))
    assert "1 hit was rejected and is left out" in whole
    for fields in ({"hit": second.id, "word": "clean"}, {"hit": second.id}):
        assert analyst.post(path, **fields).status_code == 400
    assert analyst.post(path, hit="f" * 32, word="confirmed").status_code == 404
    for one in review.queue(console.workspace, held.folder).open_for("analyst"):
        assert analyst.post(path, hit=one.id, word="confirmed").status_code == 303
    assert "No hits to review." in text_of(analyst.get(path, **{"accept-language": "en"}))


def test_the_sample_is_judged_and_gives_its_bound(held: Held) -> None:
    console, analyst = held.console, held.visitor("analyst")
    path = f"{held.path}/sample"
    first = text_of(analyst.get(f"{path}?n=4", **{"accept-language": "en"}))
    assert "4 of 6 documents in the sample; 0 reviewed; 0 not clean." in first
    assert "Hello, number" in first
    for one in sample.sample(console.workspace, held.folder, 4).documents:
        answer = analyst.post(path, document=one.digest.hex(), word="clean", n="4")
        assert answer.headers["location"] == f"{path}?after={one.digest.hex()}&n=4"
    lines = json.loads(analyst.get(f"{path}?n=4&format=json").text)
    assert [one["type"] for one in lines] == [*["clean_document"] * 4, "sample"]
    assert "said" not in lines[0]
    page = text_of(analyst.get(f"{path}?n=4", **{"accept-language": "en"}))
    assert (
        f"{100 * (1 - 0.05**0.25):.2f} % of the clean documents were missed at most, with 95 % confidence"
        in page
    )
    assert "No documents to review." in page
    manager = held.visitor("case_manager")
    one = sample.sample(console.workspace, held.folder, 4).documents[0]
    assert manager.post(path, document=one.digest.hex(), word="not_clean", n="4").status_code == 303
    page = text_of(manager.get(f"{path}?n=4", **{"accept-language": "en"}))
    assert "analyst, case_manager: 0 of 1 alike, Cohen's kappa 0.00" in page
    for number in ("0", "501", "x", "-1", "1e3"):
        assert analyst.get(f"{path}?n={number}").status_code == 400
    assert analyst.post(path, document="00", word="clean").status_code == 404


def test_an_unknown_one_is_not_found(held: Held) -> None:
    analyst = held.visitor("analyst")
    for id in ("nothing", held.folder.path.name[:6]):
        assert analyst.get(f"/assessment/{id}").status_code == 404


@pytest.mark.parametrize("counts", [[1, 1, 1], [0, 0], [5, 0, 0, 0, 0], [333, 333, 334], [1, 9999, 3, 7, 1]])
def test_percents_add_up(counts: list[int]) -> None:
    assert round(sum(pictures.percents(counts)), 6) == (100 if sum(counts) else 0)
