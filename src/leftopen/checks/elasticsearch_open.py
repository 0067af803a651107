"""Elasticsearch or OpenSearch: searchable without authentication.

Requests "/", the list of open indices with their counters (at most 16 KiB, and a few names a second time),
and the document count, which requires the right to search. No document is requested and no index name is
stored.

Open: *data* when documents in user indices can be counted, *empty* when there are only system indices (names
with a leading dot), *metadata* when indices are listed and their documents refused. A login on "/" alone is
not closed, nor is a login on the list while documents can be counted. Closed: 401 or 403 for both. Unknown,
because a honeypot: a welcome response that no real server sends, index names that are not valid, or a list
with other indices on the second request.

False positives: a public demonstration or published search data.
"""

from __future__ import annotations

from leftopen.model.channel import Channel, Reply
from leftopen.model.check import Check, CheckReplies, Replies
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.remedy import Remedy
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Reason, Verdict, closed, opened, unknown
from leftopen.present.humanize import format_count
from leftopen.wire.http.http_denial import denial
from leftopen.wire.products import elasticsearch as elastic

LIST, AGAIN, LITTLE = 16 * 1024, 2 * 1024, 4 * 1024


def applies(observation: Observation) -> bool:
    """The probe identified Elasticsearch or OpenSearch, on any port."""
    return observation.module == "elasticsearch"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """Replies: the front page, the indices, the document count, and the names again if any were listed."""
    front = await channel.get("/", at=ReadLevel.METADATA, limit=LITTLE)
    listed = await channel.get(elastic.INDICES, at=ReadLevel.LISTING, limit=LIST)
    counted = await channel.get(elastic.COUNT, at=ReadLevel.METADATA, limit=LITTLE)
    if not elastic.indices(listed):
        return CheckReplies(replies=(front, listed, counted))
    again = await channel.get(elastic.NAMES, at=ReadLevel.LISTING, limit=AGAIN)
    return CheckReplies(replies=(front, listed, counted, again))


def judge(replies: Replies) -> Verdict:
    """Judge by the list and the count together."""
    heard = [reply for reply in replies if isinstance(reply, Reply)]
    if not heard or len(heard) != len(replies):
        return unknown(Reason.OTHER_PROTOCOL if replies else Reason.CUT)
    if len(heard) < 3:
        return unknown(Reason.NOT_UNDERSTOOD, said=f"HTTP {heard[0].status}")
    front, listed, counted = heard[:3]
    answer = elastic.welcome(front)
    if answer is not None and answer.signs:
        return unknown(Reason.NOT_UNDERSTOOD, said=f"not a real server: {', '.join(answer.signs)}")
    indices = elastic.indices(listed)
    if indices is None:
        return _unlisted(listed, counted)
    if indices and not _named_again(listed, heard[3:]):
        return unknown(Reason.NOT_UNDERSTOOD, said="index names change on each request")
    return _listed(indices, counted)


def _named_again(listed: Reply, again: list[Reply]) -> bool:
    """True if the second list shares a name with the first; a refused second list proves nothing."""
    if not again or again[0].status != 200:
        return True
    return not elastic.names(listed).isdisjoint(elastic.names(again[0]))


def _listed(indices: tuple[elastic.Index, ...], counted: Reply) -> Verdict:
    theirs = [index for index in indices if not index.own]
    reply = format_count(len(theirs), "index", "indices")
    if not theirs:
        return opened(ExposureKind.EMPTY, "system indices only")
    documents = elastic.count(counted)
    if documents is None:
        return opened(ExposureKind.METADATA, f"{reply} named; document count refused")
    shown = sum(index.documents or 0 for index in theirs)
    if not shown:
        return opened(
            ExposureKind.METADATA if documents else ExposureKind.EMPTY, f"{reply} without documents"
        )
    return opened(ExposureKind.DATA, f"{format_count(shown, 'document')} in {reply}")


def _unlisted(listed: Reply, counted: Reply) -> Verdict:
    refused, documents = denial(listed), elastic.count(counted)
    if refused is None:
        return unknown(Reason.NOT_UNDERSTOOD, said=f"HTTP {listed.status}")
    if documents is not None:
        seen = ExposureKind.DATA if documents else ExposureKind.EMPTY
        return opened(seen, f"{format_count(documents, 'document')}; index names refused")
    if denial(counted) is None:
        return unknown(Reason.NOT_UNDERSTOOD, said=f"HTTP {listed.status}, then {counted.status}")
    return closed(refused.reason, f"HTTP {listed.status}")


def measure(replies: Replies) -> Size:
    """Documents and bytes (without replicas) of the listed indices, system indices excluded."""
    heard = [reply for reply in replies if isinstance(reply, Reply)]
    if len(heard) < 3:
        return Size()
    indices = elastic.indices(heard[1])
    if indices is None:
        return Size(records=elastic.count(heard[2]))
    theirs = [index for index in indices if not index.own]
    sizes = [index.bytes for index in theirs if index.bytes is not None]
    silent = any(index.documents is None or index.bytes is None for index in theirs)
    return Size(
        records=sum(index.documents or 0 for index in theirs),
        bytes=sum(sizes) if sizes or not theirs else None,
        at_least=silent or elastic.has_more(heard[1]),
    )


check = Check(
    title="Elasticsearch or OpenSearch readable without authentication",
    remedy=Remedy(
        general=(
            "Close ports 9200 and 9300 in the firewall. Check for indices that you did not create "
            "(`read_me`, `meow`): they show that an intruder had access. Keep the logs of the exposure "
            "period: they show who read the data."
        ),
        products={
            "Elasticsearch": (
                "Set `xpack.security.enabled: true` and `network.host: _local_` in elasticsearch.yml, "
                "then run `bin/elasticsearch-reset-password -u elastic`."
            ),
            "OpenSearch": (
                "Remove `plugins.security.disabled: true` from opensearch.yml, run "
                "`plugins/opensearch-security/tools/securityadmin.sh`, and leave `anonymous_auth_enabled:"
                " false`."
            ),
        },
    ),
    severity=Severity.CRITICAL,
    references=(
        "https://www.elastic.co/guide/en/elasticsearch/reference/current/security-minimal-setup.html",
        "https://docs.opensearch.org/latest/security/",
    ),
    requests=4,
    sized_by="docs.count and pri.store.size of the listed indices; a lower bound when the list was truncated",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    level=ReadLevel.LISTING,
    control=True,
    denies=elastic.denies,
)
