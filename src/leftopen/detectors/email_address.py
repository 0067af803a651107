"""Mail addresses of any kind: personal data, masked wherever text is stored."""

from __future__ import annotations

from leftopen.formats.mail_address import (
    AT,
    LABELS,
    LEAD,
    LEADING,
    LOCAL,
    STORED,
    STORED_ROUGH,
    TRACE,
    is_address,
    is_stored_address,
    mask,
)
from leftopen.model.category import Category
from leftopen.model.detector import Detector, Wide
from leftopen.model.severity import Severity

detector = Detector(
    label="mail address",
    category=Category.IDENTITY,
    pattern=LOCAL + AT + LABELS + r"[A-Za-z][A-Za-z0-9-]{1,23}",
    accept=is_address,
    anchor=AT,
    lead=LEAD,
    leading=LEADING,
    wide=Wide(pattern=STORED, rough=STORED_ROUGH, accept=is_stored_address),
    trace=TRACE,
    severity=Severity.LOW,
    mask=mask,
    personal=True,
    hits=(
        "Jane Roe <jane.roe@example.org>",
        "mailto:jane.roe+list@mail.example.com?subject=x",
        "?user=jane.roe%40example.org&x=1",
        "jane_roe@sub.domain.example.",
    ),
    misses=("logo@2x.png", "root@localhost", "j***@example.org", "git@github", "a@b.c", "x..@example.org"),
)
