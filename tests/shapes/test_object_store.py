"""Lists of S3, Azure, Google and Swift, by their names; and XML and lines that are no list."""

from __future__ import annotations

import pytest

from leftopen.model.shape import Intent
from leftopen.model.verdict import ExposureKind
from leftopen.model.web_page import Answer
from leftopen.shapes.object_store import judge
from tests.shapes.made_up import answer, data


def s3(*keys: str, root: str = "ListBucketResult", record: str = "Contents", more: str = "false") -> Answer:
    rows = "".join(
        f"<{record}><Key>{key}</Key><LastModified>2023-02-08T10:00:00.000Z</LastModified><Size>10</Size></{record}>"
        for key in keys
    )
    return answer(
        f'<?xml version="1.0"?><{root} xmlns="http://s3.example.org/doc/"><Name>b</Name>'
        f"<IsTruncated>{more}</IsTruncated>{rows}</{root}>",
        "application/xml",
    )


def azure(*names: str) -> Answer:
    blobs = "".join(
        f"<Blob><Name>{name}</Name><Properties><Last-Modified>Wed, 08 Feb 2023 10:00:00 GMT</Last-Modified>"
        "<Content-Length>10</Content-Length></Properties></Blob>"
        for name in names
    )
    return answer(
        f'<?xml version="1.0"?><EnumerationResults><Blobs>{blobs}</Blobs><NextMarker/></EnumerationResults>',
        "application/xml",
    )


def google(*names: str) -> Answer:
    return data(
        {
            "kind": "storage#objects",
            "items": [
                {"name": name, "size": "10", "md5Hash": "x", "updated": "2023-02-08T10:00:00Z"}
                for name in names
            ],
        }
    )


def swift(*names: str) -> Answer:
    return data(
        [
            {
                "name": name,
                "bytes": 10,
                "hash": "x",
                "last_modified": "2023-02-08T10:00:00",
                "content_type": "a/b",
            }
            for name in names
        ]
    )


DRESSES = [s3, azure, google, swift]


@pytest.mark.parametrize("dress", DRESSES)
def test_sensitive_names_were_left_open(dress: object) -> None:
    found = judge(dress("photos/a.jpg", "mail/ann.pst"))  # type: ignore[operator]
    assert found is not None
    assert (found.kind, found.intent) == (ExposureKind.DATA, Intent.LEFT_OPEN)
    assert found.said == "2 objects listed"
    assert (found.size.records, found.size.bytes, found.size.at_least) == (2, 20, False)
    assert [mail.kind.value for mail in found.mail] == ["pst"]
    assert "ann" not in found.said + found.why


@pytest.mark.parametrize("dress", DRESSES)
def test_releases_are_published_and_plain_files_are_undetermined(dress: object) -> None:
    released = judge(dress("v1/tool-1.2.tar.gz", "v1/tool-1.2.tar.gz.asc"))  # type: ignore[operator]
    plain = judge(dress("a/one.jpg", "a/two.jpg"))  # type: ignore[operator]
    assert released is not None
    assert released.intent is Intent.PUBLISHED
    assert plain is not None
    assert plain.intent is Intent.UNDETERMINED


def test_a_folder_called_backups_tells_too() -> None:
    found = judge(s3("backups/2023/a.bin", "backups/2023/b.bin"))
    assert found is not None
    assert found.intent is Intent.LEFT_OPEN


def test_dates_come_from_the_list_and_more_is_said() -> None:
    found = judge(s3("a.jpg", "b.jpg", more="true"))
    assert found is not None
    assert found.said == "at least 2 objects listed"
    assert found.size.at_least
    assert found.size.newest is not None
    assert found.size.newest.year == 2023


@pytest.mark.parametrize("seen", [s3(), azure(), google()])
def test_a_list_without_objects_is_empty(seen: Answer) -> None:
    found = judge(seen)
    assert found is not None
    assert (found.kind, found.intent) == (ExposureKind.EMPTY, Intent.UNDETERMINED)


@pytest.mark.parametrize(
    "seen",
    [
        answer(
            "<ListAllMyBucketsResult><Buckets><Bucket><Name>one</Name></Bucket><Bucket><Name>two</Name></Bucket>"
            "</Buckets></ListAllMyBucketsResult>",
            "application/xml",
        ),
        answer(
            "<EnumerationResults><Containers><Container><Name>one</Name></Container><Container><Name>two</Name>"
            "</Container></Containers></EnumerationResults>",
            "application/xml",
        ),
        data({"kind": "storage#buckets", "items": [{"name": "one"}, {"name": "two"}]}),
    ],
)
def test_names_of_buckets_are_metadata(seen: Answer) -> None:
    found = judge(seen)
    assert found is not None
    assert found.kind is ExposureKind.METADATA
    assert found.said == "2 buckets listed"


def test_plain_lists_of_keys() -> None:
    response = judge(answer("one\ntwo.sql\n", x_container_object_count="9"))
    assert response is not None
    assert (response.intent, response.size.at_least) == (Intent.LEFT_OPEN, True)
    paths = judge(answer("".join(f"scans/2023/page{n}.tif\n" for n in range(6))))
    assert paths is not None
    assert paths.size.records == 6


@pytest.mark.parametrize(
    "seen",
    [
        answer("<Error><Code>NoSuchBucket</Code></Error>", "application/xml", status=404),
        answer("<ListBucketResult><Contents><Key>a.sql</Key></Contents></ListBucketResult>", status=403),
        answer(
            '<?xml version="1.0"?><rss><channel><item><Key>a.sql</Key></item></channel></rss>',
            "application/xml",
        ),
        answer("one\ntwo\nthree\nfour\nfive\nsix\n"),
        answer("User-agent: *\nDisallow: /a/b.html\nDisallow: /a/c.html\nAllow: /x/y.html\n"),
        data([{"name": "Ann", "hash": "x"}]),
        data({"kind": "storage#policy", "items": []}),
        data([]),
    ],
)
def test_what_is_no_list(seen: Answer) -> None:
    assert judge(seen) is None
