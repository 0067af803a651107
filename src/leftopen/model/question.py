"""The contract of a file in `datagrams/`: one question of a UDP protocol, and what answers it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from leftopen.model.facts import ServiceFacts

TOKEN = 8
"""Bytes that nobody can guess; what the question carries of them must come back in an answer."""
LARGEST = 65_535


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`data`      the datagram for a token
    `answers`   pure: is this an answer to the datagram? (the datagram, what came)
    `read`      pure: an answer to facts, or None for another protocol
    `ports`     where it is asked
    `size`      bytes of the datagram
    `any_port`  the answer comes from a port that the server chooses (TFTP)
    `about`     its description
    """

    data: Callable[[bytes], bytes]
    answers: Callable[[bytes, bytes], bool]
    read: Callable[[bytes], ServiceFacts | None]
    ports: tuple[int, ...]
    size: int
    any_port: bool = False
    about: str = ""
