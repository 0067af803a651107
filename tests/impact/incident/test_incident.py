"""A made-up incident of which everything is known: what the logs are said to show is what is true."""

from __future__ import annotations

from pathlib import Path

import pytest

from leftopen.impact.logs import lists
from leftopen.impact.logs.judge_line import LogQuery
from leftopen.impact.logs.log_set import log_set
from leftopen.impact.logs.read_logs import Readings, ReadRequest, read_logs
from leftopen.model.access_logs import ItemAnswer
from leftopen.service.access_logs.items import items_of_file
from tests.impact.incident.incident import SCENES, Incident, Truth, make
from tests.impact.incident.messages import BEGIN, END, OWN_NETWORK, SCANNER
from tests.tier import tier

MEMORY = 1024 * 1024 * 1024
SEEDS = range(tier(1, 5))
EVERY_DAY = ("rotated_twice", "hour_lost")
CASES = [pytest.param(one, marks=() if one in EVERY_DAY else pytest.mark.full) for one in SCENES]
NOT, UNKNOWN, POSSIBLY = "not_served", "cannot_be_known", "possibly_served"


def read(incident: Incident, folder: Path) -> Readings:
    scanners = folder / "scanners.txt"
    scanners.write_text(f"{SCANNER}\n")
    request = ReadRequest(
        query=LogQuery(start=BEGIN, end=END, without_content=("/health",)),
        own=(OWN_NETWORK,),
        lists=(lists.read_list(scanners),),
    )
    return read_logs(request, log_set([incident.folder]), items_of_file(incident.items), folder, MEMORY)


def differences(truths: dict[str, Truth], answers: tuple[ItemAnswer, ...]) -> list[str]:
    found = []
    for one in answers:
        true, answer = truths[one.item.id], one.verdict.value
        fate, given = true.message.fate.name, (*one.reasons, *one.limits)
        shown = f"{one.item.id} {fate}: true {true.verdict}, said {answer} {given}"
        explained = true.why in one.reasons if true.why else answer != UNKNOWN or bool(one.limits)
        if answer != true.verdict or not explained:
            found.append(shown)
    return found


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("scene", CASES)
def test_each_message_has_its_true_class(scene: str, seed: int, tmp_path: Path) -> None:
    incident = make(tmp_path / "made", scene, seed)
    found = read(incident, tmp_path)
    assert [one.item.id for one in found.answers] == list(incident.truths)
    wrong = [
        incident.truths[one.item.id].message.fate.name
        for one in found.answers
        if incident.truths[one.item.id].delivered and one.verdict.value == NOT
    ]
    assert wrong == [], "served, called not served"
    assert differences(incident.truths, found.answers) == []
    assert miscounted(incident.truths, found.answers) == []
    assert ("scanner", 1) in {(group.group.value, group.clients) for group in found.groups}


def miscounted(truths: dict[str, Truth], answers: tuple[ItemAnswer, ...]) -> list[str]:
    """Messages that were served, and whose reads, clients or times are others than those that were logged."""
    found = []
    for one in answers:
        logged = truths[one.item.id].logged
        if truths[one.item.id].message.fate.verdict != NOT and logged:
            times = sorted(request.at.replace(microsecond=0) for request in logged)
            answer = (
                one.reads,
                set(one.addresses),
                [at and at.replace(microsecond=0) for at in (one.first, one.last)],
            )
            true = (len(logged), {request.client for request in logged}, [times[0], times[-1]])
            if answer != true:
                found.append(f"{one.item.id}: true {true}, said {answer}")
    return found
