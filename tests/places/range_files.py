"""Small range files in the forms in which they are published; all names and addresses made up."""

from __future__ import annotations

import json

AZURE_GOVERNMENT = json.dumps(
    {
        "changeNumber": 402,
        "cloud": "AzureGovernment",
        "values": [
            {
                "name": name,
                "id": name,
                "properties": {
                    "changeNumber": 1,
                    "region": region,
                    "regionId": 1,
                    "platform": "Azure",
                    "systemService": service,
                    "addressPrefixes": prefixes,
                    "networkFeatures": ["API"],
                },
            }
            for name, region, service, prefixes in (
                ("AzureCloud", "", "", ["20.140.0.0/16", "20.141.0.0/16", "2001:489a::/32"]),
                ("AzureCloud.usgovvirginia", "usgovvirginia", "", ["20.140.0.0/16", "2001:489a:3100::/40"]),
                ("AzureCloud.usdodeast", "usdodeast", "", ["20.141.0.0/17"]),
                ("Storage", "", "AzureStorage", ["20.140.8.0/24", "20.141.9.0/24"]),
                ("Storage.USGovVirginia", "usgovvirginia", "AzureStorage", ["20.140.8.0/24"]),
                ("ActionGroup", "", "ActionGroup", ["20.140.8.7/32", "2001:489a:3103:402::178/125"]),
            )
        ],
    }
).encode()

AWS = json.dumps(
    {
        "syncToken": "1793750400",
        "createDate": "2026-11-03-23-29-02",
        "prefixes": [
            {"ip_prefix": prefix, "region": region, "service": service, "network_border_group": region}
            for prefix, region, service in (
                ("52.94.0.0/16", "us-east-1", "AMAZON"),
                ("52.94.4.0/24", "us-gov-west-1", "AMAZON"),
                ("52.94.4.0/24", "us-gov-west-1", "EC2"),
                ("52.94.4.0/26", "us-gov-west-1", "AMAZON"),
            )
        ],
        "ipv6_prefixes": [
            {
                "ipv6_prefix": "2600:1f00::/40",
                "region": "eu-west-1",
                "service": "AMAZON",
                "network_border_group": "eu-west-1",
            }
        ],
    }
).encode()

NETWORKS = (
    b"52.0.0.0,52.127.255.255,64500,Wide Holding\n"
    b'20.140.0.0,20.141.255.255,64501,"Made Up, Inc."\n'
    b"52.94.4.0,52.94.4.255,64502,Narrow Ltd\n"
    b"2600:1f00::,2600:1f00:ff:ffff:ffff:ffff:ffff:ffff,64503,Sixth Co\n"
    b"9.0.0.0,9.255.255.255,0,Not routed\n"
)
