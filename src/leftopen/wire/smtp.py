"""SMTP replies (RFC 5321 section 4.2) and what EHLO announces. Bounded, never raises."""

from __future__ import annotations

import re
from dataclasses import dataclass

LONGEST_LINE = 512
MOST_LINES = 100
EHLO = b"EHLO leftopen.invalid\r\n"
QUIT = b"QUIT\r\n"
STARTTLS = b"STARTTLS\r\n"

_LINE = re.compile(rb"(\d{3})([ -]|$)(.{0,512})")


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpReply:
    """One reply: its code and the text of each line."""

    code: int
    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        return self.lines[0] if self.lines else ""


def answers(raw: bytes) -> tuple[SmtpReply, ...]:
    """Every whole reply, in order; stops at the first invalid line."""
    found: list[SmtpReply] = []
    lines: list[str] = []
    for line in raw[: LONGEST_LINE * MOST_LINES].split(b"\n")[:-1][:MOST_LINES]:
        fits = _LINE.fullmatch(line.rstrip(b"\r"))
        if fits is None:
            break
        lines.append(fits[3].decode("utf-8", "replace").strip())
        if fits[2] != b"-":
            found.append(SmtpReply(code=int(fits[1]), lines=tuple(lines)))
            lines = []
    return tuple(found)


def whole(raw: bytes) -> bool:
    """Does it end with a whole reply (or is it no reply at all)?"""
    lines = raw[: LONGEST_LINE * MOST_LINES].split(b"\n")
    if len(raw) >= LONGEST_LINE * MOST_LINES or len(lines) > MOST_LINES:
        return True
    if lines[-1]:
        return len(lines[-1]) > LONGEST_LINE or not lines[-1][:3].isdigit()
    return len(lines) > 1 and lines[-2][3:4] != b"-"


def features(answer: SmtpReply) -> dict[str, str]:
    """EHLO keywords, upper case, to their parameters: {"SIZE": "52428800", "STARTTLS": ""}. At most 50."""
    found: dict[str, str] = {}
    for line in answer.lines[1:51]:
        word, _, parameters = line.partition(" ")
        if re.fullmatch(r"[A-Za-z0-9-]{1,32}=?", word):
            found.setdefault(word.rstrip("=").upper(), parameters.strip()[:200])
    return found
