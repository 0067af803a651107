"""The mails of an assessment as items of their own, where the logs name messages.

A mailbox file is one file, but Microsoft 365 and Postfix say which message went out. The assessment keeps of
each Message-ID a keyed digest; the logs' own IDs are digested in the same way and matched. Neither result
keeps a Message-ID.

A mail that is attached to another went out with that one, and where the logs name it itself. So it is an item
only if they do.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from leftopen.impact.assess.inventory import Inventory
from leftopen.impact.assess.message_key import ID_BYTES, MAILS, NAMELESS, id_digest
from leftopen.impact.logs.log_set import LogSet
from leftopen.impact.logs.message_ids import named_in
from leftopen.impact.logs.open_reads import OPEN, REFUSED_OPEN
from leftopen.impact.people.file_reading import inside_of, weight
from leftopen.impact.people.mention_index import place_key
from leftopen.model.access_logs import NO_MESSAGE_ID, Item, ItemAnswer, ReadVerdict
from leftopen.model.assessment import UnitKind, UnitResult
from leftopen.service.assessments.folder import AssessmentFolder
from leftopen.translate import N_, Message

MOST = 2_000_000
"""Messages of one assessment that are looked for one by one."""
EARLIER = N_(
    "The logs name messages, but an earlier version made the assessment, without message digests of all "
    "mails. Access to the other mails is not known. Assess the store again (leftopen assess PATH), then "
    "read the logs again."
)
NO_IDS = N_(
    "The logs name messages, but no mail of the assessment has a Message-ID. The served mails are not known."
)
TOO_MANY = N_(
    "The logs name messages, but the assessment has more than {most} messages, the limit. The served "
    "messages are not known. Assess the store in parts.",
    most=MOST,
)
MAIL_ID = "mail-{}"
ENDS = (b".eml", b".msg", b".mbox", b".mbx", b".pst", b".ost", b".mht", b"winmail.dat")


@dataclass(slots=True, kw_only=True)
class Messages:
    """`places` of each distinct message, by its key, in order; `in_mail`: those that are attached to a mail.
    `unnamed`: mails without a Message-ID that lie in no other, and those that could not be read. `files`:
    numbers of those that hold mails; `named`: of those that hold one with a Message-ID. `archives`: of each
    that lies in an archive, the number of that one, which alone is an item. `why` nothing, or not all, can be
    known of them; None where it can."""

    places: Mapping[bytes, tuple[str, ...]] = field(default_factory=dict)
    in_mail: Container[str] = frozenset()
    unnamed: int = 0
    files: frozenset[int] = frozenset()
    named: frozenset[int] = frozenset()
    archives: Mapping[int, int] = field(default_factory=dict)
    why: Message | None = None

    def own(self, number: int) -> int:
        """The file of the store that this one is or lies in."""
        return self.archives.get(number, number)

    @property
    def holders(self) -> frozenset[int]:
        """Files of the store that hold mails."""
        return frozenset(map(self.own, self.files))

    @property
    def unsure(self) -> frozenset[int]:
        """Those that stand for their mails, of which the logs can't name one."""
        return self.holders if self.why else self.holders - set(map(self.own, self.named))

    def top(self, places: Iterable[str]) -> bool:
        """Does the message lie in no other, at one of its places?"""
        return any(place not in self.in_mail for place in places)


def messages_of(folder: AssessmentFolder) -> Messages:
    """Reads every result once."""
    found: defaultdict[bytes, list[str]] = defaultdict(list)
    listed = folder.inventory()
    in_mail, files = set[str](), set(mail_files(listed))
    unnamed, earlier = 0, False
    for result in folder.results():
        if _is_earlier(result):
            earlier = True
            files |= _containers(result)
        unnamed += sum((result.unnamed or {}).values())
        files.update(map(int, result.unnamed or ()))
        for one in result.messages if len(found) <= MOST else ():
            found[one.key].append(one.place)
            files.add(place_key(one.place)[0])
            if one.in_mail:
                in_mail.add(one.place)
    many = len(found) > MOST
    places = {} if many else {key: tuple(sorted(where, key=place_key)) for key, where in found.items()}
    named = {place_key(one)[0] for where in places.values() for one in where if one not in in_mail}
    return Messages(
        places=places,
        in_mail=in_mail,
        unnamed=unnamed,
        files=frozenset(files),
        named=frozenset(named),
        archives={at: one.inside for at, one in enumerate(listed.files) if one.inside >= 0},
        why=TOO_MANY if many else EARLIER if earlier else None if places else NO_IDS,
    )


def _is_earlier(result: UnitResult) -> bool:
    """Of a version that gave no digest to every mail; and there was one."""
    return result.unnamed is None and bool((MAILS | NAMELESS) & result.documents.keys())


def _containers(result: UnitResult) -> set[int]:
    """Files that hold a mail, or may."""
    return {
        place_key(one.place)[0] for one in result.found if "/" in one.place or one.kind in MAILS | NAMELESS
    }


def mail_files(found: Inventory) -> frozenset[int]:
    """Numbers of the files that are mailboxes or mails: a log that names messages tells nothing of them as
    files."""
    boxes = {at for unit in found.units if unit.kind in (UnitKind.MBOX, UnitKind.PST) for at in unit.files}
    single = {at for at, file in enumerate(found.files) if file.path.lower().endswith(ENDS)}
    return frozenset(boxes | single)


