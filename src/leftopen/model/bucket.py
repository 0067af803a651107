"""A bucket of an object store: where it is, and what lies in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from leftopen.errors import LeftopenError


class StoreKind(StrEnum):
    """The first word of the address of a bucket."""

    S3 = "s3"
    AZURE = "az"
    GCS = "gs"


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketPlace:
    """`bucket`: of Azure, the container. `prefix` is '' for all of it. `endpoint` is the URL of the service,
    `http` or `https`, without a slash at its end; `host` and `port` are taken from it."""

    kind: StoreKind
    bucket: str
    prefix: str
    endpoint: str
    host: str
    port: int

    @property
    def url(self) -> str:
        """As users write it."""
        return f"{self.kind}://{self.bucket}/{self.prefix}".rstrip("/")

    def path(self, key: str) -> bytes:
        """Of an object, as the path of a source."""
        return f"{self.kind}://{self.bucket}/{key}".encode()

    @property
    def account(self) -> str:
        """Of Azure: the first label of the host, or of a service with a number the first part of its path."""
        behind = self.endpoint.partition("://")[2].partition("/")[2]
        return behind or self.host.partition(".")[0]

    @property
    def encrypted(self) -> bool:
        return self.endpoint.startswith("https:")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedObject:
    """`changed` in nanoseconds; `etag` changes with the content."""

    key: str
    size: int
    changed: int
    etag: str


class ObjectChanged(Exception):
    """It is no longer the object that was listed."""


class ObjectUnreadable(Exception):
    """Only this object can't be read; the text says why."""


class BucketStopped(LeftopenError):
    """Nothing of the bucket can be read any more, such as with expired credentials. What was read is kept."""


ReadRange: TypeAlias = Callable[[bytes, int, int, str], bytes]
"""(path of the source, first byte, number of bytes, ETag): just these bytes. Raises ObjectChanged,
ObjectUnreadable, BucketStopped, NotAllowed."""
