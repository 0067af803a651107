"""Operations of Azure Storage, as SQL."""

from __future__ import annotations

GETS = "'GetBlob', 'GetFile', 'ReadFile', 'GetBlobRange', 'GetPath', 'ReadPath'"
HARMLESS = (
    "(Properties|Metadata|Acl|ACL|Tags|Stats|ServiceProperties|BlockList|PageRegions|PageRanges|AccessPolicy|"
    "Preflight|UserDelegationKey)$"
)

NAMES = "'ListBlobs', 'ListContainers'"


def kind(operation: str, url: str) -> str:
    """What returns one object is a `get`; what returns rows or messages may give any, and so may a
    read of which the log does not say what."""
    return (
        f"multiIf({operation} IN ({GETS}), if({url} = '', 'list', 'get'), match({operation}, '{HARMLESS}') "
        f"OR match({operation}, '^(Put|Create|Delete|Set|Append|Lease|Acquire|Renew|Release|"
        f"Break|Undelete|Insert|"
        f"Update|Merge|Clear|Flush|Abort|Preflight)'), 'none', {operation} IN ({NAMES}), 'names', 'list')"
    )
