"""Made-up lists of CVEs, in the forms of FIRST and CISA."""

from __future__ import annotations

import json

EPSS = """#model_version:v2025.03.14,score_date:2026-11-27T00:00:00+0000
cve,epss,percentile
CVE-2021-23017,0.94358,0.99961
CVE-2014-0160,0.5,0.9
cve-2023-44487,0.00042,0.1
CVE-2023-1,0.5,0.5
CVE-2020-0003,1.5,0.5
"""
KEV = json.dumps(
    {
        "title": "made up",
        "catalogVersion": "2026.11.20",
        "dateReleased": "2026-11-20T15:00:00.0000Z",
        "count": 2,
        "vulnerabilities": [
            {"cveID": "CVE-2014-0160", "dateAdded": "2022-05-04", "knownRansomwareCampaignUse": "Known"},
            {"cveID": "CVE-2021-23017", "dateAdded": "2026-11-19", "knownRansomwareCampaignUse": "Unknown"},
            {"cveID": "none", "dateAdded": "2026-11-19"},
        ],
    }
)
