"""The present tables of the records; `store/migrations/alembic` holds their history.

Times are text as `cases.timestamps` writes them, so that they sort; `record` is the whole dataclass in JSON.
"""

from __future__ import annotations

from leftopen.store.records.tables.access import (
    api_keys,
    audit,
    one_time_links,
    passkeys,
    searches,
    sessions,
    users,
)
from leftopen.store.records.tables.assessments import judgements
from leftopen.store.records.tables.cases import (
    case_holds,
    cases,
    events,
    findings,
    look_counts,
    notes,
    response_entries,
    reviews,
    signed_heads,
    stamped_heads,
)
from leftopen.store.records.tables.cve_lists import cve_facts, cve_lists
from leftopen.store.records.tables.messages import (
    alerts,
    bounces,
    mutes,
    notice_cases,
    notices,
    notifiers,
    on_call,
    organisations,
    outbox,
    outbox_stop,
    owner_links,
    receipts,
)
from leftopen.store.records.tables.metadata import metadata
from leftopen.store.records.tables.scanning import (
    clock,
    exclusions,
    imports,
    jobs,
    monitor_events,
    monitor_services,
    monitors,
    scans,
    scopes,
)

__all__ = [
    "alerts",
    "api_keys",
    "audit",
    "bounces",
    "case_holds",
    "cases",
    "clock",
    "cve_facts",
    "cve_lists",
    "events",
    "exclusions",
    "findings",
    "imports",
    "jobs",
    "judgements",
    "look_counts",
    "metadata",
    "monitor_events",
    "monitor_services",
    "monitors",
    "mutes",
    "notes",
    "notice_cases",
    "notices",
    "notifiers",
    "on_call",
    "one_time_links",
    "organisations",
    "outbox",
    "outbox_stop",
    "owner_links",
    "passkeys",
    "receipts",
    "response_entries",
    "reviews",
    "scans",
    "scopes",
    "searches",
    "sessions",
    "signed_heads",
    "stamped_heads",
    "users",
]
