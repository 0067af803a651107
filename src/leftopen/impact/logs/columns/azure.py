"""Operations of Azure Storage, as SQL."""

from __future__ import annotations

GETS = "'GetBlob', 'GetFile', 'ReadFile', 'GetBlobRange', 'GetPath', 'ReadPath'"
HARMLESS = (
    "(Properties|Metadata|Acl|ACL|Tags|Stats|ServiceProperties|BlockList|PageRegions|PageRanges|AccessPolicy|"
    "Preflight|UserDelegationKey)$"
)


def kind(operation: str) -> str:
    """What returns one object is a `get`; what returns rows, messages or names may give any."""
    return (
        f"multiIf({operation} IN ({GETS}), 'get', match({operation}, '{HARMLESS}') "
        f"OR match({operation}, '^(Put|Create|Delete|Set|Append|Lease|Acquire|Renew|Release|"
        f"Break|Undelete|Insert|"
        f"Update|Merge|Clear|Flush|Abort|Preflight)'), 'none', 'list')"
    )
