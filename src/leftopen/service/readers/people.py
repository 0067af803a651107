"""Joins a reading of access logs with the people of an assessment: whose data was served, and to how many."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from leftopen import catalogue
from leftopen.impact.assess.inventory import Inventory, shown_path
from leftopen.impact.people.served import (
    FileReading,
    KindServed,
    PeopleServed,
    PersonServed,
    ServedIndex,
    file_reading,
)
from leftopen.model.facts import Json
from leftopen.model.readers import ItemAnswer, ReadersResult
from leftopen.service.assessments import assessments, count
from leftopen.service.assessments.block_file import BlockFile
from leftopen.service.assessments.folder import AssessmentFolder
from leftopen.service.assessments.people import to_json
from leftopen.service.assessments.reviewed import rejections
from leftopen.service.assessments.stored_people import BLOCK, StoredPeople
from leftopen.service.readers import messages, saved
from leftopen.service.readers.items import FILE_ID
from leftopen.service.workspace import Workspace

Key = tuple[str, int]
"""The name of a file without its folders, in lower case, and its bytes (-1 unknown)."""


@dataclass(slots=True)
class StoredServed:
    """What the access logs say of each person of an assessment, in the order of its people. It keeps one
    block, and so is for one reader."""

    counts: PeopleServed
    _file: BlockFile
    _at: int = -1
    _block: list[PersonServed] = field(default_factory=list)

    def at(self, position: int) -> PersonServed:
        """Raises StoreFailed."""
        if position // BLOCK != self._at:
            self._at = position // BLOCK
            self._block = self._file.block(self._at, list[PersonServed])
        return self._block[position % BLOCK]


def of_assessment(workspace: Workspace, folder: AssessmentFolder) -> tuple[StoredPeople, StoredServed | None]:
    """The people of an assessment without the hits that reviewers rejected, and what the newest reading of
    its case says of them; the second is None without a reading. Counted once for what there is now. Raises
    NotCounted where they are not counted here, StoreFailed."""
    people = count.made(workspace, folder, StoredPeople.open)
    case = folder.assessment().case
    state = saved.state(workspace, case) if case else ""
    if not state:
        return people, None
    of = f"{people.of} {state}"
    served = _stored(folder, of)
    if served is None:
        with count.turn(workspace, folder):
            served = _stored(folder, of) or _count_served(workspace, folder, people, of)
    return people, served


def _stored(folder: AssessmentFolder, of: str) -> StoredServed | None:
    file = folder.blocks(count.SERVED, of)
    return StoredServed(file.head(PeopleServed), file) if file else None


def _count_served(
    workspace: Workspace, folder: AssessmentFolder, people: StoredPeople, of: str
) -> StoredServed | None:
    """None where the reading was removed meanwhile."""
    reading = saved.load(workspace, folder.assessment().case)
    if reading is None:
        return None
    made_of, index = folder.made_of(of), _added(workspace, folder, reading)
    made = index.people(people)
    blocks = iter(lambda: list(islice(made, BLOCK)), [])
    folder.put_blocks(count.SERVED, made_of, blocks, index.counted)
    file = folder.blocks(count.SERVED, of)
    return StoredServed(file.head(PeopleServed), file) if file else None


def _added(workspace: Workspace, folder: AssessmentFolder, reading: ReadersResult) -> ServedIndex:
    index, rejected = served_index(folder, reading), rejections(workspace)
    for result in folder.results():
        index.add(rejected.apply(result))
    return index


def of_result(workspace: Workspace, result: ReadersResult) -> PeopleServed | None:
    """None where the items are no files of an assessment, or it is deleted. What is kept of the case is
    counted once; any other reading each time."""
    if not result.assessment:
        return None
    folder = assessments.get(workspace, result.assessment)
    people, served = of_assessment(workspace, folder)
    if served and result == saved.load(workspace, folder.assessment().case):
        return served.counts
    index = _added(workspace, folder, result)
    for _ in index.people(people):
        pass
    return index.counted()


def served_index(folder: AssessmentFolder, reading: ReadersResult) -> ServedIndex:
    """To add the assessment's results to."""
    files = file_readings(folder, reading)
    if not reading.by_message or reading.assessment != folder.path.name:
        return ServedIndex(files=files)
    found = messages.messages_of(folder)
    answers = messages.by_place(found, reading.answers)
    return ServedIndex(
        files=files,
        mails={place: file_reading([one]) for place, one in answers.items()},
        by_message=found.files,
    )


def file_readings(folder: AssessmentFolder, reading: ReadersResult) -> dict[int, FileReading]:
    """By the number of the file: by the item's id if the items are its files, else by name and bytes. Only
    files that an item stands for."""
    found = folder.inventory()
    if reading.assessment == folder.path.name:
        by_id = {one.item.id: one for one in reading.answers}
        numbered = (
            (number, by_id.get(FILE_ID.format(number if file.inside < 0 else file.inside)))
            for number, file in enumerate(found.files)
        )
        return {number: file_reading([one]) for number, one in numbered if one is not None}
    return _by_name(found, reading)


def _by_name(found: Inventory, reading: ReadersResult) -> dict[int, FileReading]:
    """Two files, or two items, of one name and length are not told apart: then a whole answer was possibly
    for the other."""
    items: defaultdict[Key, list[ItemAnswer]] = defaultdict(list)
    for one in reading.answers:
        items[_key(one.item.name or one.item.path, one.item.size)].append(one)
    keys = {
        number: _key(shown_path(file), file.size)
        for number, file in enumerate(found.files)
        if file.inside < 0
    }
    count = Counter(keys.values())
    readings: dict[int, FileReading] = {}
    for number, key in keys.items():
        sized, unsized = items.get(key, []), items.get((key[0], -1), [])
        answers = [*sized, *unsized]
        if answers:
            sure = count[key] == 1 and len(answers) == 1 and bool(sized)
            readings[number] = file_reading(answers, sure=sure)
    # Whoever got an archive got what is in it.
    held = {number: file.inside for number, file in enumerate(found.files) if file.inside in readings}
    return readings | {number: readings[inside] for number, inside in held.items()}


def _key(path: str, size: int) -> Key:
    return path.rpartition("/")[2].lower(), size


def lines(served: PeopleServed) -> Iterator[dict[str, Json]]:
    """`type: people_served`, one for all kinds of data together (`label` null), and one for each."""
    detectors = catalogue.detectors()
    for kind in served.kinds:
        yield kind_line(kind) | {"title": detectors[kind.label].label if kind.label else None}


def kind_line(kind: KindServed) -> dict[str, Json]:
    return {
        "type": "people_served",
        "label": kind.label or None,
        "served": kind.served,
        "at_least": kind.certain,
        "at_most": kind.at_most,
        "possibly_served": kind.possibly,
        "cannot_be_known": kind.unknown,
        "not_served": kind.not_served,
        **to_json(kind.to),
    }
