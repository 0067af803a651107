"""S3 bucket: objects listed without authentication (Amazon, MinIO, Ceph, rclone and similar).

Requests "/", which is a list of buckets (a self-hosted store) or of one bucket's objects (a host name for one
bucket). Then requests the objects of at most three buckets that the store itself named. No other name is
tried. Object names are read in memory to count and select; none is stored.

    metadata   the list of buckets
    listing    object names, sizes and dates: at most 60 per bucket
    sample     at most three objects, selected by name, kind and size, in memory; large ones in part

Open: a list. Closed: an error that requires a signature, or AccessDenied both for the list and for a made-up
bucket name. Unknown: any other response, also from a store that denies its list and answers "not found" for
the made-up bucket (or MinIO, which always denies it): its buckets may be listed by name. Not detected: a
bucket that can be read object by object but not listed. False positives: open data, packages and static sites
meant for the public.
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
from leftopen.wire.http.sample_fetch import fetch_sample
from leftopen.wire.products import s3

BUCKETS = 3
SAMPLED = 3
OBJECTS = 60
LIST = 16 * 1024
LONGEST_PATH = 2000


def applies(observation: Observation) -> bool:
    """A web server identified as S3 by its own responses."""
    return observation.module in ("http", "https") and observation.product in ("S3 storage", "MinIO")


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """The front page; as far as the scope allows, the objects of the named buckets, and a few of the
    objects."""
    front = await channel.get(s3.FRONT, at=ReadLevel.METADATA, limit=LIST)
    replies = [front]
    if s3.is_denied(front):
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
    whole_host = s3.buckets(replies[0]) is None
    items = tuple(
        Item(key=path, label=each.path.rpartition("/")[2], size=each.size)
        for reply in replies
        for each in s3.objects(reply) or ()
        if len(path := s3.object_path("" if whole_host else s3.bucket(reply), each.path)) <= LONGEST_PATH
        and not has_traversal(each.path)
    )
    return await fetch_sample(channel, items, SAMPLED)


def judge(replies: Replies) -> Verdict:
    """Judge by the lists; one bucket that lists its objects is enough."""
    heard = [reply for reply in replies if isinstance(reply, Reply)]
    if not heard:
        return unknown(Reason.OTHER_PROTOCOL if replies else Reason.CUT)
    lists = [reply for reply in heard if s3.objects(reply) is not None]
    if lists:
        return _listed(_files(replies), len(lists))
    named = s3.buckets(heard[0])
    if named:
        return opened(ExposureKind.METADATA, f"{format_count(len(named), 'bucket')} named, none listed")
    if named is not None:
        return opened(ExposureKind.EMPTY, "no buckets")
    return _refused(heard)


def _listed(files: list[File], lists: int) -> Verdict:
    where = format_count(lists, "bucket")
    if not files:
        return opened(ExposureKind.EMPTY, f"{where} without objects")
    return opened(ExposureKind.DATA, f"{format_count(len(files), 'object')} listed in {where}")


def _refused(heard: list[Reply]) -> Verdict:
    """A store that refuses its bucket list may still list each bucket by name. One that also refuses a
    made-up name lists none, except MinIO, which refuses such a name in any case."""
    front = heard[0]
    if s3.is_unsigned(front):
        return closed(Reason.PASSWORD_ASKED, f"HTTP {front.status}, {s3.error(front)}")
    if s3.is_denied(front) and (len(heard) < 2 or not s3.is_denied(heard[1]) or s3.is_minio(front)):
        return unknown(Reason.NOT_UNDERSTOOD, said="list refused; a bucket may be readable by name")
    refused = denial(front) if s3.is_denied(front) or front.status == 401 else None
    return refused or unknown(Reason.NOT_UNDERSTOOD, said=f"HTTP {front.status}")


def measure(replies: Replies) -> Size:
    """Size of the listed objects; a lower bound when a list continues or a bucket was not requested."""
    heard = [reply for reply in replies if isinstance(reply, Reply)]
    lists = [reply for reply in heard if s3.objects(reply) is not None]
    if not lists:
        return Size()
    named = len(s3.buckets(heard[0]) or ())
    return listed_size(_files(replies), at_least=any(map(s3.has_more, lists)) or named > len(lists))


def mail(replies: Replies) -> tuple[MailFiles, ...]:
    return mail_files(_files(replies))


def _files(replies: Replies) -> list[File]:
    return [each for reply in replies if isinstance(reply, Reply) for each in s3.objects(reply) or ()]


check = Check(
    title="S3 bucket readable without authentication",
    remedy=Remedy(
        general=(
            "Remove the public access to the bucket. Check the access logs (S3 server access logs, CloudTrail"
            " data events) to see who listed and read it. Object names that were read stay known."
        ),
        products={
            "Amazon S3": (
                "Enable Block Public Access for the account (`aws s3control "
                "put-public-access-block --account-id ID --public-access-block-configuration "
                "BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true`)."
            ),
            "MinIO": "Run `mc anonymous set none ALIAS/BUCKET`.",
            "rclone": "Start it with `rclone serve s3 --auth-key KEY,SECRET`.",
        },
    ),
    severity=Severity.HIGH,
    reads=ReadLevel.SAMPLE,
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
    denies=s3.is_denied,
)
