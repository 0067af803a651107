"""What an assessment reads: paths on this machine, or one bucket; and where it unpacks archives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from leftopen.cli._verb import workspace
from leftopen.errors import BadAddress
from leftopen.formats.bucket_address import is_bucket

if TYPE_CHECKING:
    from leftopen.net.buckets.bucket import Bucket
    from leftopen.service.workspace.workspace import Workspace

Credentials = Annotated[
    Path | None,
    typer.Option(
        help="For a bucket: a file with its credentials (default: none, anonymous access).",
        metavar="FILE",
        show_default=False,
    ),
]
ScratchFolder = Annotated[
    Path | None,
    typer.Option(
        help="Folder for unpacked archives, in an unnamed temporary file (default: the data folder).",
        metavar="DIR",
        show_default=False,
    ),
]
NewCredentials = Annotated[
    Path | None,
    typer.Option(
        "--credentials",
        help="For a bucket: a file with its credentials, if different from the assessment's.",
        metavar="FILE",
        show_default=False,
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class BucketOptions:
    """As the user gave them."""

    endpoint: str
    credentials: Path | None

    @contextmanager
    def opened(self, there: Workspace, words: Sequence[str]) -> Iterator[tuple[list[Path], Bucket | None]]:
        """Raises BadAddress for a mixture of both, and what opening a bucket raises."""
        if not self._named(words):
            yield [Path(word) for word in words], None
            return
        from leftopen.service.assessments import buckets

        with buckets.open_source(there, words[0], self.endpoint, self.credentials) as bucket:
            yield [], bucket

    @contextmanager
    def sources(self, words: Sequence[str], data: Path | None) -> Iterator[tuple[list[Path], Bucket | None]]:
        """The same; a data folder is opened only for a bucket, which needs an authorisation."""
        if not self._named(words):
            yield [Path(word) for word in words], None
            return
        with workspace(data) as there, self.opened(there, words) as found:
            yield found

    def _named(self, words: Sequence[str]) -> bool:
        """Is it a bucket?"""
        buckets = sum(map(is_bucket, words))
        if buckets and len(words) > 1:
            raise BadAddress("give one bucket alone, without paths or other buckets")
        if not buckets and (self.endpoint or self.credentials):
            raise BadAddress(
                "--endpoint and --credentials are for a bucket only; give its address, such as s3://records/2019"
            )
        return bool(buckets)
