"""Hides and shows the sites of the services of a batch, as `site_views` decides.

The table `sites` holds what that needs, so that of a service with ten thousand names only those are read that
the batch has, and the default site. Every step may run again: first what is to be shown is inserted, then the
table is written, then the rows of hidden sites are superseded.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from leftopen.model.address import Address
from leftopen.model.endpoint import Endpoint
from leftopen.model.identity import service_id, site_id
from leftopen.model.observation import Observation
from leftopen.present.timestamps import format_utc
from leftopen.store.engine.client import INSERT_SETTINGS, Client, batches
from leftopen.store.engine.parameters import Value
from leftopen.store.observations import rows, site_views
from leftopen.store.observations.batch import KEY, KEYS, PAIR, STANDING
from leftopen.store.observations.merge import each_merged, order
from leftopen.store.observations.site_views import Site, site_of, with_aliases

TOGETHER = 2000
"""So many sites are decided at once; more where one service has more."""
REMADE = 200
"""So many sites are made anew from their history at once."""
_SELECT = rows.columns(rows.OBSERVATION)
_PAIRS = (
    "SELECT toIPv6(p.1), p.2 FROM (SELECT arrayJoin(arrayZip({a:Array(String)}, {s:Array(UInt128)})) AS p)"
)


def _of(pairs: str) -> str:
    """A condition: the rows of `services` of these sites."""
    index = f"SELECT {PAIR} FROM observation_index WHERE (address, service) IN ({pairs})"  # noqa: S608
    return f"{PAIR} IN ({index}) AND service IN (SELECT p.2 FROM (SELECT tuple(*) AS p FROM ({pairs})))"  # noqa: S608


_STAND = f"SELECT DISTINCT service FROM services WHERE {_of(_PAIRS)} AND {STANDING}"  # noqa: S608
_KEYS = f"SELECT {KEYS} FROM observation_index WHERE (address, service) IN ({_PAIRS})"  # noqa: S608
_EVERY = " UNION ALL ".join(
    f"SELECT {_SELECT} FROM {table} WHERE {KEY} IN ({_KEYS}) AND merged = 0"  # noqa: S608
    for table in ("services", "history")
)


@dataclass(slots=True, kw_only=True)
class _Service:
    """One service: its sites by id, what `sites` says of them, the order of the rows that stand, and the view
    of the default site. `doubled`: that has several rows."""

    address: Address
    known: dict[str, tuple[Site, bool, int]] = field(default_factory=dict)
    sites: dict[str, Site] = field(default_factory=dict)
    standing: dict[str, tuple[object, ...]] = field(default_factory=dict)
    default: Observation | None = None
    doubled: bool = False

    def stands(self, site: str) -> bool:
        """A site that was not read stands unless it is hidden."""
        return site in self.standing or (site in self.known and not self.known[site][1])

    def read(self, view: Observation) -> None:
        """A row that stands: of several the one that counts, and of equal ones the last."""
        site = site_of(view)
        other = self.standing.get(site.service)
        self.doubled |= other is not None and not site.name
        if other is None or order(view) >= other:
            self.standing[site.service], self.sites[site.service] = order(view), site
            self.default = self.default if site.name else view


def touched(staging: str) -> str:
    """The sites of a batch whose services have a site with a name."""
    return (
        "SELECT DISTINCT toString(address) AS address, realm, port, transport, name "  # noqa: S608
        f"FROM {staging} WHERE name != '' OR service IN "
        f"(SELECT parent FROM sites WHERE address IN (SELECT address FROM {staging}))"
    )


def settle(client: Client, staging: str) -> None:
    """For the services of the batch in the table `staging`. Raises StoreFailed."""
    found = [_endpoint(row) for row in client.query(touched(staging))]
    if found:
        _Batch(client, f"{staging}_sites", int(staging[-32:-16], 16) | 1).settle(found)


class _Batch:
    """`number` is not that of the batch's merged rows."""

    def __init__(self, client: Client, table: str, number: int) -> None:
        self._client, self._table, self._number = client, table, number

    def settle(self, found: Sequence[Endpoint]) -> None:
        self._client.command(f"CREATE TABLE IF NOT EXISTS {self._table} AS sites ENGINE = Memory")
        self._insert(self._table, ("address", "parent", "service"), map(_ids, found))
        mine = f"SELECT address, parent FROM {self._table}"  # noqa: S608
        known = f"SELECT count() AS n FROM sites WHERE (address, parent) IN ({mine})"  # noqa: S608
        count = (len(found) + int(self._client.query(known)[0]["n"])) // TOGETHER + 1
        parts: list[list[Endpoint]] = [[] for _ in range(count)]
        for e in found:
            parts[int(service_id(e), 16) % count].append(e)
        for number, some in enumerate(parts):
            if some:
                self._settle(some, f"FROM {self._table} WHERE parent % {count:d} = {number:d}")

    def _settle(self, found: Sequence[Endpoint], mine: str) -> None:
        services = {service_id(e): _Service(address=e.address) for e in found}
        self._read(services, mine)
        self._remake(services, {site_id(e): service_id(e) for e in found})
        shown: list[Observation] = []
        states: list[Mapping[str, Any]] = []
        for service in services.values():
            hidden, names = site_views.hidden([*service.sites.values()])
            shown += self._shown(service, hidden, names)
            states += _changed(service, hidden)
        self._insert("services", (*rows.MERGED, "first_seen"), (self._row(view) for view in shown))
        self._client.insert("sites", states, key=None)
        self._client.once(self._supersede(mine))

    def _shown(
        self, service: _Service, hidden: Collection[str], names: Sequence[str]
    ) -> Iterator[Observation]:
        """What is to be inserted."""
        default = service.default
        if default is not None and default.service not in hidden:
            view = with_aliases(default, names)
            if service.doubled or view.aliases != default.aliases:
                yield view
        anew = [one for one in service.sites if one not in hidden and not service.stands(one)]
        for view in self._whole(service.address, anew, standing=False):
            yield view if view.endpoint.name else with_aliases(view, names)

    def _read(self, services: Mapping[str, _Service], mine: str) -> None:
        """What the table `sites` says of these services, and the rows that stand of the sites of the batch
        and of the default sites."""
        known = (
            "SELECT parent, service, name, answer, empty, hidden, version FROM sites FINAL "  # noqa: S608
            f"WHERE (address, parent) IN (SELECT address, parent {mine})"
        )
        for row in self._client.query(known):
            site = Site(
                parent=rows.wide_id(row["parent"]), service=rows.wide_id(row["service"]), name=row["name"],
                answer=int(row["answer"]), empty=bool(row["empty"]),
            )  # fmt: skip
            service = services[site.parent]
            service.known[site.service] = site, bool(row["hidden"]), int(row["version"])
            service.sites[site.service] = site
        for view in self._standing(f"SELECT address, arrayJoin([service, parent]) AS service {mine}"):
            services[service_id(view.endpoint)].read(view)

    def _standing(self, pairs: str) -> Iterator[Observation]:
        """The rows that stand of these sites, the one that counts last."""
        sql = f"SELECT {_SELECT}, merged FROM services WHERE {_of(pairs)} AND {STANDING} ORDER BY merged"  # noqa: S608
        return map(rows.observation, self._client.query(sql))

    def _remake(self, services: Mapping[str, _Service], found: Mapping[str, str]) -> None:
        """What the batch has of sites that do not stand and are not known: a load was cut off."""
        for site, parent in found.items():
            service = services[parent]
            if site not in service.sites:
                for view in self._whole(service.address, [site], standing=True):
                    service.sites[site] = site_of(view)

    def _whole(self, address: Address, sites: Sequence[str], *, standing: bool) -> Iterator[Observation]:
        """The views of sites, made anew from all that is stored; not of those that stand, unless
        `standing`."""
        for begin in range(0, len(sites), REMADE):
            wanted = [int(one, 16) for one in sites[begin : begin + REMADE]]
            params: dict[str, Value] = {"a": [rows.address_text(address)] * len(wanted), "s": wanted}
            stand = set() if standing else self._ids(_STAND, params)
            looks = {o.id: o for o in map(rows.observation, self._client.query(_EVERY, params))}
            first: dict[str, datetime] = {}
            for o in looks.values():
                seen = min(o.first_seen or o.timestamp, o.timestamp)
                first[o.service] = min(first.get(o.service, seen), seen)
            for view in each_merged(looks.values()):
                if view.service not in stand:
                    yield replace(view, first_seen=first[view.service])

    def _ids(self, sql: str, params: Mapping[str, Value]) -> set[str]:
        return {rows.wide_id(row["service"]) for row in self._client.query(sql, params)}

    def _supersede(self, mine: str) -> str:
        """Of hidden sites every row, of default sites that were inserted anew every other row."""
        sites = (
            "SELECT address, service FROM sites FINAL "  # noqa: S608
            f"WHERE (address, parent) IN (SELECT address, parent {mine})"
        )
        standing = (
            f"SELECT {KEYS}, merged, max(merged = {self._number:d}) OVER (PARTITION BY service) AS anew "  # noqa: S608
            f"FROM services WHERE {_of(f'{sites} AND (hidden OR service = parent)')} AND {STANDING}"
        )
        return (
            f"INSERT INTO superseded SELECT {KEYS}, merged FROM ({standing}) "  # noqa: S608
            f"WHERE (anew AND merged != {self._number:d}) "
            f"OR service IN (SELECT service FROM ({sites} AND hidden))"
        )

    def _row(self, view: Observation) -> dict[str, Any]:
        return rows.merged_row(view, self._number) | {
            "first_seen": format_utc(view.first_seen or view.timestamp)
        }

    def _insert(self, table: str, columns: Iterable[str], lines: Iterable[Mapping[str, Any]]) -> None:
        for some in batches([*lines]):
            body = b"\n".join(line for _, line in some)
            sql = f"INSERT INTO {table} ({', '.join(columns)}) SETTINGS {INSERT_SETTINGS} FORMAT JSONEachRow"
            self._client.once(sql, body)


def _changed(service: _Service, hidden: frozenset[str]) -> Iterator[dict[str, Any]]:
    """The rows of `sites` that are no longer right."""
    for site in service.sites.values():
        before, was_hidden, version = service.known.get(site.service, (None, False, 0))
        if (site, site.service in hidden) != (before, was_hidden):
            yield {
                "address": rows.address_text(service.address),
                "parent": str(int(site.parent, 16)),
                "service": str(int(site.service, 16)),
                "name": site.name,
                "answer": str(site.answer),
                "empty": site.empty,
                "hidden": site.service in hidden,
                "version": str(version + 1),
            }


def _ids(e: Endpoint) -> dict[str, Any]:
    return {
        "address": rows.address_text(e.address),
        "parent": str(int(service_id(e), 16)),
        "service": str(int(site_id(e), 16)),
    }


def _endpoint(row: Mapping[str, Any]) -> Endpoint:
    return Endpoint(
        address=Address.parse(row["address"]), port=int(row["port"]), transport=row["transport"],
        name=row["name"], realm=row["realm"],
    )  # fmt: skip
