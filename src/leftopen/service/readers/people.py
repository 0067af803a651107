"""Joins a reading of access logs with the people of an assessment: whose data was served, and to how many."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from leftopen import catalogue
from leftopen.impact.assess.inventory import Inventory, shown_path
from leftopen.impact.people.affected import Affected, affected
from leftopen.impact.people.gather import MentionIndex
from leftopen.impact.people.served import (
    FileReading,
    KindServed,
    PeopleServed,
    ServedIndex,
    file_reading,
)
from leftopen.model.facts import Json
from leftopen.model.readers import ItemAnswer, ReadersResult
from leftopen.service.assessments import assessments
from leftopen.service.assessments.folder import AssessmentFolder
from leftopen.service.assessments.people import to_json
from leftopen.service.assessments.reviewed import rejections, results
from leftopen.service.readers import messages, saved
from leftopen.service.readers.items import FILE_ID
from leftopen.service.workspace import Workspace

Key = tuple[str, int]
"""The name of a file without its folders, in lower case, and its bytes (-1 unknown)."""


def of_assessment(workspace: Workspace, folder: AssessmentFolder) -> tuple[Affected, PeopleServed | None]:
    """The people of an assessment, and what the newest reading of its case says of them."""
    case = folder.assessment().case
    return joined(workspace, folder, saved.load(workspace, case) if case else None)


def joined(
    workspace: Workspace, folder: AssessmentFolder, reading: ReadersResult | None
) -> tuple[Affected, PeopleServed | None]:
    """Reads the results of the assessment once, without the hits that reviewers rejected. The second is None
    without a reading."""
    index = MentionIndex()
    served = served_index(folder, reading) if reading else None
    for result in results(folder, rejections(workspace)):
        index.add(result)
        if served:
            served.add(result)
    found = affected(index)
    return found, served.people(found) if served else None


def of_result(workspace: Workspace, result: ReadersResult) -> PeopleServed | None:
    """None where the items are no files of an assessment, or it is deleted."""
    if not result.assessment:
        return None
    return joined(workspace, assessments.get(workspace, result.assessment), result)[1]


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
        numbered = ((number, by_id.get(FILE_ID.format(number))) for number in range(len(found.files)))
        return {number: file_reading([one]) for number, one in numbered if one is not None}
    return _by_name(found, reading)


def _by_name(found: Inventory, reading: ReadersResult) -> dict[int, FileReading]:
    """Two files, or two items, of one name and length are not told apart: then a whole answer was possibly
    for the other."""
    items: defaultdict[Key, list[ItemAnswer]] = defaultdict(list)
    for one in reading.answers:
        items[_key(one.item.name or one.item.path, one.item.size)].append(one)
    keys = [_key(shown_path(file), file.size) for file in found.files]
    count = Counter(keys)
    readings: dict[int, FileReading] = {}
    for number, key in enumerate(keys):
        sized, unsized = items.get(key, []), items.get((key[0], -1), [])
        answers = [*sized, *unsized]
        if answers:
            sure = count[key] == 1 and len(answers) == 1 and bool(sized)
            readings[number] = file_reading(answers, sure=sure)
    return readings


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
