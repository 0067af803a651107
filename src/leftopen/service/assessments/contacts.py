"""Names and addresses of the people of an assessment, read anew from its source. Nothing of it is stored."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from leftopen.impact.people.affected import Person
from leftopen.impact.people.contacts import Contact, by_owner, contacts
from leftopen.impact.people.mention_index import identity
from leftopen.impact.respond.letters import NotAddressed
from leftopen.impact.review.read_place import GONE
from leftopen.model.assessment import FoundDocument
from leftopen.model.people import Mention, MentionReason
from leftopen.service.assessments.accepted_results import rejections
from leftopen.service.assessments.folder import AssessmentFolder
from leftopen.service.assessments.sources import reopen
from leftopen.service.workspace.workspace import Workspace

MOST = 3
"""Documents of one person that are read: those with a postal address, tables and forms first, then the
newest."""
WHOLE = frozenset({MentionReason.ROW, MentionReason.FORM})


@dataclass(slots=True)
class ReadAnew:
    """By the number of the person: each document's year (0 unknown), and what it says of them; and why one
    could not be read."""

    found: defaultdict[int, list[tuple[int, Contact]]] = field(default_factory=lambda: defaultdict(list))
    failed: dict[int, NotAddressed] = field(default_factory=dict)


def read_contacts(
    workspace: Workspace, folder: AssessmentFolder, people: Iterable[Person], *, by: str, moved: Path | None
) -> ReadAnew:
    """`moved`: where the folder that was assessed is now, None where it was. Raises BadSetting."""
    owners = {id: at for at, person in enumerate(people) for id, _ in person.mentioned}
    made, contents = ReadAnew(), workspace.contents()
    with reopen(workspace, folder, by=by, moved=moved) as read:
        for document, mentions in _chosen(workspace, folder, owners):
            text = read(document.place)
            if text.why:
                changed = text.why == GONE or " since the " in text.why
                why = NotAddressed.CHANGED if changed else NotAddressed.UNREADABLE
                made.failed.update((at, why) for _, at in mentions)
                continue
            for at, contact in by_owner(contacts(contents, text.text, document.kind), mentions):
                made.found[at].append((document.year, contact))
    return made


_Owned = tuple[FoundDocument, Sequence[tuple[Mention, int]]]


def _chosen(workspace: Workspace, folder: AssessmentFolder, owners: dict[bytes, int]) -> Iterator[_Owned]:
    """The documents that are read, with whose each mention is."""
    best: defaultdict[int, list[tuple[bool, bool, int, str]]] = defaultdict(list)
    for document, mentions in _owned(workspace, folder, owners):
        for mention, at in mentions:
            postal = any(one.label == "postal_address" for one in mention.values)
            best[at].append((postal, mention.reason in WHOLE, document.year, document.place))
            best[at] = sorted(set(best[at]), reverse=True)[:MOST]
    places = {place for ranked in best.values() for _, _, _, place in ranked}
    for document, mentions in _owned(workspace, folder, owners):
        if document.place in places:
            yield document, mentions


def _owned(workspace: Workspace, folder: AssessmentFolder, owners: dict[bytes, int]) -> Iterator[_Owned]:
    rejected = rejections(workspace)
    for result in folder.results():
        for document in rejected.apply(result).found:
            mentions = [(one, owners[id]) for one in document.people if (id := identity(one)) in owners]
            if mentions:
                yield document, mentions
