"""Joins a reading of access logs with the people of an assessment: whose data was served, and to how many."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from leftopen import catalogue
from leftopen.impact.assess.inventory import Inventory, shown_path
from leftopen.impact.people.file_reading import POSSIBLY, FileReading, file_reading
from leftopen.impact.people.served import (
    KindServed,
    PeopleServed,
    PersonServed,
    ServedIndex,
    UntiedItems,
)
from leftopen.model.access_logs import ItemAnswer, ReadersResult, ReadVerdict
from leftopen.model.facts import Json
from leftopen.service.access_logs import messages, saved
from leftopen.service.access_logs.items import FILE_ID, message_id
from leftopen.service.assessments import assessments, count, of_case
from leftopen.service.assessments.accepted_results import rejections
from leftopen.service.assessments.block_file import BlockFile
from leftopen.service.assessments.folder import AssessmentFolder
from leftopen.service.assessments.people import to_json
from leftopen.service.assessments.stored_people import BLOCK, StoredPeople
from leftopen.service.workspace.workspace import Workspace

EXAMPLES = 3
RULES = 3
"""By which it is said whose data was served: with another number, what is stored is counted again."""
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
    people = count.result(workspace, folder, StoredPeople.open)
    case = folder.assessment().case
    state = saved.state(workspace, case) if case else ""
    if not state:
        return people, None
    of = f"{people.of} {state} {RULES}"
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
    made_of, index = folder.made_of(of), _added(workspace, folder, reading, people)
    made = index.people(people)
    blocks = iter(lambda: list(islice(made, BLOCK)), [])
    folder.put_blocks(count.SERVED, made_of, blocks, index.counted)
    file = folder.blocks(count.SERVED, of)
    return StoredServed(file.head(PeopleServed), file) if file else None


def _added(
    workspace: Workspace, folder: AssessmentFolder, reading: ReadersResult, people: StoredPeople
) -> ServedIndex:
    index, rejected = served_index(workspace, folder, reading), rejections(workspace)
    index.bounds = people.head.bounds
    for result in folder.results():
        index.add(rejected.apply(result))
    return index


def of_result(workspace: Workspace, result: ReadersResult) -> PeopleServed | None:
    """By the assessment whose files the items are, else by that of the case; None where there is none. What
    is kept of the case is counted once; any other reading each time."""
    case = of_case.chosen(workspace, result.case) if result.case and not result.assessment else None
    if not result.assessment and case is None:
        return None
    folder = case.folder if case else assessments.get(workspace, result.assessment)
    people, served = of_assessment(workspace, folder)
    if served and result == saved.load(workspace, folder.assessment().case):
        return served.counts
    index = _added(workspace, folder, result, people)
    for _ in index.people(people):
        pass
    return index.counted()


def served_index(workspace: Workspace, folder: AssessmentFolder, reading: ReadersResult) -> ServedIndex:
    """To add the assessment's results to."""
    if reading.assessment != folder.path.name:
        return _by_own_list(workspace, folder, reading)
    found = folder.inventory()
    by_id = {one.item.id: one for one in reading.answers}
    numbered = (
        (number, by_id.get(FILE_ID.format(number if file.inside < 0 else file.inside)))
        for number, file in enumerate(found.files)
    )
    files = {number: file_reading([one]) for number, one in numbered if one is not None}
    detectors, every = workspace.contents().detectors, len(files) == len(found.files)
    if not reading.by_message:
        return ServedIndex(files=files, detectors=detectors, every=every)
    mails = messages.messages_of(folder)
    answers = messages.by_place(mails, reading.answers)
    return ServedIndex(
        files=files,
        mails={place: file_reading([one]) for place, one in answers.items()},
        by_message=mails.files,
        detectors=detectors,
        every=every,
    )


