"""Changes the records, one file for each kind. `web`, `cli` and `demo` must not import this package: they
change the records through `service`."""

from __future__ import annotations

from leftopen.store.records import Records
from leftopen.store.records.writes.cases.case_holds import CaseHoldWriter
from leftopen.store.records.writes.cases.cases import CaseWriter
from leftopen.store.records.writes.cases.findings import FindingWriter
from leftopen.store.records.writes.cases.judgements import JudgementWriter
from leftopen.store.records.writes.cases.owner_links import OwnerLinkWriter
from leftopen.store.records.writes.cases.responses import ResponseWriter
from leftopen.store.records.writes.cases.reviews import ReviewWriter
from leftopen.store.records.writes.cases.signed_heads import HeadWriter
from leftopen.store.records.writes.cases.stamped_heads import StampedHeadWriter
from leftopen.store.records.writes.clock import ClockWriter
from leftopen.store.records.writes.cve_lists import CveListWriter
from leftopen.store.records.writes.erasure import ErasureWriter
from leftopen.store.records.writes.exclusions import ExclusionWriter
from leftopen.store.records.writes.identity.api_keys import ApiKeyWriter
from leftopen.store.records.writes.identity.audit import AuditWriter
from leftopen.store.records.writes.identity.passkeys import PasskeyWriter
from leftopen.store.records.writes.identity.sessions import OneTimeLinkWriter, SessionWriter
from leftopen.store.records.writes.identity.users import UserWriter
from leftopen.store.records.writes.imports import ImportRecordWriter
from leftopen.store.records.writes.jobs import JobWriter
from leftopen.store.records.writes.monitors import MonitorWriter
from leftopen.store.records.writes.notes_searches import NoteWriter, SearchWriter
from leftopen.store.records.writes.notices.alerts import AlertWriter
from leftopen.store.records.writes.notices.mutes import MuteWriter
from leftopen.store.records.writes.notices.notices import NoticeWriter
from leftopen.store.records.writes.notices.notifiers import NotifierWriter
from leftopen.store.records.writes.notices.outbox import OutboxWriter
from leftopen.store.records.writes.organisations import OrganisationWriter
from leftopen.store.records.writes.scan_jobs import ScanJobWriter
from leftopen.store.records.writes.scans import ScanWriter
from leftopen.store.records.writes.scopes import ScopeWriter


class RecordWriter:
    """Changes open records. Every call is one transaction, on the disk when it returns, and raises
    StoreFailed when the database fails."""

    def __init__(self, records: Records) -> None:
        database = records.database
        self.scopes = ScopeWriter(database)
        self.exclusions = ExclusionWriter(database)
        self.scans = ScanWriter(database)
        self.imports = ImportRecordWriter(database)
        self.cases = CaseWriter(database, records.seal)
        self.case_holds = CaseHoldWriter(database)
        self.clock = ClockWriter(database)
        self.cve_lists = CveListWriter(database)
        self.erasure = ErasureWriter(database)
        self.heads = HeadWriter(database)
        self.stamped_heads = StampedHeadWriter(database)
        self.findings = FindingWriter(database)
        self.responses = ResponseWriter(self.cases)
        self.reviews = ReviewWriter(database)
        self.notices = NoticeWriter(database)
        self.audit = AuditWriter(database)
        self.api_keys = ApiKeyWriter(database)
        self.alerts = AlertWriter(database)
        self.notifiers = NotifierWriter(database)
        self.outbox = OutboxWriter(database)
        self.mutes = MuteWriter(database)
        self.organisations = OrganisationWriter(database)
        self.owner_links = OwnerLinkWriter(database)
        self.jobs = JobWriter(database)
        self.judgements = JudgementWriter(database)
        self.scan_jobs = ScanJobWriter(database)
        self.monitors = MonitorWriter(database)
        self.users = UserWriter(database)
        self.sessions = SessionWriter(database)
        self.links = OneTimeLinkWriter(database)
        self.passkeys = PasskeyWriter(database)
        self.notes = NoteWriter(database)
        self.searches = SearchWriter(database)
