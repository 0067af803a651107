"""Azure Blob Storage: a container lists its blobs without authentication.

Requests the account's list of containers. Then requests the blobs of `$root` and `$web` (the two names that
Azure assigns) and of at most three containers named in the service's own responses: the container list or the
links on its front page. No other name is tried. Blob names are read in memory to count and select; none is
stored.

    listing    blob paths, sizes and dates: at most 60 per container
    sample     at most three blobs, selected by name, kind and size, in memory; large ones in part

Open: a blob list. Closed: the service refuses every requested container. Its 404 is the same for a private
container and for a missing one.

Not detected: a container with a name that only its owner knows, and blobs that can be read one by one but not
listed. False positives: open data and static sites meant for the public.
"""

from __future__ import annotations

from leftopen.formats.file_totals import listed_size
from leftopen.formats.mail_files import File, mail_files
from leftopen.formats.path_traversal import has_traversal
from leftopen.formats.sample_selection import Item
from leftopen.model.channel import Channel, Reply
from leftopen.model.check import Check, CheckReplies, Replies
from leftopen.model.mail import MailFiles
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.remedy import Remedy
from leftopen.model.sample import Sample
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Reason, Verdict, closed, opened, unknown
from leftopen.present.humanize import format_count
from leftopen.wire.http.http_denial import denial
from leftopen.wire.http.sample_fetch import HEAD, fetch_sample
from leftopen.wire.products import azure_blob as azure

NAMED = 3
SAMPLED = 3
BLOBS = 60
FRONT, LIST = 8 * 1024, 16 * 1024
LONGEST_PATH = 2000
FIRST = 2
"""Replies before those of the containers: the front page and the account's container list."""


def applies(observation: Observation) -> bool:
    """Azure Blob Storage or its emulator, identified by its own responses."""
    return observation.module in ("http", "https") and observation.product in azure.PRODUCTS


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """Replies: the front page, the account's container list, then one per container."""
    before = azure.account(observation.product)
    front = await channel.get(azure.FRONT, at=ReadLevel.METADATA, limit=FRONT)
    path = azure.containers_path(before, BLOBS)
    listed = await channel.get(path, at=ReadLevel.LISTING, limit=LIST)
    replies, items = [front, listed], list[Item]()
    names = _asked(front, listed)
    for at, name in enumerate(names):
        path = azure.list_path(before, name, BLOBS)
        share = (channel.left - HEAD) // (len(names) - at)
        replies.append(await channel.get(path, at=ReadLevel.LISTING, limit=min(LIST, share)))
        items += _items(replies[-1], before, name)
    sampling = channel.level.allows(ReadLevel.SAMPLE)
    sample = await fetch_sample(channel, tuple(items), SAMPLED) if sampling else Sample()
    return CheckReplies(replies=tuple(replies), sample=sample)


def _asked(front: Reply, listed: Reply) -> tuple[str, ...]:
    results = [
        name
        for name in (*(azure.container_names(listed) or ()), *azure.linked(front))
        if name not in azure.STANDING
    ]
    return (*azure.STANDING, *dict.fromkeys(results[:NAMED]))


def _items(reply: Reply, before: str, container: str) -> list[Item]:
    return [
        Item(key=path, label=each.path.rpartition("/")[2], size=each.size)
        for each in azure.blobs(reply) or ()
        if len(path := azure.blob_path(before, container, each.path)) <= LONGEST_PATH
        and not has_traversal(each.path)
    ]


def judge(replies: Replies) -> Verdict:
    """Judge by the lists; one container that lists its blobs is enough."""
    heard = [reply for reply in replies if isinstance(reply, Reply)]
    if not heard:
        return unknown(Reason.OTHER_PROTOCOL if replies else Reason.CUT)
    lists = [reply for reply in heard if azure.blobs(reply) is not None]
    if lists:
        return _listed(_files(replies), len(lists))
    containers = [name for reply in heard for name in azure.container_names(reply) or ()]
    if containers:
        return opened(
            ExposureKind.METADATA, f"{format_count(len(containers), 'container')} named, none listed"
        )
    if any(azure.container_names(reply) is not None for reply in heard):
        return opened(ExposureKind.EMPTY, "no containers")
    return _refused(heard)


def _listed(files: list[File], lists: int) -> Verdict:
    where = format_count(lists, "container")
    if not files:
        return opened(ExposureKind.EMPTY, f"{where} without blobs")
    return opened(ExposureKind.DATA, f"{format_count(len(files), 'blob')} listed in {where}")


def _refused(heard: list[Reply]) -> Verdict:
    """Closed only when every requested container was refused and the front page cannot have named another
    one."""
    front, asked = heard[0], heard[FIRST:]
    response = f"HTTP {front.status}"
    if len(asked) < len(azure.STANDING) or (front.status == 200 and denial(front) is None):
        return unknown(Reason.NOT_UNDERSTOOD, said=response)
    reasons = [_reason(reply) for reply in asked]
    if None in reasons:
        return unknown(Reason.NOT_UNDERSTOOD, said=response)
    results = azure.error(asked[0])
    strongest = min((reason for reason in reasons if reason), key=_STRENGTH.index)
    return closed(strongest, f"HTTP {asked[0].status} {results}".strip())


_STRENGTH = (Reason.PASSWORD_ASKED, Reason.FORBIDDEN, Reason.NOT_SERVED)


def _reason(reply: Reply) -> Reason | None:
    if azure.is_unsigned(reply):
        return Reason.PASSWORD_ASKED
    if azure.is_denied(reply):
        return Reason.FORBIDDEN
    if azure.is_absent(reply):
        return Reason.NOT_SERVED
    refused = denial(reply)
    return refused.reason if refused is not None else None


def measure(replies: Replies) -> Size:
    """Size of the listed blobs; a lower bound when a list continues or a container was not listed."""
    heard = [reply for reply in replies if isinstance(reply, Reply)]
    lists = [reply for reply in heard if azure.blobs(reply) is not None]
    if not lists:
        return Size()
    named = sum(len(azure.container_names(reply) or azure.linked(reply)) for reply in heard)
    return listed_size(_files(replies), at_least=any(map(azure.is_incomplete, lists)) or named > len(lists))


def mail(replies: Replies) -> tuple[MailFiles, ...]:
    return mail_files(_files(replies))


def _files(replies: Replies) -> list[File]:
    return [each for reply in replies if isinstance(reply, Reply) for each in azure.blobs(reply) or ()]


check = Check(
    title="Azure Blob Storage container readable without authentication",
    remedy=Remedy(
        general=(
            "Disable anonymous access. Check the account's resource logs (StorageBlobLogs, AuthenticationType"
            " Anonymous) to see who listed and read it. Names that were read stay known."
        ),
        products={
            "": (
                "For the whole account: `az storage account update --name ACCOUNT --resource-group GROUP "
                "--allow-blob-public-access false`. For one container only: `az storage container "
                "set-permission --account-name ACCOUNT --name CONTAINER --public-access off`."
            )
        },
    ),
    severity=Severity.HIGH,
    reads=ReadLevel.SAMPLE,
    references=(
        "https://learn.microsoft.com/azure/storage/blobs/anonymous-read-access-prevent",
        "https://learn.microsoft.com/rest/api/storageservices/list-blobs",
    ),
    requests=FIRST + len(azure.STANDING) + NAMED + SAMPLED,
    sized_by="number and sizes of the blobs on the first page of at most five containers",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    mail=mail,
    level=ReadLevel.LISTING,
    control=True,
    denies=azure.is_denied,
)
