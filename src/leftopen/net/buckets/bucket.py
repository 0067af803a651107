"""Lists and reads the objects of a bucket: LIST and GET, and nothing else.

The client library, obstore, is used in this module alone, and only by these names: an import rule and a test
hold that. It gets its credentials from here only, never from the environment or a metadata service, and goes
out through `bucket_gate.py`. It reads objects. Lists, and the objects that it can't name, are asked for in
`bucket_talk.py`: of a list with one such key the library gives nothing.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from obstore import get
from obstore.exceptions import (
    BaseError,
    PermissionDeniedError,
    PreconditionError,
    UnauthenticatedError,
)
from obstore.store import AzureStore, GCSStore, S3Store

from leftopen.errors import BadSetting, NotAllowed
from leftopen.formats.bucket_list import BadList, ListPage, read_page
from leftopen.model.bucket import (
    BucketPlace,
    BucketStopped,
    ListedObject,
    ObjectChanged,
    ObjectUnreadable,
    StoreKind,
)
from leftopen.net.buckets.bucket_client import LONGEST, client_options, without_environment
from leftopen.net.buckets.bucket_gate import BucketGate
from leftopen.net.buckets.bucket_talk import EXPIRED, REFUSALS, Answer, BucketTalk, NoAnswer
from leftopen.wire.bucket_request import PAGE, REGION, BucketRequest, list_request, range_request

RETRIES = 8
"""Of one request, when the service is busy or does not respond; the wait doubles from `WAIT` to `LONGEST`."""
WAIT = 0.2
IDLE_PAGES = 1000
"""Pages in a row that tell nothing new."""
UNPRINTED = re.compile(r"[\x00-\x1f\x7f-\x9f]")
UNDIVIDED = re.compile("non-partial response")
STATUS = re.compile(r"status code: (\d{3})")
FINE, PART, GONE, FAILED = 200, 206, 404, 412
UPWARDS = frozenset((".", ".."))
ELSEWHERE = "its key has the part . or .., with which a request can lead out of the bucket"
NOT_THERE = "it is no longer in the bucket"
REFUSED = "the service refuses to give this object"

Credentials = Mapping[str, str]


class Bucket:
    """`credentials` reads them anew: they are asked for again when the service refuses the present ones. None
    of them: the bucket is read as anybody would. `allowed` raises NotAllowed. Thread-safe."""

    def __init__(
        self,
        place: BucketPlace,
        credentials: Callable[[], Credentials],
        gate: BucketGate,
        allowed: Callable[[], None],
        *,
        wait: float = WAIT,
    ) -> None:
        self.place = place
        self._credentials = credentials
        self._gate = gate
        self._allowed = allowed
        self._wait = wait
        self._now = dict(credentials())
        self._store = self._made()
        self._talk = BucketTalk(place=place, gate=gate.url, wait=wait, longest=LONGEST, retries=RETRIES)
        self._turn = threading.Lock()
        self.ranges = self.bytes = 0
        """What was read so far."""

    def list(self) -> Iterator[ListedObject]:
        """Everything below the prefix, or the one object of that name. Raises BucketStopped, NotAllowed."""
        prefix = f"{self.place.prefix}/" if self.place.prefix else ""
        found, mark, marks = False, "", set[str]()
        before, idle = ListPage(objects=(), next=""), 0
        while mark not in marks and idle < IDLE_PAGES:
            marks.add(mark)
            page = self._page(prefix, mark)
            idle = idle + 1 if not page.objects or page.objects == before.objects else 0
            before = page
            for one in page.objects:
                # A service that lists what was not asked for is not followed there.
                if one.key.startswith(prefix):
                    found = True
                    yield one
            mark = page.next
            if not mark:
                break
        else:
            raise BucketStopped(
                f"{self.place.url}: {self.place.endpoint} gives the same page again and again"
            )
        if not found and prefix:
            yield from (
                one for one in self._page(self.place.prefix, "", 1).objects if one.key == self.place.prefix
            )

    def _page(self, prefix: str, mark: str, most: int = PAGE) -> ListPage:
        """Of a bucket that is not there, an empty one."""
        answer = self._listed(prefix, mark, most)
        if answer.refused and self._renewed():
            answer = self._listed(prefix, mark, most)
        if answer.status == GONE:
            return ListPage(objects=(), next="")
        if answer.status != FINE:
            raise self._refusal(answer)
        try:
            return read_page(answer.body)
        except BadList as error:
            raise BucketStopped(
                f"{self.place.url}: {self.place.endpoint} does not respond as a bucket: {error}"
            ) from None

    def _listed(self, prefix: str, mark: str, most: int) -> Answer:
        self._allowed()
        request = list_request(self.place, prefix, mark, most, self._now, datetime.now(UTC))
        return self._got(request)

    def _got(self, request: BucketRequest) -> Answer:
        try:
            return self._talk.get(request)
        except NoAnswer as error:
            if self._gate.refused:
                raise NotAllowed(f"{self.place.url}: not read: {self._gate.refused}") from None
            raise BucketStopped(
                f"{self.place.url}: {self.place.endpoint} {error}; to go on, run the same command again"
            ) from None

    def read(self, path: bytes, start: int, length: int, etag: str) -> bytes:
        """See `ReadRange`."""
        key = path.removeprefix(self.place.path("")).decode()
        if not UPWARDS.isdisjoint(key.split("/")):
            raise ObjectUnreadable(ELSEWHERE)
        if not _named(key):
            return self._read_unnamed(key, start, length, etag)
        return self._read_named(key, start, length, etag)

    def _read_named(self, key: str, start: int, length: int, etag: str) -> bytes:
        try:
            return self._read(key, start, length, etag)
        except (PermissionDeniedError, UnauthenticatedError) as error:
            if not self._renewed() and not self._listable():
                raise self._stopped(error) from None
        except BaseError as error:
            if UNDIVIDED.search(str(error)):
                return self._read_unnamed(key, start, length, etag)
            if not (EXPIRED.search(str(error)) and self._renewed()):
                raise self._stopped(error) from None
        try:
            return self._read(key, start, length, etag)
        except (PermissionDeniedError, UnauthenticatedError) as error:
            if not self._listable():
                raise self._stopped(error) from None
            raise ObjectUnreadable(REFUSED) from None
        except BaseError as error:
            raise self._stopped(error) from None

    def _read_unnamed(self, key: str, start: int, length: int, etag: str) -> bytes:
        """The same of a key that the library can't name."""
        answer = self._asked(key, start, length, etag)
        if answer.refused and self._renewed():
            answer = self._asked(key, start, length, etag)
        if answer.refused and self._listable():
            raise ObjectUnreadable(REFUSED)
        if answer.status == GONE:
            raise ObjectUnreadable(NOT_THERE)
        # Some services give an object that is asked for from end to end as if no range had been named.
        given = answer.status == PART or (answer.status == FINE and not start and len(answer.body) == length)
        if answer.status == FAILED or (given and _bare(answer.headers.get("etag")) != etag):
            raise ObjectChanged
        if not given:
            raise self._refusal(answer)
        return self._counted(answer.body, length)

    def _asked(self, key: str, start: int, length: int, etag: str) -> Answer:
        self._allowed()
        end, now = start + length, datetime.now(UTC)
        return self._got(range_request(self.place, key, start, end, etag, self._now, now))

    def close(self) -> None:
        self._gate.close()

    def _counted(self, data: bytes, length: int) -> bytes:
        if len(data) != length:
            raise ObjectUnreadable(f"the service gave {len(data):,} bytes instead of {length:,}")
        with self._turn:
            self.ranges += 1
            self.bytes += length
        return data

    def _read(self, key: str, start: int, length: int, etag: str) -> bytes:
        self._allowed()
        try:
            answer = get(
                self._store, key, options={"range": (start, start + length), "if_match": f'"{etag}"'}
            )
            # Not all services look at the condition.
            if _bare(answer.meta["e_tag"]) != etag:
                raise ObjectChanged
            data = bytes(answer.bytes())
        except PreconditionError:
            raise ObjectChanged from None
        except FileNotFoundError:
            raise ObjectUnreadable(NOT_THERE) from None
        return self._counted(data, length)

    def _renewed(self) -> bool:
        """Are there other credentials in the file now?"""
        found = dict(self._credentials())
        if found == self._now:
            return False
        self._now = found
        self._store = self._made()
        return True

    def _listable(self) -> bool:
        """Are the credentials still good for anything?"""
        try:
            return self._listed(self.place.prefix, "", 1).status == FINE
        except BucketStopped:
            return False

    def _stopped(self, error: BaseError) -> BucketStopped | NotAllowed:
        """Never with the library's own text, which may quote a signed URL."""
        status = STATUS.search(str(error))
        refused = isinstance(error, PermissionDeniedError | UnauthenticatedError)
        return self._end(refused or bool(EXPIRED.search(str(error))), int(status[1]) if status else 0)

    def _refusal(self, answer: Answer) -> BucketStopped | NotAllowed:
        return self._end(answer.refused, answer.status)

    def _end(self, refused: bool, status: int) -> BucketStopped | NotAllowed:
        """`status` 0: the service gave none."""
        if self._gate.refused:
            return NotAllowed(f"{self.place.url}: not read: {self._gate.refused}")
        if refused or status in REFUSALS:
            return BucketStopped(
                f"{self.place.url}: {self.place.endpoint} refuses the credentials, or they have expired;"
                " put new ones into their file and run the same command again"
            )
        message = f"responds with status {status}" if status else "does not respond as a bucket"
        return BucketStopped(
            f"{self.place.url}: {self.place.endpoint} {message}; to go on, run the same command again"
        )

    def _made(self) -> Any:
        """The library's types for the three services have nothing in common. Raises BadSetting."""
        try:
            with without_environment():
                return self._store_of_kind()
        except BaseError:
            raise BadSetting(
                f"{self.place.url}: the client library takes neither {self.place.endpoint} nor the "
                "credentials as they are; check --endpoint and the file given with --credentials"
            ) from None

    def _store_of_kind(self) -> Any:
        place = self.place
        shared = client_options(place, self._gate.url, self._now, self._wait, RETRIES)
        if place.kind is StoreKind.S3:
            region = self._now.get("region", REGION)
            shared |= {"endpoint": place.endpoint, "region": region, "virtual_hosted_style_request": False}
            return S3Store(place.bucket, **shared)
        if place.kind is StoreKind.AZURE:
            return AzureStore(place.bucket, account_name=place.account, endpoint=place.endpoint, **shared)
        return GCSStore(place.bucket, base_url=place.endpoint, **shared)


def _named(key: str) -> bool:
    """Can the library name it? It drops empty parts, and refuses what does not print."""
    return all(key.split("/")) and not UNPRINTED.search(key)


def _bare(etag: str | None) -> str:
    """Azure's lists have it without the quotation marks that its answers have."""
    return (etag or "").strip('"')
