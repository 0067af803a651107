"""An exposure as a report in XARF v4 (eXtended Abuse Reporting Format), as desks for abuse read it.

`content/exposed_data` where the sample held personal or secret data, else `vulnerability/open_service`. The
report holds counts and labels, and no sample. Source: the schemas of XARF 4.2.0.
"""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from leftopen.model.notice import Notice, NoticeItem

VERSION = "4.2.0"
_TYPES = {
    "birth_date": "personal_information",
    "cloud_key": "api_keys",
    "dod_id": "government_id",
    "email_address": "email_addresses",
    "iban": "financial",
    "payment_card": "financial",
    "phone": "phone_numbers",
    "private_key": "credentials",
    "sf86": "personal_information",
    "us_ssn": "government_id",
}
"""What a label is in XARF; any other is `other`."""
_METHODS = {
    "azure_blob_open": "cloud_storage",
    "directory_listing_open": "open_directory",
    "elasticsearch_open": "database_exposure",
    "git_daemon_open": "git_repository",
    "git_directory_open": "git_repository",
    "mongodb_open": "database_exposure",
    "mysql_anonymous": "database_exposure",
    "postgresql_trust": "database_exposure",
    "redis_open": "database_exposure",
    "s3_bucket_open": "cloud_storage",
}
"""How it was exposed, where a check says more than that a server is misconfigured."""


def report(notice: Notice, item: NoticeItem, origin: str) -> dict[str, object]:
    """The report about one exposure; `origin` is the mail address of the sender."""
    who = {"org": origin.rpartition("@")[2], "contact": origin, "domain": origin.rpartition("@")[2]}
    seen = item.last_open or notice.written
    found: dict[str, object] = {
        "xarf_version": VERSION,
        "report_id": str(uuid.uuid5(uuid.NAMESPACE_OID, f"{notice.id} {item.case} {item.endpoint}")),
        "timestamp": _time(seen),
        "reporter": who,
        "sender": who,
        "source_identifier": item.address,
        "source_port": item.port,
        "evidence_source": "automated_scan",
        "description": f"{item.title}: {item.endpoint}",
        "tags": [f"leftopen:{item.check}", f"severity:{item.severity}"],
    }
    return found | (_exposed_data(item) if item.holds else _open_service(item))


def _exposed_data(item: NoticeItem) -> dict[str, object]:
    return {
        "category": "content",
        "type": "exposed_data",
        "url": f"tcp://{item.endpoint}",
        "data_types": sorted({_TYPES.get(label, "other") for label in item.holds}),
        "exposure_method": _METHODS.get(item.check, "misconfigured_server"),
        "sensitive_fields": sorted(item.holds),
        "accessibility": "public",
        "discovery_source": "automated_scan",
    }


def _open_service(item: NoticeItem) -> dict[str, object]:
    return {
        "category": "vulnerability",
        "type": "open_service",
        "service": item.product or item.title,
    }


def _time(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
