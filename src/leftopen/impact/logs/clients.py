"""Who the clients are: their group, their tools, what they took."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from leftopen.impact.logs import lists
from leftopen.model.readers import Client, ClientGroup, GroupCount
from leftopen.store.engine.scratch import ScratchEngine

MOST = 1000
PROXY_AGENTS = 5
"""An own address with as many user agents may stand for other clients: a proxy, or a network behind one."""
TOOLS = {
    "curl": "curl", "wget": "Wget", "python-requests": "Python requests", "aiohttp": "Python aiohttp",
    "python-urllib": "Python urllib", "go-http-client": "Go HTTP client", "nmap": "Nmap",
    "masscan": "masscan", "zgrab": "ZGrab", "leftopen": "leftopen", "censys": "Censys", "shodan": "Shodan",
    "nuclei": "Nuclei", "httrack": "HTTrack", "scrapy": "Scrapy", "java/": "Java", "okhttp": "OkHttp",
    "axios": "axios", "rclone": "rclone", "aws-cli": "AWS CLI", "boto3": "Boto3", "azcopy": "AzCopy",
    "azure-storage": "Azure SDK", "powershell": "PowerShell", "libwww-perl": "libwww-perl",
    "googlebot": "Googlebot", "bingbot": "Bingbot", "yandex": "Yandex", "baiduspider": "Baidu",
    "gptbot": "GPTBot", "mozilla": "browser",
}  # fmt: skip
"""By what a user agent holds, which the client chooses."""
GROUPED = f"""SELECT client, sum(n) AS requests, sum(reads) AS reads, sum(bytes) AS sent,
    min(first) AS first_at, max(last) AS last_at, groupUniqArrayMerge(5)(agents) AS seen,
    max(forwarded) AS forwards,
    {lists.found("own", "g", "client")} AS own, {lists.found("listed", "g", "client")} AS listed,
    {lists.found("listed", "s", "client")} AS source
    FROM clients WHERE file NOT IN ({{skipped}}) GROUP BY client"""


def top(engine: ScratchEngine, skipped: Collection[int]) -> tuple[Client, ...]:
    """Those that got the most bytes, readers of items first."""
    rows = engine.query(
        "SELECT toValidUTF8(client) AS client, requests, reads, sent, "
        "toUnixTimestamp64Milli(first_at) AS first, toUnixTimestamp64Milli(last_at) AS last, "
        "arrayMap(x -> toValidUTF8(x), arraySort(seen)) AS agents, "
        f"own, listed, source FROM ({GROUPED.format(skipped=numbers(skipped))}) "
        f"ORDER BY reads > 0 DESC, sent DESC, client LIMIT {MOST}"
    )
    return tuple(map(_client, rows))


def groups(
    engine: ScratchEngine, skipped: Collection[int], readers: Mapping[str, int]
) -> tuple[GroupCount, ...]:
    """All clients, counted; `readers` by group."""
    rows = engine.query(
        "SELECT if(own != '', 'own', if(listed != '', listed, 'unknown')) AS kind, count() AS clients, "
        f"sum(requests) AS asked, sum(sent) AS bytes FROM ({GROUPED.format(skipped=numbers(skipped))}) "
        "GROUP BY kind ORDER BY kind"
    )
    return tuple(
        GroupCount(
            group=ClientGroup(row["kind"]),
            clients=int(row["clients"]),
            readers=readers.get(row["kind"], 0),
            requests=int(row["asked"]),
            bytes=int(row["bytes"]),
        )
        for row in rows
    )


def proxies(engine: ScratchEngine, skipped: Collection[int]) -> tuple[str, ...]:
    """Own addresses that may stand for other clients: they have many user agents, or say so themselves."""
    rows = engine.query(
        f"SELECT toValidUTF8(client) AS client FROM ({GROUPED.format(skipped=numbers(skipped))}) "
        f"WHERE own != '' AND (length(seen) >= {PROXY_AGENTS} OR forwards) LIMIT 10000"
    )
    return tuple(str(row["client"]) for row in rows)


def numbers(files: Collection[int]) -> str:
    """For `IN (…)`; an empty list is no SQL."""
    return ", ".join(map(str, sorted(files))) or "4294967295"


def tool(agents: Collection[str]) -> str:
    """The tools that user agents name, the browser last."""
    found = [name for mark, name in TOOLS.items() if any(mark in agent.lower() for agent in agents)]
    return ", ".join(dict.fromkeys(found))


def instant(milliseconds: object) -> datetime:
    return datetime.fromtimestamp(int(str(milliseconds)) / 1000, UTC)


def _client(row: Mapping[str, Any]) -> Client:
    group = "own" if row["own"] else row["listed"] or "unknown"
    agents = tuple(agent for agent in row["agents"] if agent not in ("", "-"))
    return Client(
        address=row["client"],
        group=ClientGroup(group),
        source=row["source"],
        requests=int(row["requests"]),
        reads=int(row["reads"]),
        bytes=int(row["sent"]),
        first=instant(row["first"]),
        last=instant(row["last"]),
        agents=agents,
        tool=tool(agents),
    )
