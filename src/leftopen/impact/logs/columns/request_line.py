"""Method and target of a request line (`GET /a?b HTTP/1.1`), as SQL."""

from __future__ import annotations

from leftopen.impact.logs.log_format import Expressions


def request_steps(request: str) -> Expressions:
    """Binds `v_method` and `v_target`. A request line that is none gives both empty: the server refused
    it."""
    return (
        ("r_space", f"position({request}, ' ')"),
        (
            "r_tail",
            f"multiIf(substring({request}, -9, 6) = ' HTTP/', 9, substring({request}, -7, 6) = ' HTTP/', 7, "
            f"0)",
        ),
        ("v_method", f"if(r_space > 1, substring({request}, 1, r_space - 1), '')"),
        (
            "v_target",
            f"if(r_space > 1, substring({request}, r_space + 1, "
            f"greatest(0, toInt64(length({request})) - r_space - r_tail)), '')",
        ),
    )
