"""Lists and reads the objects of a bucket: LIST, GET and HEAD, and nothing else.

The client library, obstore, is used in this module alone, and only by these names: an import rule and a test
hold that. It gets its credentials from here only, never from the environment or a metadata service, and goes
out through `bucket_gate.py`.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from obstore import get, head
from obstore import list as list_objects
from obstore.exceptions import (
    BaseError,
    PermissionDeniedError,
    PreconditionError,
    UnauthenticatedError,
)
from obstore.store import AzureStore, GCSStore, S3Store

from leftopen.errors import NotAllowed
from leftopen.model.bucket import (
    BucketPlace,
    BucketStopped,
    ListedObject,
    ObjectChanged,
    ObjectUnreadable,
    StoreKind,
)
from leftopen.net.bucket_gate import BucketGate

RETRIES = 8
"""Of one request, when the service is busy or does not respond; the wait doubles from `WAIT` to `LONGEST`."""
RETRY_S = 180.0
WAIT, LONGEST = 0.2, 20.0
ANSWER = "60s"
REGION = "us-east-1"
EXPIRED = re.compile(r"ExpiredToken|TokenRefreshRequired|InvalidToken|AuthenticationFailed|ExpiredCredential")
STATUS = re.compile(r"status code: (\d{3})")
REFUSALS = ("401", "403")
PAGE = 1000

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
        self._turn = threading.Lock()
        self.ranges = self.bytes = 0
        """What was read so far."""

    def list(self) -> Iterator[ListedObject]:
        """Everything below the prefix, or the one object of that name. Raises BucketStopped, NotAllowed."""
        self._allowed()
        found = 0
        try:
            for page in list_objects(self._store, self.place.prefix or None, chunk_size=PAGE):
                for one in page:
                    found += 1
                    yield _listed(one)
            if not found and self.place.prefix:
                yield _listed(head(self._store, self.place.prefix))
        except FileNotFoundError:
            return
        except BaseError as error:
            raise self._stopped(error) from None

    def read(self, path: bytes, start: int, length: int, etag: str) -> bytes:
        """See `ReadRange`."""
        key = path.removeprefix(self.place.path("")).decode()
        try:
            return self._read(key, start, length, etag)
        except (PermissionDeniedError, UnauthenticatedError) as error:
            if not self._renewed() and not self._listable():
                raise self._stopped(error) from None
        except BaseError as error:
            if not (EXPIRED.search(str(error)) and self._renewed()):
                raise self._stopped(error) from None
        try:
            return self._read(key, start, length, etag)
        except (PermissionDeniedError, UnauthenticatedError) as error:
            if not self._listable():
                raise self._stopped(error) from None
            raise ObjectUnreadable("the service refuses to give this object") from None
        except BaseError as error:
            raise self._stopped(error) from None

    def close(self) -> None:
        self._gate.close()

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
            raise ObjectUnreadable("it is no longer in the bucket") from None
        if len(data) != length:
            raise ObjectUnreadable(f"the service gave {len(data):,} bytes instead of {length:,}")
        with self._turn:
            self.ranges += 1
            self.bytes += length
        return data

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
            next(iter(list_objects(self._store, self.place.prefix or None, chunk_size=1)), None)
        except (BaseError, FileNotFoundError):
            return False
        return True

    def _stopped(self, error: BaseError) -> BucketStopped | NotAllowed:
        """Never with the library's own text, which may quote a signed URL."""
        if self._gate.refused:
            return NotAllowed(f"{self.place.url}: not read: {self._gate.refused}")
        status = STATUS.search(str(error))
        refused = isinstance(error, PermissionDeniedError | UnauthenticatedError)
        if refused or EXPIRED.search(str(error)) or (status and status[1] in REFUSALS):
            return BucketStopped(
                f"{self.place.url}: {self.place.endpoint} refuses the credentials, or they have expired;"
                " put new ones into their file and run the same command again"
            )
        said = f"responds with status {status[1]}" if status else "does not respond as a bucket"
        return BucketStopped(
            f"{self.place.url}: {self.place.endpoint} {said}; to go on, run the same command again"
        )

    def _made(self) -> Any:
        """The library's types for the three services have nothing in common."""
        place = self.place
        shared: dict[str, Any] = {
            "client_options": {
                "allow_http": not place.encrypted,
                "proxy_url": self._gate.url,
                "timeout": ANSWER,
                "connect_timeout": "10s",
            },
            "retry_config": {
                "max_retries": RETRIES,
                "retry_timeout": timedelta(seconds=RETRY_S),
                "backoff": {
                    "init_backoff": timedelta(seconds=self._wait),
                    "max_backoff": timedelta(seconds=LONGEST),
                    "base": 2,
                },
            },
        }
        if self._now:
            shared["credential_provider"] = _provider(place.kind, self._now)
        else:
            shared["skip_signature"] = True
        if place.kind is StoreKind.S3:
            region = self._now.get("region", REGION)
            shared |= {"endpoint": place.endpoint, "region": region, "virtual_hosted_style_request": False}
            return S3Store(place.bucket, **shared)
        if place.kind is StoreKind.AZURE:
            return AzureStore(place.bucket, account_name=_account(place), endpoint=place.endpoint, **shared)
        return GCSStore(place.bucket, base_url=place.endpoint, **shared)


def _provider(kind: StoreKind, words: Credentials) -> Callable[[], dict[str, Any]]:
    """The library asks it before each request."""
    found: dict[str, Any] = {"expires_at": None}
    if kind is StoreKind.S3:
        found |= {name: words[name] for name in ("access_key_id", "secret_access_key")}
        found["token"] = words.get("session_token")
    elif "account_key" in words:
        found["access_key"] = words["account_key"]
    else:
        found |= {name: words[name] for name in ("sas_token", "token") if name in words}
    return lambda: found


def _account(place: BucketPlace) -> str:
    """The first label of the host, or of a service with a number the first part of its path."""
    behind = place.endpoint.partition("://")[2].partition("/")[2]
    return behind or place.host.partition(".")[0]


def _listed(one: Any) -> ListedObject:
    changed = int(one["last_modified"].timestamp()) * 1_000_000_000
    return ListedObject(key=one["path"], size=one["size"], changed=changed, etag=_bare(one["e_tag"]))


def _bare(etag: str | None) -> str:
    """Azure's lists have it without the quotation marks that its answers have."""
    return (etag or "").strip('"')
