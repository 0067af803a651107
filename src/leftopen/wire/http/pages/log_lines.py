"""Recognises lines of logs: access logs, syslog, and lines with a time and a level, as text or JSON. Pure and
bounded."""

from __future__ import annotations

import json
import re

from leftopen.model.facts import Json
from leftopen.wire.http.pages.like_objects import words

_ACCESS = re.compile(r'[\da-fA-F.:]{2,45}\S{0,60} \S{1,60} \S{1,100} \[[^\]\s]{8,30}[^\]]{0,10}\] "')
_SYSLOG = re.compile(
    r"(?:<\d{1,3}>\d?\s?)?(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S{0,20}) "
    r"\S{1,80} [\w./()@-]{1,60}(?:\[\d{1,10}\])?: "
)
_KLOG = re.compile(r"[IWEF]\d{4} \d\d:\d\d:\d\d\.\d{3,6}\s")
_TIME = re.compile(
    r"\d{4}[-/.]\d\d[-/.]\d\d[T _]\d\d:\d\d:\d\d|\d\d[/.-](?:\w{3}|\d\d)[/.-]\d{2,4}[ :]\d\d:\d\d:\d\d|"
    r"[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\b\d\d:\d\d:\d\d[.,]\d{3}|\b1[4-9]\d{8}(?:\.\d{1,9}|\d{3})?\b"
)
_LEVEL = re.compile(
    r"\b(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|ERR|CRIT|CRITICAL|FATAL|SEVERE|ALERT|EMERG|VERBOSE|"
    r"INFORMATION|Information|Info|Warning|Error|Debug|Notice|FINE|FEHLER|WARNUNG|ERREUR|AVERTISSEMENT)\b|"
    r"\[(?:\w{1,20}:)?(?:trace|debug|info|notice|warn|warning|error|err|crit|critical|fatal|alert|emerg)\b[^\]]{0,40}\]|"
    r"\blevel\"?[=:]\s?\"?[a-zA-Z]{3,9}\b|\b(?:DBG|INF|WRN|FTL)\b|(?:^|\s)(?:debug|info|warn|warning|error)(?::|\s)"
)
_WHEN = frozenset({"timestamp", "time", "ts", "date", "datetime", "when", "created"})
_HOW = frozenset({"level", "severity", "lvl", "loglevel", "levelname", "priority"})
_WHAT = frozenset({"message", "msg", "event", "text", "log"})


def is_log_line(line: str) -> bool:
    """An access log's, syslog's or klog's line; or a time and a level near the beginning."""
    if line[:1] == "{":
        return is_log_row(_object(line))
    if _ACCESS.match(line) or _SYSLOG.match(line) or _KLOG.match(line):
        return True
    start = line[:160]
    return _TIME.search(start[:60]) is not None and _LEVEL.search(start) is not None


def is_log_row(row: Json) -> bool:
    """An object with a time, a level and a message, by the words of its keys."""
    if not isinstance(row, dict):
        return False
    keys = [words(key) for key in list(row)[:60]]
    return all(any(key & named for key in keys) for named in (_WHEN, _HOW, _WHAT))


def _object(line: str) -> Json:
    try:
        value: Json = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value
