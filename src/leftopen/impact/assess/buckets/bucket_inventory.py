"""Which objects a bucket has, and how they are cut into units. Most are known by name and size; of the large
ones the first bytes are read, but for a plan."""

from __future__ import annotations

from collections.abc import Iterable

from leftopen.impact.assess.inventory import HEAD, PLAIN, Inventory, kind_by_name, kind_of, split_units
from leftopen.model.assessment import SourceFile, UnitKind
from leftopen.model.bucket import BucketPlace, ListedObject, ObjectChanged, ObjectUnreadable, ReadRange

NO_ETAG = "the service gives no ETag: a change under the reading would not be seen"
ODD_ETAG = "the service gives an ETag that no request can name"


def bucket_inventory(
    place: BucketPlace, objects: Iterable[ListedObject], read: ReadRange | None
) -> Inventory:
    """`read` None: by the list alone. Raises BucketStopped, NotAllowed."""
    files: list[SourceFile] = []
    kinds: list[UnitKind] = []
    skipped: list[tuple[str, str]] = []
    # A list that is changed while it is read can have an object twice.
    for one in sorted({one.key: one for one in objects}.values(), key=lambda one: one.key):
        path = place.path(one.key)
        source = SourceFile(path=path, size=one.size, changed=one.changed, etag=one.etag)
        try:
            kind = _kind(source, read)
        except ObjectChanged:
            skipped.append((path.decode(), "changed while the bucket was listed"))
        except ObjectUnreadable as error:
            skipped.append((path.decode(), str(error)))
        else:
            files.append(source)
            kinds.append(kind)
    return Inventory(files=tuple(files), units=tuple(split_units(files, kinds)), skipped=tuple(skipped))


def _kind(source: SourceFile, read: ReadRange | None) -> UnitKind:
    """A small mailbox, of whatever kind, has a reader of its own."""
    if not source.etag:
        raise ObjectUnreadable(NO_ETAG)
    if not (source.etag.isascii() and source.etag.isprintable()):
        raise ObjectUnreadable(ODD_ETAG)
    if read is None:
        return kind_by_name(source)
    head = read(source.path, 0, HEAD, source.etag) if source.size > PLAIN else b""
    return kind_of(source, head)
