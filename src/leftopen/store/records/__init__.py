"""The records in one SQLite file: scope, scans, imports, cases and their events, evidence, notices, the audit
log, and the state of the web interface.

Safe to use from several threads, and from several processes on one data folder. Every call is one
transaction, on the disk when it returns. All raise StoreFailed when the database fails.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Self

from leftopen.cases.signed_heads import Seal
from leftopen.store.records import backup
from leftopen.store.records.database import Database
from leftopen.store.records.reads.cases.case_holds import CaseHolds
from leftopen.store.records.reads.cases.cases import Cases
from leftopen.store.records.reads.cases.findings import Findings
from leftopen.store.records.reads.cases.judgements import Judgements
from leftopen.store.records.reads.cases.owner_links import OwnerLinks
from leftopen.store.records.reads.cases.responses import Responses
from leftopen.store.records.reads.cases.reviews import Reviews
from leftopen.store.records.reads.cases.signed_heads import Heads
from leftopen.store.records.reads.cases.stamped_heads import StampedHeads
from leftopen.store.records.reads.clock import Clock
from leftopen.store.records.reads.cve_lists import CveLists
from leftopen.store.records.reads.exclusions import Exclusions
from leftopen.store.records.reads.identity.api_keys import ApiKeys
from leftopen.store.records.reads.identity.audit import Audit
from leftopen.store.records.reads.identity.passkeys import Passkeys
from leftopen.store.records.reads.identity.sessions import OneTimeLinks, Sessions
from leftopen.store.records.reads.identity.users import Users
from leftopen.store.records.reads.imports import Imports
from leftopen.store.records.reads.jobs import Jobs
from leftopen.store.records.reads.monitors import Monitors
from leftopen.store.records.reads.notes_searches import Notes, Searches
from leftopen.store.records.reads.notices.alerts import Alerts
from leftopen.store.records.reads.notices.notices import Notices
from leftopen.store.records.reads.notices.notifiers import Notifiers
from leftopen.store.records.reads.notices.outbox import Outbox
from leftopen.store.records.reads.organisations import Organisations
from leftopen.store.records.reads.scan_jobs import ScanJobs
from leftopen.store.records.reads.scans import Scans
from leftopen.store.records.reads.scopes import Scopes
from leftopen.store.records.reads.tallies import Tallies
from leftopen.store.records.schema import ready


class Records:
    """The open records of one data folder, for reading; close them, or use them in a `with`. `RecordWriter`
    in `writes` changes them."""

    def __init__(self, database: Database, seal: Seal | None = None) -> None:
        self.database, self.seal = database, seal
        self.scopes = Scopes(database)
        self.exclusions = Exclusions(database)
        self.scans = Scans(database)
        self.imports = Imports(database)
        self.cases = Cases(database)
        self.case_holds = CaseHolds(database)
        self.clock = Clock(database)
        self.cve_lists = CveLists(database)
        self.heads = Heads(database)
        self.stamped_heads = StampedHeads(database)
        self.findings = Findings(database)
        self.responses = Responses(database)
        self.reviews = Reviews(database)
        self.notices = Notices(database)
        self.audit = Audit(database)
        self.api_keys = ApiKeys(database)
        self.alerts = Alerts(database)
        self.notifiers = Notifiers(database)
        self.outbox = Outbox(database)
        self.organisations = Organisations(database)
        self.owner_links = OwnerLinks(database)
        self.jobs = Jobs(database)
        self.judgements = Judgements(database)
        self.scan_jobs = ScanJobs(database)
        self.monitors = Monitors(database)
        self.tallies = Tallies(database)
        self.users = Users(database)
        self.sessions = Sessions(database)
        self.links = OneTimeLinks(database)
        self.passkeys = Passkeys(database)
        self.notes = Notes(database)
        self.searches = Searches(database)

    @classmethod
    def open(
        cls,
        data: Path,
        seal: Seal | None = None,
        tell: Callable[[str], None] = backup.on_stderr,
        *,
        reading: bool = False,
    ) -> Records:
        """Opens DATA/records.sqlite, creating or migrating it as needed; when `reading`, an older one
        stays as it is. With a `seal` its events are signed. `tell` gets one line where a migration
        made a backup first, or nothing can be changed. Raises StoreFailed and StoreTooNew."""
        return cls(ready(data, tell, reading=reading), seal)

    def close(self) -> None:
        """Releases the connections; the records can be opened again."""
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *ended: object) -> None:
        self.close()
