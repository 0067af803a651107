"""Which ports answer.

`order` walks addresses times ports in a permuted order, `targets` and `ports` say what they are, and a method
sends. One method exists, `connect`; a raw SYN engine would be a second file that gives the same events
(`connect.Found`, `connect.Progress`) through the same gate, and one more word in `Method`.
"""

from __future__ import annotations

from typing import Literal

Method = Literal["connect"]
