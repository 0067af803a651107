"""Exports of password managers and browsers: KeePass, Bitwarden, LastPass, Chrome, Firefox. Each holds
all of them.

By the line of heads or the root element that each program writes; the passwords themselves are other
detectors' hits.
"""

from __future__ import annotations

import re

from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

HEADS = (
    r"(?:<KeePassFile>|\"Account\",\"Login Name\",\"Password\",\"Web Site\""
    r"|\"Group\",\"Title\",\"Username\",\"Password\""
    r"|folder,favorite,type,name,notes,fields|url,username,password,(?:totp,)?extra,name,grouping"
    r"|name,url,username,password|\"?url\"?,\"?username\"?,\"?password\"?,\"?httpRealm"
    r"|Title,Url,Username,Password|<pwlist>)"
)


def accept(found: re.Match[str]) -> bool:
    """Something follows the heads."""
    return len(found.string[found.end() : found.end() + LEAST].strip()) > LEAST // 2


LEAST = 40
ROW = "\nexample,https://www.example.org,roe,Kestrel-41,no,notes,at,all\n"

detector = Detector(
    label="export of a password manager",
    category=Category.CREDENTIAL,
    pattern=HEADS,
    accept=accept,
    severity=Severity.CRITICAL,
    hits=(
        "name,url,username,password" + ROW,
        "<KeePassFile><Meta/><Root><Group><Entry><String><Key>Password</Key>",
        "url,username,password,totp,extra,name,grouping,fav" + ROW,
    ),
    misses=("name,url,username,password", "name,url,password", "<KeePassFile>"),
)
