"""GraphQL over a PostgreSQL: a table of twenty customers; the database trusts its own machine."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import PEOPLE, home, served
from tests.servers.need import program
from tests.servers.programs import postgresql
from tests.servers.real import Spot

SCHEMA = "type Customer @entity { id: ID!  name: String!  email: String!  phone: String!  city: String! }\n"
TABLE = "CREATE TABLE customer (id text, name text, email text, phone text, city text);"


def query(spot: Spot, answer: str) -> None:
    """What psql is told, in the database of the first port of that spot."""
    words = [program("psql"), "-q", "-v", "ON_ERROR_STOP=1", address(spot), "-c", answer]
    subprocess.run(words, env=home(spot), check=True)


def address(spot: Spot) -> str:
    return f"postgres://harness@{LOOPBACK}:{spot.port}/postgres"


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    base = Spot(folder=spot.inside("base"), ports=spot.ports[1:2])
    database = postgresql.start(base, "open")
    rows = ("('" + "', '".join((str(n), *PEOPLE[n % 4])) + "')" for n in range(20))
    query(base, f"{TABLE} INSERT INTO customer VALUES {', '.join(rows)};")
    (spot.folder / "schema.graphql").write_text(SCHEMA)
    words = [*installed.node("@subsquid/openreader/bin/main.js"), "-s", f"{spot.folder}/schema.graphql"]
    return [*database.programs, served(spot, [*words, "-d", address(base), "-p", str(spot.port)])]
