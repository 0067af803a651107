"""What somebody would write in an hour: a regular expression, a set of paths, a set of clients an item.

    _peer_access_re.py LOG ITEMS.csv FROM TO

FROM and TO are ISO times. Prints the lines it understood and the items that were served.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from datetime import datetime

LINE = re.compile(
    r'(\S+) \S+ \S+ \[([^\]]+)\] "(\S+) (\S+) [^"]*" (\d{3}) (\d+|-) "([^"]*)" "([^"]*)"\s*$', re.ASCII
)


def main(log: str, items: str, start: str, end: str) -> None:
    with open(items, encoding="utf-8", newline="") as opened:
        sizes = {row["path"]: int(row["bytes"]) for row in csv.DictReader(opened)}
    since, until = datetime.fromisoformat(start), datetime.fromisoformat(end)
    readers: dict[str, set[str]] = {}
    clients: dict[str, int] = {}
    lines = 0
    with open(log, encoding="utf-8", errors="replace") as opened:
        for line in opened:
            found = LINE.match(line)
            if found is None:
                continue
            lines += 1
            client, time, _, target, status, sent, _, _ = found.groups()
            at = datetime.strptime(time, "%d/%b/%Y:%H:%M:%S %z")
            if not since <= at <= until:
                continue
            clients[client] = clients.get(client, 0) + 1
            path = target.partition("?")[0]
            if status == "200" and path in sizes and sent != "-" and int(sent) >= sizes[path]:
                readers.setdefault(path, set()).add(client)
    print(json.dumps({"lines": lines, "served": len(readers), "clients": len(clients)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
