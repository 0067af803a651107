"""Finds open ports.

`permutation` orders addresses times ports pseudo-randomly, `targets` and `ports` define them, and a method
sends. One method exists, `connect`; a raw SYN engine would be a second file that gives the same events
(`found.Found`, `found.SweepProgress`) through the same gate, and one more word in `Method`.
"""

from __future__ import annotations

from typing import Literal

Method = Literal["connect"]
