"""The mails of an assessment as items of their own, where the logs name messages.

A mailbox file is one file, but Microsoft 365 and Postfix say which message went out. The assessment keeps of
each Message-ID a keyed digest; the logs' own IDs are digested in the same way and matched. Neither result
keeps a Message-ID.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from leftopen.impact.assess.inventory import Inventory
from leftopen.impact.assess.message_key import ID_BYTES, id_digest
from leftopen.impact.logs.formats import log_formats
from leftopen.impact.logs.message_ids import named_in
from leftopen.impact.logs.sources import Source
from leftopen.impact.people.gather import place_key
from leftopen.model.assessment import UnitKind
from leftopen.model.bilingual import Bilingual
from leftopen.model.readers import Item, ItemAnswer
from leftopen.service.assessments.folder import AssessmentFolder

MOST = 2_000_000
"""Messages of one assessment that are looked for one by one."""
NO_IDS = Bilingual(
    en="The logs name messages, but the assessment has no Message-ID of its mails, or more than 2,000,000: "
    "which of its mails were served cannot be known. An assessment by an earlier version has none: assess "
    "again.",
    fr="Les journaux nomment des messages, mais l’évaluation n’a pas de Message-ID de ses courriels, ou plus "
    "de 2 000 000 : on ne peut pas savoir lesquels ont été servis. Une évaluation d’une version antérieure "
    "n’en a pas : évaluez à nouveau.",
)
MAIL_ID = "mail-{}"
ENDS = (b".eml", b".msg", b".mbox", b".mbx", b".pst", b".ost", b".mht", b"winmail.dat")
Place = tuple[int, int]
"""The number of the file, and the place of the mail in it: -1 where the file is the mail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Messages:
    """`places` of each distinct message, by its key, in order. `unnamed`: mails of mailboxes without a
    Message-ID."""

    places: Mapping[bytes, tuple[Place, ...]]
    unnamed: int


def messages_of(folder: AssessmentFolder) -> Messages | None:
    """None where there are more than `MOST`, or none at all."""
    found: defaultdict[bytes, list[Place]] = defaultdict(list)
    mails = 0
    for result in folder.results():
        mails += sum(result.mails.values()) if not result.only_digests else 0
        for one in result.messages:
            found[one.key].append(_place(one.place))
        if len(found) > MOST:
            return None
    named = sum(offset >= 0 for where in found.values() for _, offset in where)
    places = {key: tuple(sorted(where)) for key, where in found.items()}
    return Messages(places=places, unnamed=max(mails - named, 0)) if places else None


def _place(text: str) -> Place:
    key = place_key(text)
    return key[0], key[1]


def mail_files(found: Inventory) -> frozenset[int]:
    """Numbers of the files that are mailboxes or mails: a log that names messages tells nothing of them as
    files."""
    boxes = {at for unit in found.units if unit.kind in (UnitKind.MBOX, UnitKind.PST) for at in unit.files}
    single = {at for at, file in enumerate(found.files) if file.path.lower().endswith(ENDS)}
    return frozenset(boxes | single)


def items(found: Messages, logs: Sequence[Source], key: bytes) -> Iterator[Item]:
    """One for each message. Those that the logs name have their Message-ID while the logs are read: `renamed`
    takes it away."""
    known = {one[:ID_BYTES]: None for one in found.places}
    named = named_in(logs, log_formats(), lambda id: id_digest(key, id), known)
    for one in found.places:
        yield Item(id=named.get(one[:ID_BYTES], ""))


def renamed(found: Messages, answers: Sequence[ItemAnswer]) -> Iterator[ItemAnswer]:
    """The answers for `items`, each called by the first place of its message instead of its Message-ID."""
    for places, answer in zip(found.places.values(), answers, strict=True):
        yield replace(answer, item=Item(id=item_id(places[0])))


def limits(found: Messages | None) -> tuple[Bilingual, ...]:
    """What a reader of the figures must know."""
    if found is None:
        return (NO_IDS,)
    if not found.unnamed:
        return ()
    french = f"{found.unnamed:,}".replace(",", "\u202f")
    return (
        Bilingual(
            en=f"Mails of the assessment without a Message-ID: {found.unnamed:,}. Whether the logs mean them "
            "cannot be known.",
            fr=f"Courriels de l’évaluation sans Message-ID : {french}. On ne peut pas savoir si les journaux "
            "les désignent.",
        ),
    )


def item_id(place: Place) -> str:
    file, offset = place
    return MAIL_ID.format(file if offset < 0 else f"{file}:{offset}")


def by_place(found: Messages | None, answers: Iterable[ItemAnswer]) -> dict[Place, ItemAnswer]:
    """The answer for each mail, copies included."""
    by_id = {one.item.id: one for one in answers if one.item.id.startswith("mail-")}
    groups = found.places.values() if found else ()
    return {
        place: by_id[item_id(places[0])]
        for places in groups
        if item_id(places[0]) in by_id
        for place in places
    }
