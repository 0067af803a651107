"""A made-up incident: a case, an assessment whose every value is known, a reading of the logs."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from leftopen.impact.assess.inventory import Inventory
from leftopen.model.access_logs import (
    ClientGroup,
    GroupCount,
    HourCoverage,
    Item,
    ItemAnswer,
    ReadersResult,
    ReadHour,
    ReadVerdict,
    VerdictCount,
)
from leftopen.model.assessment import (
    Assessment,
    Depth,
    FoundDocument,
    FoundValue,
    Outcome,
    SourceFile,
    UnitResult,
)
from leftopen.model.case import CaseEventKind
from leftopen.model.people import MaskedName, Mention, MentionReason, PersonValue, Role
from leftopen.service.access_logs import saved
from leftopen.service.assessments.folder import AssessmentFolder
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.append import CaseWriter
from leftopen.translate import N_
from tests.cases.made_up import START, detected_body

CASE = "a1" * 16
NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
HOLDS: Sequence[tuple[str, int]] = (
    ("us_marking", 2), ("cui", 1), ("us_ssn", 5), ("private_key", 2), ("piid", 3),
)  # fmt: skip
"""Label and in how many documents; each document holds a value of its own and one that all share."""
MARKS = {"us_marking": "SECRET//NOFORN", "cui": "CUI//SP-PRVCY", "fr_marking": "DIFFUSION RESTREINTE"}
"""A marking is stored as it stands."""
OUTCOMES = {"read": 20, "failed": 1, "carved": 2, "encrypted": 3, "unread": 4}


def begun(workspace: Workspace) -> None:
    CaseWriter(Changes(workspace.store.records)).append(
        CASE, CaseEventKind.DETECTED, START, "leftopen", detected_body()
    )


def unit(holds: Sequence[tuple[str, int]] = HOLDS, outcomes: dict[str, int] | None = None) -> UnitResult:
    """The result of the only unit."""
    found = [
        FoundDocument(
            place=f"0:{1000 * at}/{number}",
            kind="mail",
            size=100,
            year=2020,
            digest=_digest(f"{label}{number}"),
            units=("example.mil",),
            values=(
                FoundValue(
                    label=label, digest=_digest(f"{label} {number}"), masked=MARKS.get(label, "*"), count=2
                ),
                FoundValue(label=label, digest=_digest(f"{label} shared"), masked=MARKS.get(label, "*")),
            ),
        )
        for at, (label, count) in enumerate(holds, 1)
        for number in range(count)
    ]
    whole = OUTCOMES if outcomes is None else outcomes
    return UnitResult(
        number=0, outcomes=dict(whole), documents={"mail": sum(whole.values())}, years={},
        found=tuple(found), text_bytes=1000,
    )  # fmt: skip


def assess(
    workspace: Workspace,
    id: str,
    result: UnitResult | None,
    *,
    depth: Depth = Depth.DEEP,
    days: int = 0,
    units: int = 1,
    files: Sequence[SourceFile] = (),
) -> AssessmentFolder:
    """Stores an assessment of the case; `result` None: nothing is read yet."""
    assessment = Assessment(
        id=id, created=NOW + timedelta(days=days), by="maria", depth=depth, paths=("/copy",), files=1,
        bytes=100, units=units, case=CASE,
    )  # fmt: skip
    folder = AssessmentFolder.create(
        workspace.data, assessment, Inventory(files=tuple(files), units=(), skipped=())
    )
    if result is not None:
        folder.put(result)
    return folder


PEOPLE = {0: ("ann", "bob"), 1: ("bob", "cyd"), 2: ("dee",)}
"""Who is in which file of the assessment."""
FILES = tuple(SourceFile(path=f"/copy/{number}.eml".encode(), size=100, changed=0) for number in PEOPLE)
ANSWERS = (
    ItemAnswer(
        item=Item(id="file-0", name="0.eml", size=100), verdict=ReadVerdict.SERVED, reads=3, clients=2,
        addresses=("203.0.113.1", "203.0.113.2"), first=START, last=START + timedelta(minutes=5),
    ),
    ItemAnswer(item=Item(id="file-1", name="1.eml", size=100), verdict=ReadVerdict.SERVED, reads=1, clients=1,
               addresses=("203.0.113.2",), first=START, last=START),
    ItemAnswer(item=Item(id="file-2", name="2.eml", size=100), verdict=ReadVerdict.UNKNOWN, limits=("gap",)),
)  # fmt: skip


def with_people(result: UnitResult) -> UnitResult:
    """The same result, and a document in each file with the SSN and the name of each of its people."""
    answer = (
        FoundDocument(
            place=f"{number}:{at}", kind="mail", size=100, year=2020, digest=_digest(f"{number} {at}"),
            units=(),
            values=(FoundValue(label="us_ssn", digest=_digest(name), masked="*"),), people=(_mention(name),),
        )
        for number, names in PEOPLE.items()
        for at, name in enumerate(names)
    )  # fmt: skip
    return replace(result, found=(*result.found, *answer))


def _mention(name: str) -> Mention:
    masked = MaskedName(
        full=_digest(f"name {name}"), family=_digest("family"), masked=f"{name[0].upper()}***"
    )
    ssn = PersonValue(label="us_ssn", digest=_digest(name), masked="*")
    return Mention(reason=MentionReason.FORM, role=Role.SUBJECT, name=masked, values=(ssn,))


def read_logs(workspace: Workspace, assessment: str = "") -> ReadersResult:
    """Two hours, of which one has no log; three items: the files of the assessment, if one is named."""
    hours = [
        HourCoverage(
            log="web1", start=START + timedelta(hours=at), lines=10, unread=0, why=why, margin=margin
        )
        for at, why, margin in ((0, "", False), (1, "gap", False), (2, "", True))
    ]
    counts = [(ReadVerdict.SERVED, 2, 2, 3), (ReadVerdict.UNKNOWN, 1, 0, 1)]
    result = ReadersResult(
        made=NOW, version="1", case=CASE, server="", start=START, end=START + timedelta(hours=2),
        files=(), hours=tuple(hours),
        counts=tuple(
            VerdictCount(verdict=verdict, count=count, at_least=least, at_most=most)
            for verdict, count, least, most in counts
        ),
        groups=(
            GroupCount(group=ClientGroup.OWN, clients=3, readers=3, requests=9, bytes=9),
            GroupCount(group=ClientGroup.UNKNOWN, clients=4, readers=2, requests=5, bytes=77),
        ),
        clients=(), open_paths=(), answers=ANSWERS, assessment=assessment,
        limits=(N_("a log of one hour is missing"),),
        read_hours=(ReadHour(start=START, reads=4, possibly=1, own=2),),
    )  # fmt: skip
    saved.save(workspace, result)
    return result


def outcome(name: Outcome) -> int:
    return OUTCOMES[name.value]


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()[:16]