def items(found: Messages, logs: LogSet, key: bytes, files: Mapping[int, Item]) -> dict[bytes, Item]:
    """One for each message, by its key; of those that are only attached to others, for each that the logs
    name. Those that the logs name have their Message-ID while the logs are read: `of_mails` takes it
    away. `files`: those of the assessment, which say whose mailbox they are."""
    known = {one[:ID_BYTES]: None for one in found.places}
    named = named_in(logs.logs, logs.formats, lambda id: id_digest(key, id), known)
    return {
        one: Item(id=named.get(one[:ID_BYTES], ""), mailboxes=_mailboxes(found, places, files))
        for one, places in found.places.items()
        if one[:ID_BYTES] in named or found.top(places)
    }


def _mailboxes(found: Messages, places: Iterable[str], files: Mapping[int, Item]) -> tuple[str, ...]:
    """Of a message and its copies; of any, where a file with it does not say whose it is."""
    of = [files[found.own(place_key(place)[0])].mailboxes for place in places]
    return tuple(sorted({one for each in of for one in each})) if all(of) else ()


def asked_files(found: Messages, files: Mapping[int, Item]) -> Iterator[Item]:
    """All files of the assessment, in order, where every log names messages. Those that hold mails are
    looked for without their length: that of another message may be the same."""
    holders = found.holders
    for number, one in files.items():
        yield replace(one, size=-1) if number in holders else one


def of_files(found: Messages, answers: Mapping[int, ItemAnswer], *, every: bool) -> Iterator[ItemAnswer]:
    """The answers for all files of the assessment, in order. `every` log names messages: then mailboxes and
    mails are no items of their own, unless the logs name such a file itself, as one in OneDrive."""
    unsure, holders = found.unsure, found.holders
    for number, one in answers.items():
        if number in unsure:
            yield not_known(one)
        elif not every or number not in holders or _is_named(one):
            yield one


def _is_named(one: ItemAnswer) -> bool:
    """By itself, not as any item."""
    return bool(set(one.reasons) - {OPEN, REFUSED_OPEN})


def of_mails(
    found: Messages, keys: Iterable[bytes], answers: Sequence[ItemAnswer], files: Mapping[int, ItemAnswer]
) -> Iterator[ItemAnswer]:
    """The answers for `items`, each called by the first place of its message instead of its Message-ID. With
    a mail or a file that was served, what it holds was. `files`: the answers for all of the assessment."""
    of_key = dict(zip(keys, answers, strict=True))
    of_place = {place: answer for key, answer in of_key.items() for place in found.places[key]}
    holders = found.holders
    whole = {number: one for number, one in files.items() if number in holders and _is_named(one)}
    for key, answer in of_key.items():
        places = found.places[key]
        outer = [one for place in places for one in _outer(found, place, answer, of_place)]
        outer += [whole[at] for at in {found.own(place_key(place)[0]) for place in places} if at in whole]
        strongest = max((answer, *outer), key=lambda one: weight(one.verdict))
        yield replace(strongest, item=Item(id=item_id(places[0])))


def _outer(
    found: Messages, place: str, answer: ItemAnswer, of_place: Mapping[str, ItemAnswer]
) -> Iterator[ItemAnswer]:
    """The answers for the mails that this one is attached to. If the outermost has none, nothing is known."""
    if place not in found.in_mail:
        return
    around = [one for one in inside_of(place)[:-1] if one in of_place]
    yield from map(of_place.__getitem__, around)
    if all(one in found.in_mail for one in around):
        yield replace(answer, verdict=ReadVerdict.UNKNOWN, limits=(*answer.limits, NO_MESSAGE_ID))


def not_known(answer: ItemAnswer) -> ItemAnswer:
    """Of a file with mails that have no digest: that the logs don't name it says nothing."""
    if answer.verdict is not ReadVerdict.NOT_SERVED:
        return answer
    return replace(answer, verdict=ReadVerdict.UNKNOWN, limits=(*answer.limits, NO_MESSAGE_ID))


def limits(found: Messages) -> tuple[Message, ...]:
    """What a reader of the figures must know."""
    why = (found.why,) if found.why else ()
    if not found.unnamed or found.why == NO_IDS:
        return why
    unnamed = N_(
        "Mails of the assessment without a Message-ID: {count}. The logs cannot be matched to these mails.",
        count=found.unnamed,
    )
    return (*why, unnamed)


def item_id(place: str) -> str:
    return MAIL_ID.format(place)


def by_id(
    found: Messages, key: bytes, answers: Iterable[tuple[str, ItemAnswer]]
) -> dict[str, list[ItemAnswer]]:
    """The answers for each mail, copies included, of items with a Message-ID."""
    of: defaultdict[bytes, list[ItemAnswer]] = defaultdict(list)
    for id, answer in answers:
        of[id_digest(key, id)].append(answer)
    return {
        place: of[one[:ID_BYTES]]
        for one, places in found.places.items()
        if one[:ID_BYTES] in of
        for place in places
    }


def shared_ids(found: Messages) -> frozenset[str]:
    """Places of messages that share their Message-ID with another: an item may be either."""
    count = Counter(one[:ID_BYTES] for one in found.places)
    return frozenset(
        place for one, places in found.places.items() if count[one[:ID_BYTES]] > 1 for place in places
    )


def by_place(found: Messages, answers: Iterable[ItemAnswer]) -> dict[str, ItemAnswer]:
    """The answer for each mail, copies included."""
    by_id = {one.item.id: one for one in answers if one.item.id.startswith("mail-")}
    return {
        place: by_id[item_id(places[0])]
        for places in found.places.values()
        if item_id(places[0]) in by_id
        for place in places
    }
