"""Secrets in the configuration of routers, switches and wireless networks. Masked wherever text is stored."""

from __future__ import annotations

import re

from leftopen.formats.placeholder import is_placeholder
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.severity import Severity

COMMAND = (
    r"(?i:enable (?:password|secret)(?: level \d{1,2})?(?: \d)?|username [^\s]{1,32}(?: privilege \d{1,2})?"
    r" (?:password|secret)(?: \d)?|snmp-server community|(?:tacacs|radius)-server key(?: \d)?"
    r"|pre-shared-key(?: address [0-9.]{7,15})?(?: ascii-text| \d)?|wpa-psk ascii(?: \d)?"
    r"|crypto isakmp key(?: \d)?"
    r"|ip ospf authentication-key(?: \d)?|standby \d{1,3} authentication)"
)
TRACE = (
    r"(?i:enable (?:password|secret)|username [^ ]{1,64} (?:privilege|password|secret)|snmp-server community"
    r"|(?:tacacs|radius)-server key|pre-shared-key|wpa-psk ascii|crypto isakmp key|ospf authentication-key"
    r"|standby [0-9]{1,3} authentication)"
)

VARIED = 3


def accept(found: re.Match[str]) -> bool:
    value = found.group("value")
    if is_placeholder(value) or len(set(value)) < VARIED:
        return False
    # `enable password checking` is a sentence; `public` is a usual community.
    return "community" in found.group().lower() or not (value.isalpha() and value.islower())


def mask(value: str) -> str:
    return "****"


detector = Detector(
    label="secret of a network device",
    category=Category.CREDENTIAL,
    pattern=rf"{COMMAND} (?P<value>[^\s<>]{{4,128}})",
    accept=accept,
    trace=TRACE,
    severity=Severity.HIGH,
    mask=mask,
    secret=True,
    hits=(
        "enable secret 5 Kestr3lKestr3l",
        "snmp-server community k3str3l RO",
        "username roe privilege 15 password 7 0822455D0A16",
    ),
    misses=("enable secret 5 <removed>", "snmp-server community ****", "enable password checking"),
)
