"""Plans of a network: lists of private addresses or ranges, with the words of those who run it.

English, French and German. One document is one hit. A log has addresses without the words, a lesson has
the words with few addresses.
"""

from __future__ import annotations

import re
from itertools import islice

from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

WORD = (
    r"(?i:\b(?:vlan|subnet|netmask|gateway|firewall|core switch|access switch|dmz|hostname"
    r"|domain controller|uplink|trunk"
    r"|topology|ip plan|ip address(?:es|ing)?|nat rule|site-to-site|sous-r[eé]seau|passerelle|pare-feu"
    r"|masque de|plan d.adressage|adressage ip|netzplan|subnetz|netzmaske)\b)"
)
WORDS = re.compile(WORD)
# Begins with the digit that all begin with, so that the search for it is fast.
ADDRESS = re.compile(
    r"1(?<![\d.]1)(?:0(?:\.\d{1,3}){3}|72\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2}|92\.168"
    r"(?:\.\d{1,3}){2})(?:/\d{1,2})?"
    r"(?![\d.]*\d)"
)
PRIVATE = r"[^0-9.](?:10\.[0-9]{1,3}\.|172\.[123][0-9]\.|192\.168\.)"
ADDRESSES, DIFFERENT = 5, 3
MOST = 5000


def accept(found: re.Match[str]) -> bool:
    """So many different addresses and words are in the document."""
    text = found.string
    addresses = {one.group() for one in islice(ADDRESS.finditer(text), MOST)}
    if len(addresses) < ADDRESSES:
        return False
    return len({one.group().lower() for one in islice(WORDS.finditer(text), MOST)}) >= DIFFERENT


ROWS = "\n".join(f"10.20.{n}.0/24  10.20.{n}.1" for n in range(1, 6))

detector = Detector(
    label="network plan",
    category=Category.NETWORK,
    pattern=rf"\A(?:[\s\S]*?)(?P<value>{WORD})",
    rough=WORD,
    beside=PRIVATE,
    accept=accept,
    severity=Severity.MEDIUM,
    hits=(
        f"VLAN  subnet  gateway  firewall\n{ROWS}\n",
        f"Plan d'adressage\nsous-réseau, passerelle, pare-feu\n{ROWS}\n",
    ),
    misses=(
        "a VLAN has a subnet, a gateway and a firewall",
        ROWS,
        f"the gateway\n{ROWS}\n",
    ),
)
