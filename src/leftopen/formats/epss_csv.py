"""EPSS scores as FIRST publishes them every day: a line of comment with the date, a head, one CVE a row.

    #model_version:v2025.03.14,score_date:2026-11-27T00:00:00+0000
    cve,epss,percentile
    CVE-2021-44228,0.94358,0.99961

Source: https://www.first.org/epss/data_stats.
"""

from __future__ import annotations

from leftopen.errors import BadCveList
from leftopen.formats.cve_id import cve_id
from leftopen.formats.iso_day import iso_day
from leftopen.model.cve_list import CveFacts, CveList

_DATE = "score_date:"


def recognises(head: str) -> bool:
    return head.startswith("#model_version:") or head.lower().startswith("cve,epss")


def read(text: str) -> CveList:
    """Rows that are none are counted. Raises BadCveList where most are none, or the date is missing."""
    first, _, rest = text.partition("\n")
    dated = iso_day(first.partition(_DATE)[2])
    if not dated:
        raise BadCveList("the first line must have a score_date; download the file from FIRST again")
    facts: dict[str, CveFacts] = {}
    bad = 0
    heads, *rows = rest.splitlines() or [""]
    names = heads.lower().split(",")
    for row in rows:
        made = _facts(dict(zip(names, row.split(","), strict=False)))
        if made is None:
            bad += 1
        else:
            facts[made.cve] = made
    if bad >= len(facts):
        raise BadCveList(f"{len(facts):,} readable rows, {bad:,} others: this is no list of EPSS scores")
    return CveList(name="epss", title="EPSS (FIRST)", dated=dated, facts=facts, bad=bad)


def _facts(row: dict[str, str]) -> CveFacts | None:
    cve = cve_id(row.get("cve"))
    try:
        score = float(row.get("epss") or "")
    except ValueError:
        return None
    return CveFacts(cve=cve, epss=score) if cve and 0 <= score <= 1 else None
