"""A database with its start page and its SPARQL: thirty statements about people."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind.content import PEOPLE, home, served
from tests.servers.need import program
from tests.servers.real import Spot

PAGES = "/var/lib/virtuoso-opensource-7/vsp"
SETTINGS = """[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[Parameters]
ServerPort = {host}:{database}
NumberOfBuffers = 4000
MaxDirtyBuffers = 2000
ServerThreads = 10
DirsAllowed = .
[HTTPServer]
ServerPort = {host}:{port}
ServerRoot = {pages}
ServerThreads = 5
[SPARQL]
DefaultQuery = SELECT * WHERE {{ ?s ?p ?o }} LIMIT 20
"""


def statement(n: int) -> str:
    """What is told about one person."""
    who, mail = f"http://depot-example.org/people/{n}", PEOPLE[n % 4][1]
    graph = "GRAPH <http://depot-example.org/staff>"
    answer = f'<{who}> <http://xmlns.com/foaf/0.1/mbox> "{mail}"'
    return f"SPARQL INSERT DATA {{ {graph} {{ {answer} }} }};\n"


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    places = {"folder": spot.folder, "host": LOOPBACK, "pages": PAGES}
    text = SETTINGS.format(**places, database=spot.ports[1], port=spot.port)
    config = spot.private("virtuoso.ini", text)
    words = [program("virtuoso-t"), "+foreground", "+configfile", str(config)]
    server = served(spot, words, ports=2)
    answer = "".join(statement(n) for n in range(30))
    client = [program("isql-vt"), f"{LOOPBACK}:{spot.ports[1]}", "dba", "dba", "BANNER=OFF"]
    subprocess.run(client, env=home(spot), input=answer.encode(), check=True, stdout=subprocess.DEVNULL)
    return [server]
