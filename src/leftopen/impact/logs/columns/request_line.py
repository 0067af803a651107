"""What a request says, as SQL: method and target of its line (`GET /a?b HTTP/1.1`), and X-Forwarded-For."""

from __future__ import annotations

from leftopen.impact.logs.log_format import Expressions

FORWARDED_FOR = "x-forwarded-for"


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


def forwards(value: str) -> str:
    """Does the client say that it passes on the request of another? `value` holds an address of
    X-Forwarded-For. It never says who the client is: anybody can send it. But an own address that sends one
    may be a proxy before strangers."""
    return f"if({value} IN ('', '-'), 0, match({value}, '[0-9][.][0-9]|[0-9A-Fa-f]*:[0-9A-Fa-f]*:'))"
