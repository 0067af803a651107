"""CISA's catalogue of known exploited vulnerabilities, as JSON.

Fields that are read: `dateReleased`, and of each of `vulnerabilities`: `cveID`, `dateAdded`,
`knownRansomwareCampaignUse` ("Known" or "Unknown"). Source:
https://www.cisa.gov/known-exploited-vulnerabilities-catalog.
"""

from __future__ import annotations

import json

from leftopen.errors import BadCveList
from leftopen.formats.cve_id import cve_id
from leftopen.formats.iso_day import iso_day
from leftopen.model.cve_list import CveFacts, CveList


def recognises(head: str) -> bool:
    return head.lstrip().startswith("{")


def read(text: str) -> CveList:
    """Entries that are none are counted. Raises BadCveList for anything but such a catalogue."""
    try:
        catalogue = json.loads(text)
    except (ValueError, RecursionError):
        raise BadCveList("this is not valid JSON; download the file from CISA again") from None
    entries = catalogue.get("vulnerabilities") if isinstance(catalogue, dict) else None
    dated = iso_day(catalogue.get("dateReleased")) if isinstance(catalogue, dict) else ""
    if not isinstance(entries, list) or not dated:
        raise BadCveList("`vulnerabilities` and `dateReleased` are missing: this is not CISA's catalogue")
    made = [_facts(one) for one in entries]
    facts = {one.cve: one for one in made if one is not None}
    bad = made.count(None)
    if bad >= len(facts):
        raise BadCveList(f"{len(facts):,} readable entries, {bad:,} others: this is not CISA's catalogue")
    return CveList(name="kev", title="KEV (CISA)", dated=dated, facts=facts, bad=bad)


def _facts(entry: object) -> CveFacts | None:
    if not isinstance(entry, dict):
        return None
    cve, added = cve_id(entry.get("cveID")), iso_day(entry.get("dateAdded"))
    if not cve or not added:
        return None
    return CveFacts(cve=cve, kev_added=added, ransomware=entry.get("knownRansomwareCampaignUse") == "Known")
