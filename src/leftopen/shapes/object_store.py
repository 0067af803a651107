"""Object store: a list of the keys of a bucket or container, as S3, Azure, Google or Swift print it, from any
program that speaks one of these.

Open: the XML or JSON of such a list, or one path a line. A list of buckets alone is metadata; a list without
objects is empty. An error in the same XML is no list.

Intent: by the names. *Left open* when keys show mail stores, dumps, backups, keys or office documents;
*published* when at least half are release files; else undetermined.

False positives: a feed, a site map or any other XML has another root; a list of URLs is no list of keys.
Objects are not fetched by this shape.
"""

from __future__ import annotations

from leftopen.formats.file_names import names_intent
from leftopen.formats.file_totals import listed_size
from leftopen.formats.mail_files import mail_files
from leftopen.model.channel import Reply
from leftopen.model.severity import Severity
from leftopen.model.shape import Intent, Shape, ShapeMatch
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind
from leftopen.model.web_page import Answer
from leftopen.present.humanize import format_count
from leftopen.wire.http.pages.bucket_listing import read_objects
from leftopen.wire.http.pages.page_parser import read_answer
from leftopen.wire.products import s3


def judge(answer: Answer) -> ShapeMatch | None:
    """The list of a bucket, a container or an account."""
    if answer.reply.status != 200:
        return None
    found = read_objects(answer)
    if found is None:
        return None
    least = "at least " if found.more else ""
    if found.containers:
        return ShapeMatch(
            kind=ExposureKind.METADATA,
            said=f"{least}{format_count(found.containers, 'bucket')} listed",
            intent=Intent.UNDETERMINED,
            why="names of buckets; their objects were not listed",
            size=Size(records=found.containers, at_least=True),
        )
    files = [file for file in found.objects if not file.path.endswith("/")]
    intent, why = names_intent([step for file in files for step in _steps(file.path)])
    if not files:
        why = "no objects are listed at present"
    return ShapeMatch(
        kind=ExposureKind.DATA if files else ExposureKind.EMPTY,
        said=f"{least}{format_count(len(files), 'object')} listed",
        intent=intent,
        why=why,
        size=listed_size(files, at_least=found.more),
        mail=mail_files(files),
    )


def _steps(path: str) -> list[str]:
    """The key's name; its folders too where one alone may tell, without counting them as files."""
    *folders, name = path.split("/")[-8:]
    telling = [step for step in folders if names_intent([step])[0] is Intent.LEFT_OPEN]
    return [*telling[:1], name]


def _example(body: str, kind: str = "application/xml") -> Answer:
    return read_answer("/", Reply(status=200, headers=(("Content-Type", kind),), body=body.encode()))


shape = Shape(
    title="Object store readable without authentication",
    remedy=(
        "Remove the anonymous or public access from the bucket or container, and grant it to named accounts "
        "only (S3: delete the policy statement with the principal `*`, switch on `BlockPublicAcls`; Azure: "
        "`allowBlobPublicAccess` false; Swift: clear the `X-Container-Read` header). Keep the access logs: "
        "they show who listed and fetched what."
    ),
    severity=Severity.MEDIUM,
    references=(
        "https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html",
        "https://learn.microsoft.com/rest/api/storageservices/list-blobs",
    ),
    sized_by="number and sizes of the listed objects; a lower bound when the store says that there are more",
    judge=judge,
    denies=s3.is_denied,
    hits=(
        _example(
            '<?xml version="1.0"?><ListBucketResult><Name>b</Name><IsTruncated>false</IsTruncated>'
            "<Contents><Key>backup/shop.sql.gz</Key><LastModified>2023-02-08T10:00:00.000Z</LastModified><Size>5000</Size>"
            "</Contents></ListBucketResult>"
        ),
        _example(
            '[{"name":"a.csv","bytes":3,"hash":"0cc1","last_modified":"2023-02-08T10:00:00"}]',
            "application/json",
        ),
    ),
    misses=(
        _example("<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"),
        _example('[{"name":"Ann","bytes":3}]', "application/json"),
        _example("https://example.org/a/b.html\n" * 8, "text/plain"),
    ),
)
