"""Who the clients are: their group, their tools, what they took."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

from leftopen.impact.logs import lists
from leftopen.model.access_logs import Client, ClientGroup, GroupCount, Login
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
IN_ORDER = "SETTINGS optimize_aggregation_in_order = 1, max_read_buffer_size = 65536"
"""The table is sorted by client: one client after the other takes no memory."""


def _grouped(skipped: Collection[int], condition: str = "1") -> str:
    """Clients with what they did. Without their agents, of which there may be five for each."""
    return (
        "SELECT client, sum(n) AS requests, sum(reads) AS took, sum(bytes) AS sent, min(first) AS first_at, "
        "max(last) AS last_at, min(least) AS smallest FROM clients "
        f"WHERE file NOT IN ({numbers(skipped)}) AND {condition} "
        "GROUP BY client"
    )


def _agents(skipped: Collection[int], condition: str) -> str:
    return (
        "SELECT client, groupUniqArrayMerge(5)(agents) AS seen, max(forwarded) AS forwards FROM clients "
        f"WHERE file NOT IN ({numbers(skipped)}) AND {condition} GROUP BY client"
    )


def top(engine: ScratchEngine, skipped: Collection[int]) -> tuple[Client, ...]:
    """Those that got the most bytes, readers of items first."""
    order = f"ORDER BY took > 0 DESC, sent DESC, client LIMIT {MOST}"
    engine.command(f"CREATE OR REPLACE TABLE top ENGINE = Memory AS {_grouped(skipped)} {order} {IN_ORDER}")
    hashes = _agents(skipped, "client IN (SELECT client FROM top)")
    engine.command(
        "CREATE OR REPLACE TABLE top_agents ENGINE = Memory AS "
        f"SELECT client, arrayJoin(seen) AS hash FROM ({hashes}) {IN_ORDER}"
    )
    texts = (
        "SELECT hash, any(agent) AS agent FROM agents "
        "WHERE hash IN (SELECT hash FROM top_agents) GROUP BY hash"
    )
    agents = (
        f"SELECT s.client AS client, groupArray(x.agent) AS seen FROM top_agents AS s "
        f"INNER JOIN ({texts}) AS x ON s.hash = x.hash GROUP BY s.client"
    )
    rows = engine.query(
        "SELECT toValidUTF8(t.client) AS client, requests, took, sent, smallest, "
        "toUnixTimestamp64Milli(first_at) AS first, toUnixTimestamp64Milli(last_at) AS last, "
        "arrayMap(x -> toValidUTF8(x), arraySort(seen)) AS agents, "
        f"{lists.found('own', 'g', 't.client')} AS own, {lists.found('listed', 'g', 't.client')} AS listed, "
        f"{lists.found('listed', 's', 't.client')} AS source "
        f"FROM top AS t LEFT JOIN ({agents}) AS a ON t.client = a.client "
        f"ORDER BY took > 0 DESC, sent DESC, t.client LIMIT {MOST}"
    )
    return tuple(map(_client, rows))


def groups(
    engine: ScratchEngine, skipped: Collection[int], readers: Mapping[str, int]
) -> tuple[GroupCount, ...]:
    """All clients, counted; `readers` by group."""
    own, listed = lists.found("own", "g", "client"), lists.found("listed", "g", "client")
    rows = engine.query(
        f"SELECT multiIf({own} != '', 'own', {listed} != '', {listed}, 'unknown') AS kind, "
        f"count() AS clients, sum(requests) AS asked, sum(sent) AS bytes, min(smallest) AS least "
        f"FROM ({_grouped(skipped)}) "
        f"GROUP BY kind ORDER BY kind {IN_ORDER}"
    )
    return tuple(
        GroupCount(
            group=ClientGroup(row["kind"]),
            clients=int(row["clients"]),
            readers=readers.get(row["kind"], 0),
            requests=int(row["asked"]),
            bytes=int(row["bytes"]),
            bytes_known=int(row["least"]) >= 0,
        )
        for row in rows
    )


def proxies(engine: ScratchEngine, skipped: Collection[int]) -> tuple[str, ...]:
    """Own addresses that may stand for other clients: they have many user agents, or say so themselves."""
    is_own = f"{lists.found('own', 'g', 'client')} != ''"
    rows = engine.query(
        f"SELECT toValidUTF8(client) AS client FROM ({_agents(skipped, is_own)}) "
        f"WHERE length(seen) >= {PROXY_AGENTS} OR forwards LIMIT 10000 {IN_ORDER}"
    )
    return tuple(str(row["client"]) for row in rows)


def logins(engine: ScratchEngine, skipped: Collection[int]) -> tuple[Login, ...]:
    """Who logged in from where: strangers that were in first, those that got the most bytes first."""
    own, listed = lists.found("own", "g", "client"), lists.found("listed", "g", "client")
    rows = engine.query(
        f"SELECT toValidUTF8(user) AS who, toValidUTF8(mailbox) AS box, toValidUTF8(client) AS address, "
        "protocol, sum(l.logins) AS passed, "
        "sum(l.failed) AS refused, sum(l.used) AS did, sum(l.bytes) AS sent, "
        "min(l.least) AS least, toUnixTimestamp64Milli(min(l.first)) AS since, "
        f"toUnixTimestamp64Milli(max(l.last)) AS until, "
        f"multiIf({own} != '', 'own', {listed} != '', {listed}, 'unknown') AS kind "
        f"FROM logins AS l WHERE file NOT IN ({numbers(skipped)}) "
        "GROUP BY user, mailbox, client, protocol "
        f"ORDER BY kind = 'own', passed + did = 0, sent DESC, since, who, address LIMIT {MOST}"
    )
    return tuple(
        Login(
            user=row["who"],
            mailbox=row["box"],
            address=row["address"],
            group=ClientGroup(row["kind"]),
            protocol=row["protocol"],
            logins=int(row["passed"]),
            failed=int(row["refused"]),
            bytes=int(row["sent"]),
            bytes_known=int(row["least"]) >= 0,
            first=instant(row["since"]),
            last=instant(row["until"]),
            used=int(row["did"]) > 0,
        )
        for row in rows
    )


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
        reads=int(row["took"]),
        bytes=int(row["sent"]),
        first=instant(row["first"]),
        last=instant(row["last"]),
        agents=agents,
        tool=tool(agents),
        bytes_known=int(row["smallest"]) >= 0,
    )
