"""Stores which sites belong to a service: what the engine can't compute."""

from __future__ import annotations

from leftopen.model.address import Address
from leftopen.model.endpoint import Endpoint
from leftopen.model.identity import service_id, site_id
from leftopen.store.engine.client import Client
from leftopen.store.observations import rows


def store_names(client: Client, staging: str) -> None:
    """Stores the sites with a name of a batch."""
    found = client.query(
        "SELECT DISTINCT toString(address) AS address, realm, port, transport, name "  # noqa: S608
        f"FROM {staging} WHERE name != ''"
    )
    ends = [_endpoint(row) for row in found]
    client.insert(
        "sites",
        [
            {
                "address": rows.address_text(end.address),
                "parent": str(int(service_id(end), 16)),
                "service": str(int(site_id(end), 16)),
                "name": end.name,
            }
            for end in ends
        ],
        key=None,
    )


def _endpoint(row: dict[str, str]) -> Endpoint:
    return Endpoint(
        address=Address.parse(row["address"]), port=int(row["port"]), transport=row["transport"],
        name=row["name"], realm=row["realm"],
    )  # fmt: skip
