"""One test for many values: all are tried, and the failure names each that failed.

Thousands of items of a millisecond cost pytest more than their work; what is slow, or needs a fixture of its
own, stays `pytest.mark.parametrize`.
"""

from __future__ import annotations

import functools
import inspect
import traceback
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

Value = TypeVar("Value")
SHOWN = 5
"""Failures that are shown whole; the others are named."""


def each(
    name: str, values: Iterable[Value], label: Callable[[Value], str] = str
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A test that calls the decorated one with each value as the argument `name`. Other arguments stay
    fixtures, and are the same for all values. Fails without any value."""
    tried = list(values)

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(test)
        def every(**fixtures: Any) -> None:
            failed: dict[str, str] = {}
            for number, value in enumerate(tried):
                try:
                    test(**fixtures, **{name: value})
                except Exception:  # noqa: BLE001 - each failure is told at the end
                    failed[f"{number}: {label(value)[:120]}"] = traceback.format_exc()
            assert tried, "there is no value to try"
            answer = [f"{which}\n{trace}" for which, trace in list(failed.items())[:SHOWN]]
            assert not failed, f"{len(failed)} of {len(tried)} failed: {', '.join(failed)}\n" + "\n".join(
                answer
            )

        signature = inspect.signature(test)
        left = [one for one in signature.parameters.values() if one.name != name]
        every.__signature__ = signature.replace(parameters=left)  # type: ignore[attr-defined]
        return every

    return decorate
