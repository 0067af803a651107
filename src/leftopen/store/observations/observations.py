"""Searches observations in ClickHouse. Synchronous and thread-safe, as `Client` is.

`services` has the current observation of each service (our own newest, else the newest of other sources),
`history` the others; `observation_index` leads from an address or a service to both.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from leftopen.errors import NotFound
from leftopen.model.absence import Absence
from leftopen.model.address import Address
from leftopen.model.change import Change
from leftopen.model.observation import Observation
from leftopen.query.days import micros
from leftopen.store.engine.parameters import Value
from leftopen.store.observations import absences, changes, host_index, rows
from leftopen.store.observations.batch import KEY, KEYS
from leftopen.store.observations.host_index import ServiceGroups
from leftopen.store.observations.merge import each_merged, is_view
from leftopen.store.observations.newest import by_port, newest
from leftopen.store.observations.site_views import shown
from leftopen.store.observations.verdicts import Verdicts
from leftopen.store.search import addresses, facets, names, search_query, summary
from leftopen.store.search.names import NameSeen
from leftopen.store.search.search_query import SearchQuery, TableState
from leftopen.store.search.summary import Days, Summary

ID = frozenset("0123456789abcdef")
ID_DIGITS = 32
_OF_ADDRESS = f"{KEY} IN (SELECT {KEYS} FROM observation_index WHERE address = toIPv6({{a:String}}))"  # noqa: S608

SOURCES = 3
SERVICES_AT_ONCE = 500
"""A host may have thousands of services; the engine takes a query of limited length."""
OBSERVED = " AND merged = 0"
_IMPORTED = (
    f"{KEY} IN (SELECT {KEYS} FROM observation_index WHERE (address, service) IN "  # noqa: S608
    "(SELECT toIPv6(pair.1), pair.2 FROM "
    "(SELECT arrayJoin(arrayZip({a:Array(String)}, {s:Array(UInt128)})) AS pair)) "
    f"AND NOT own ORDER BY timestamp DESC LIMIT {SOURCES} BY service)"
)


class Observations(Verdicts):
    """For reading; `writer` stores them. All methods raise StoreFailed; those that take a query, BadQuery
    too."""

    def host(self, address: Address, *, history: bool = False) -> list[Observation]:
        """The newest observation of each service there, by port; with `history` all, newest first."""
        params: dict[str, Value] = {"a": rows.address_text(address)}
        found = self._wide(_OF_ADDRESS, params, history=history, limits=search_query.BY_KEY)
        if history:
            return found
        return sorted(newest(found), key=by_port)

    def host_as_of(self, address: Address, at: datetime, without: Collection[str]) -> list[Observation]:
        """The view of each service there at a time, by port, merged from the newest observation of each
        source, `without` those of some scans and imports. Their absences are those of now."""
        params: dict[str, Value] = {"a": rows.address_text(address), "t": micros(at), "w": list(without)}
        found = self._wide(host_index.AS_OF, params, history=True, limits=search_query.BY_KEY)
        return sorted(shown(each_merged(found)), key=by_port)

    def newest_at(
        self, address: Address, most: int, most_absences: int
    ) -> tuple[list[Observation], list[Absence]]:
        """The newest observations of any service there, and the newest absences, past ones included; both
        newest first."""
        params: dict[str, Value] = {"a": rows.address_text(address), "n": most}
        sql = search_query.condition_query(host_index.NEWEST, history=True, absent=False)
        found = _ordered(self._client.query(f"{sql} {search_query.BY_KEY}", params))
        lately = self.absences(address, most_absences)
        if len(lately) >= most_absences:
            return self._marked_gone(found, absent=True), lately
        return _marked(found, {one.service: one for one in lately if one.ended is None}), lately

    def service_groups(self, address: Address, apart: Collection[str]) -> ServiceGroups:
        """The services of a host that has very many; `apart`: those that are not grouped."""
        return host_index.service_groups(self._client, address, apart)

    def hidden(self, address: Address) -> frozenset[str]:
        """The sites there that answer as the default one does, and default ones that say nothing."""
        found = self._client.query(
            "SELECT service FROM sites FINAL WHERE address = toIPv6({a:String}) AND hidden",
            {"a": rows.address_text(address)},
        )
        return frozenset(rows.wide_id(row["service"]) for row in found)

    def changed_at(self, address: Address, services: Collection[str]) -> list[Observation]:
        """Of some services of a host the current observations, and those that differ from the one before;
        newest first."""
        params: dict[str, Value] = {"a": rows.address_text(address), "s": [int(one, 16) for one in services]}
        return self._wide(host_index.CHANGED, params, history=True, limits=search_query.BY_KEY)

    def open_ports(self, address: Address) -> list[int]:
        """Ports that are known to be open."""
        found = self._client.query(
            "SELECT DISTINCT port FROM observation_index WHERE address = toIPv6({a:String}) ORDER BY port",
            {"a": rows.address_text(address)},
        )
        return [int(row["port"]) for row in found]

    def neighbours(
        self, first: Address, last: Address, *, most: int, but: Address | None = None
    ) -> list[tuple[Address, int]]:
        """The addresses in a range that have services that are not gone, in order, each with their number;
        without `but`."""
        return host_index.neighbours(self._client, first, last, most=most, but=but)

    def names(
        self, domain: str, *, limit: int, offset: int = 0, ipv4: bool | None = None, within: str = ""
    ) -> list[NameSeen]:
        """At most this many names at or below a lower-case domain with their addresses, sorted by name; only
        from rows that match the search `within`."""
        marked = self._state().marked
        return names.below(
            self._client, domain, marked=marked, limit=limit, offset=offset, ipv4=ipv4, within=within
        )

    def resolved(self, wanted: Sequence[str], *, within: str = "") -> dict[str, Address]:
        """For each of these lower-case names the address that most recently had it; other names are left out.
        `within` as in `names`."""
        return names.newest(self._client, wanted, marked=self._state().marked, within=within)

    def get(self, id_prefix: str) -> Observation:
        """The observation whose id begins so. Raises NotFound when there is none, or several."""
        prefix = id_prefix.strip().lower()
        found: list[Observation] = []
        if prefix and set(prefix) <= ID and len(prefix) <= ID_DIGITS:
            ends: dict[str, Value] = {
                "a": str(int(prefix.ljust(ID_DIGITS, "0"), 16)),
                "z": str(int(prefix.ljust(ID_DIGITS, "f"), 16)),
            }
            found = self._wide(
                f"id BETWEEN {{a:UInt128}} AND {{z:UInt128}}{OBSERVED}", ends, history=True, limit=2
            )
        if len(found) != 1:
            raise NotFound(
                f"{'several observation IDs start' if found else 'no observation ID starts'} with {prefix!r}"
            )
        return found[0]

    def find(self, identifier: str) -> Observation | None:
        """The observation with exactly that id; None when there is none, or it was erased."""
        if len(identifier) != ID_DIGITS or not set(identifier) <= ID:
            return None
        params: dict[str, Value] = {"id": str(int(identifier, 16))}
        return next(iter(self._wide(f"id = {{id:UInt128}}{OBSERVED}", params, history=True)), None)

    def latest(self, service: str) -> Observation | None:
        """The current observation of a site; of a hidden one the newest."""
        params: dict[str, Value] = {"s": str(int(service, 16))}
        every = (newest(self._wide("service = {s:UInt128}", params, history=past)) for past in (False, True))
        return next((found[0] for found in every if found), None)

    def imported(self, found: Sequence[Observation]) -> list[Observation]:
        """What others saw of these services, newest first: at most `SOURCES` imported observations of each,
        besides `found`."""
        known, others = {one.id for one in found}, dict[str, Observation]()
        for begin in range(0, len(found), SERVICES_AT_ONCE):
            some = found[begin : begin + SERVICES_AT_ONCE]
            params: dict[str, Value] = {
                "a": [rows.address_text(o.endpoint.address) for o in some],
                "s": [int(o.service, 16) for o in some],
            }
            read = self._wide(_IMPORTED, params, history=True, limits=search_query.BY_KEY)
            others |= {o.id: o for o in read if o.id not in known}
        return list(others.values())

    def search(
        self, query: str, *, limit: int = 100, offset: int = 0, history: bool = False
    ) -> list[Observation]:
        """Newest first; only the newest observation of each service, unless `history`. Raises BadQuery."""
        search_query.check_page(limit, offset)
        asked = self._asked(query, history=history, every=False)
        found = self._observations(asked.page(limit, offset), asked.made.params)
        return self._marked_gone(found if history else newest(found), asked.absent)

    def iterate(self, query: str, *, history: bool = False, chunk: int = 1000) -> Iterator[Observation]:
        """All matches, newest first, with only one chunk in memory."""
        before: tuple[datetime, str] | None = None
        while True:
            asked = self._asked(query, history=history, every=False)
            found = self._observations(asked.page(chunk, 0, before), asked.made.params)
            yield from self._marked_gone(found if history else newest(found), asked.absent)
            if len(found) < chunk:
                return
            before = found[-1].timestamp, found[-1].id

    def count(self, query: str, *, history: bool = False) -> int:
        asked = self._asked(query, history=history, every=True)
        sql = f"SELECT sum(n) AS n FROM ({asked.each('count() AS n')}) {search_query.LIMITS}"  # noqa: S608
        return int(self._client.query(sql, asked.made.params)[0]["n"])

    def services(self, query: str) -> tuple[int, dict[str, int]]:
        """The number of services (distinct endpoints) with matching sites, and by country. Raises
        BadQuery."""
        asked = self._asked(query, history=False, every=True)
        return facets.count_services(self._client, asked, named=self._state().named)

    def addresses(self, query: str, among: Collection[str]) -> frozenset[str]:
        """Those of these addresses at which a service matches. Raises BadQuery."""
        return addresses.addresses_among(self._client, self._asked(query, history=False, every=True), among)

    def counted(
        self, query: str, wanted: Sequence[tuple[str, int]], *, history: bool = False, beside: bool = False
    ) -> facets.Counted:
        """The number of matches, and for each (field, top) the most frequent values with their counts,
        greatest first; without empty values. `beside`: run in the background. Raises BadQuery."""
        search_query.check_facets(wanted)
        asked = self._asked(query, history=history, every=True)
        return facets.count_facets(self._client, asked, wanted, beside=beside)

    def facets(
        self, query: str, wanted: Sequence[tuple[str, int]], *, history: bool = False
    ) -> dict[str, list[tuple[str, int]]]:
        """Only the values."""
        return self.counted(query, wanted, history=history)[1]

    def summary(
        self, query: str, wanted: Sequence[tuple[str, int]], wants_hours: Callable[[Days], bool]
    ) -> Summary:
        """The counts of a search: as `counted`, on each day, and in each of the newest hours where the days
        want them; in the background. Raises BadQuery."""
        search_query.check_facets(wanted)
        asked = self._asked(query, history=False, every=True)
        return summary.summary(self._client, asked, wanted, wants_hours)

    def changes(self, since: datetime, *, limit: int) -> list[Change]:
        """What is new or changed since then, oldest first."""
        return changes.changes(self._client, since, limit)

    def absences(self, address: Address, most: int = 1000, *, until: datetime | None = None) -> list[Absence]:
        """When services there did not answer, past absences included: the newest, or the newest that began
        by a time; newest first."""
        return absences.of_address(self._client, address, most, until)

    def gone(self, services: Iterable[str]) -> frozenset[str]:
        """Those of these services that are gone."""
        found = absences.of_services(self._client, services) if self.any_gone() else {}
        return frozenset(service for service, absence in found.items() if absence.gone)

    def any_gone(self) -> bool:
        """May any service be gone? Costs half a millisecond."""
        return self._state().absent

    def known_ports(
        self, ranges: Sequence[tuple[Address, Address]], *, most: int
    ) -> dict[Address, frozenset[int]]:
        """The TCP ports by address at which anything was ever seen in these ranges; of more than `most`, the
        first by address."""
        return absences.known_ports(self._client, ranges, most)

    def _asked(self, query: str, *, history: bool, every: bool) -> SearchQuery:
        return search_query.search_query(query, self._client, history=history, state=self._state, every=every)

    def _state(self) -> TableState:
        return search_query.table_state(self._client)

    def _marked_gone(self, found: list[Observation], absent: bool) -> list[Observation]:
        """Each with the absence of its service."""
        return _marked(
            found, absences.of_services(self._client, (o.service for o in found)) if found and absent else {}
        )

    def _wide(
        self,
        condition: str,
        params: dict[str, Value],
        *,
        history: bool,
        limit: int = 0,
        limits: str = search_query.LIMITS,
    ) -> list[Observation]:
        """Newest first, each once; also superseded ones that are not moved yet."""
        sql = f"{search_query.condition_query(condition, history=history, limit=limit)} {limits}"
        answer = self._client.query(sql, params)
        return self._marked_gone(_ordered(answer), any(int(row["absent"]) for row in answer))

    def _observations(self, sql: str, params: dict[str, Value]) -> list[Observation]:
        return [rows.observation(row) for row in self._client.query(sql, params)]


def _ordered(answer: Iterable[dict[str, Any]]) -> list[Observation]:
    """Newest first, each once: the merged view, where it is the current one."""
    looks = sorted(map(rows.observation, answer), key=is_view)
    found = {o.id: o for o in looks}
    return sorted(found.values(), key=lambda o: (o.timestamp, o.id), reverse=True)


def _marked(found: list[Observation], gone: Mapping[str, Absence]) -> list[Observation]:
    return [replace(o, absence=gone[o.service]) if o.service in gone else o for o in found]