def _by_own_list(workspace: Workspace, folder: AssessmentFolder, reading: ReadersResult) -> ServedIndex:
    """Of items that somebody listed: by their Message-ID, else by name and bytes, else only by bytes."""
    inventory = folder.inventory()
    named = [one for one in reading.answers if _message(one)]
    mails = messages.messages_of(folder) if named else messages.Messages()
    of_place = messages.by_id(mails, workspace.contents().key, ((_message(one), one) for one in named))
    tied = {id(one) for answers in of_place.values() for one in answers}
    rest = [one for one in reading.answers if id(one) not in tied]
    files, met = _by_name(inventory, rest)
    # An answer in JSON has another length than the mail in it, but one that fits may be it.
    sized, also = _by_size(inventory, [one for one in rest if id(one) not in met], files)
    untied = [one for one in rest if id(one) not in met | also]
    shared = messages.shared_ids(mails)
    return ServedIndex(
        files=files | sized,
        detectors=workspace.contents().detectors,
        every=len(files | sized) == len(inventory.files),
        mails={place: file_reading(answers, sure=place not in shared) for place, answers in of_place.items()},
        by_message=mails.files,
        untied=_untied(untied),
    )


def _message(one: ItemAnswer) -> str:
    return message_id(one.item.message or one.item.id)


def _untied(answers: Sequence[ItemAnswer]) -> UntiedItems:
    served = [one for one in answers if one.verdict in (ReadVerdict.SERVED, ReadVerdict.SERVED_IN_PART)]
    possibly = [one for one in answers if one.verdict is ReadVerdict.POSSIBLY]
    shown = [one.item.path or one.item.name or one.item.id for one in (*served, *possibly)[:EXAMPLES]]
    return UntiedItems(items=len(answers), served=len(served), possibly=len(possibly), examples=tuple(shown))


def _by_size(
    found: Inventory, answers: Sequence[ItemAnswer], files: Mapping[int, FileReading]
) -> tuple[dict[int, FileReading], set[int]]:
    """Files of a length that no other file and no other item has: what was served was possibly that one."""
    sizes = Counter(file.size for file in found.files if file.inside < 0)
    items = Counter(one.item.size for one in answers)
    of = {
        file.size: number
        for number, file in enumerate(found.files)
        if number not in files and file.inside < 0
    }
    met = {
        of[one.item.size]: one
        for one in answers
        if one.item.size > 0 and one.item.size in of and sizes[one.item.size] == items[one.item.size] == 1
    }
    readings = {number: file_reading([one], sure=False) for number, one in met.items()}
    possible = {number: one for number, one in readings.items() if one.rank >= POSSIBLY}
    return possible, {id(met[number]) for number in possible}


def _by_name(found: Inventory, given: Sequence[ItemAnswer]) -> tuple[dict[int, FileReading], set[int]]:
    """And which of the answers stand for a file. Two files, or two items, of one name and length are not told
    apart: then a whole answer was possibly for the other."""
    items: defaultdict[Key, list[ItemAnswer]] = defaultdict(list)
    for one in given:
        items[_key(one.item.name or one.item.path, one.item.size)].append(one)
    keys = {
        number: _key(shown_path(file), file.size)
        for number, file in enumerate(found.files)
        if file.inside < 0
    }
    count = Counter(keys.values())
    readings, met = dict[int, FileReading](), set[int]()
    for number, key in keys.items():
        sized, unsized = items.get(key, []), items.get((key[0], -1), [])
        answers = [*sized, *unsized]
        if answers:
            sure = count[key] == 1 and len(answers) == 1 and bool(sized)
            readings[number] = file_reading(answers, sure=sure)
            met.update(map(id, answers))
    # Whoever got an archive got what is in it.
    held = {number: file.inside for number, file in enumerate(found.files) if file.inside in readings}
    return readings | {number: readings[inside] for number, inside in held.items()}, met


def _key(path: str, size: int) -> Key:
    return path.rpartition("/")[2].lower(), size


def lines(served: PeopleServed) -> Iterator[dict[str, Json]]:
    """`type: people_served`, one for all kinds of data together (`label` null), and one for each."""
    detectors = catalogue.detectors()
    for kind in served.kinds:
        title = detectors[kind.label].label if kind.label else None
        untied = {"items_not_tied": served.untied.items, "read_items_not_tied": served.untied.read}
        yield kind_line(kind) | {"title": title, **untied}


def kind_line(kind: KindServed) -> dict[str, Json]:
    return {
        "type": "people_served",
        "label": kind.label or None,
        # Nobody knows that it was nobody.
        "served": None if kind.nobody_known else kind.bounds.people,
        "at_least": kind.bounds.at_least,
        "at_most": kind.bounds.at_most,
        "possibly_served": kind.possibly,
        "cannot_be_known": kind.unknown,
        "not_served": kind.not_served,
        **to_json(kind.to),
    }
