"""A bucket of an S3 store that lists its objects to anyone: Amazon, MinIO, Ceph, rclone and their like.

Asks for "/", which is a list of buckets (a store of one's own) or of one bucket's objects (a host that is a
bucket); then for the objects of at most three of the buckets that the store itself named. Names that nobody
told are not tried. Object names are read in memory, to count and to choose; none of them is kept.

    metadata   the list of buckets
    listing    which objects there are, their sizes and dates: at most 60 of each bucket
    sample     at most three objects, chosen by name and size, in memory

Open: a list. Closed: an error that asks for a signature, or AccessDenied for the list and for a bucket that
nobody made. Unknown: anything else, also a store that denies its list and says of the made-up bucket that
there is none (or MinIO, which denies that in any case): its buckets may be listed by whoever knows their
names. A bucket that may be read object by object and not be listed is not found by this. False positives:
open data, packages and static sites that are meant for everyone.
"""

from __future__ import annotations

from leftopen.formats.file_totals import listed_size
from leftopen.formats.mail_files import File, mail_files
from leftopen.formats.path_traversal import has_traversal
from leftopen.formats.sample_selection import Item
from leftopen.model.channel import Channel, Reply
from leftopen.model.check import Check, CheckReplies, Replies, Translation
from leftopen.model.mail import MailFiles
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.sample import Sample
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Reason, Verdict, closed, opened, unknown
from leftopen.present.humanize import format_count
from leftopen.wire.http.http_denial import denial
from leftopen.wire.http.sample_fetch import HEAD, fetched
from leftopen.wire.products import s3

BUCKETS = 3
SAMPLED = 3
OBJECTS = 60
LIST = 16 * 1024
LONGEST_PATH = 2000


def applies(observation: Observation) -> bool:
    """A web server that speaks S3, by its own words."""
    return observation.module in ("http", "https") and observation.product in ("S3 storage", "MinIO")


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """The front; as far as the scope allows, the objects of the buckets that it names, and a few of them."""
    front = await channel.get(s3.FRONT, at=ReadLevel.METADATA, limit=LIST)
    replies = [front]
    if s3.denied(front):
        replies.append(
            await channel.get(s3.list_path(s3.NOBODYS_NAME, OBJECTS), at=ReadLevel.METADATA, limit=LIST)
        )
    if channel.level.allows(ReadLevel.LISTING):
        for name in (s3.buckets(front) or ())[:BUCKETS]:
            path = s3.list_path(name, OBJECTS)
            replies.append(await channel.get(path, at=ReadLevel.LISTING, limit=LIST))
    sample = await _sample(channel, replies) if channel.level.allows(ReadLevel.SAMPLE) else Sample()
    return CheckReplies(replies=tuple(replies), sample=sample)


async def _sample(channel: Channel, replies: list[Reply]) -> Sample:
    room = channel.left - HEAD
    whole_host = s3.buckets(replies[0]) is None
    items = tuple(
        Item(key=path, label=each.path.rpartition("/")[2], size=each.size)
        for reply in replies
        for each in s3.objects(reply) or ()
        if len(path := s3.object_path("" if whole_host else s3.bucket(reply), each.path)) <= LONGEST_PATH
        and (each.size is None or each.size < room)
        and not has_traversal(each.path)
    )
    return await fetched(channel, items, SAMPLED)


def judge(replies: Replies) -> Verdict:
    """By the lists; one bucket that shows its objects is enough."""
    heard = [reply for reply in replies if isinstance(reply, Reply)]
    if not heard:
        return unknown(Reason.OTHER_PROTOCOL if replies else Reason.CUT)
    lists = [reply for reply in heard if s3.objects(reply) is not None]
    if lists:
        return _listed(_files(replies), len(lists))
    named = s3.buckets(heard[0])
    if named:
        return opened(
            ExposureKind.METADATA, f"{format_count(len(named), 'bucket')} named, none of them listed"
        )
    if named is not None:
        return opened(ExposureKind.EMPTY, "no buckets")
    return _refused(heard)


def _listed(files: list[File], lists: int) -> Verdict:
    where = format_count(lists, "bucket")
    if not files:
        return opened(ExposureKind.EMPTY, f"{where} without objects")
    return opened(ExposureKind.DATA, f"{format_count(len(files), 'object')} listed in {where}")


def _refused(heard: list[Reply]) -> Verdict:
    """A store that keeps its list of buckets to itself may show each of them to whoever knows its name. One
    that refuses a name that nobody made shows none, but for MinIO, which refuses such a name in any case."""
    front = heard[0]
    if s3.unsigned(front):
        return closed(Reason.PASSWORD_ASKED, f"HTTP {front.status}, {s3.error(front)}")
    if s3.denied(front) and (len(heard) < 2 or not s3.denied(heard[1]) or s3.is_minio(front)):
        return unknown(Reason.NOT_UNDERSTOOD, said="the list is refused, a bucket may be read by its name")
    refused = denial(front) if s3.denied(front) or front.status == 401 else None
    return refused or unknown(Reason.NOT_UNDERSTOOD, said=f"HTTP {front.status}")


def measure(replies: Replies) -> Size:
    """What was listed; a lower bound where a list goes on or a bucket was not asked for."""
    heard = [reply for reply in replies if isinstance(reply, Reply)]
    lists = [reply for reply in heard if s3.objects(reply) is not None]
    if not lists:
        return Size()
    named = len(s3.buckets(heard[0]) or ())
    return listed_size(_files(replies), at_least=any(map(s3.more, lists)) or named > len(lists))


def mail(replies: Replies) -> tuple[MailFiles, ...]:
    return mail_files(_files(replies))


def _files(replies: Replies) -> list[File]:
    return [each for reply in replies if isinstance(reply, Reply) for each in s3.objects(reply) or ()]


check = Check(
    title="A bucket that lists its objects to anyone",
    remedy=(
        "Amazon S3: switch on Block Public Access for the account (`aws s3control put-public-access-block "
        "--account-id ID --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,"
        "BlockPublicPolicy=true,RestrictPublicBuckets=true`). MinIO: `mc anonymous set none ALIAS/BUCKET`. "
        "rclone: `rclone serve s3 --auth-key KEY,SECRET`. Then look into the access logs (S3 server access "
        "logs, CloudTrail data events) for who listed and read it: object names that were seen stay known."
    ),
    french=Translation(
        title="Un compartiment dont chacun peut lister les objets",
        remedy=(
            "Amazon S3 : activer Block Public Access pour le compte (`aws s3control "
            "put-public-access-block --account-id ID --public-access-block-configuration "
            "BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true`). "
            "MinIO : `mc anonymous set none ALIAS/BUCKET`. rclone : `rclone serve s3 --auth-key "
            "KEY,SECRET`. Chercher ensuite dans les journaux d’accès (journaux d’accès S3, événements de "
            "données CloudTrail) qui l’a listé et lu : les noms d’objets qui ont été vus restent connus."
        ),
    ),
    severity=Severity.HIGH,
    references=(
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html",
        "https://min.io/docs/minio/linux/reference/minio-mc/mc-anonymous-set.html",
    ),
    requests=2 + BUCKETS + SAMPLED,
    sized_by="number and sizes of the objects on the first page of at most three buckets",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    mail=mail,
    control=True,
)
