"""Detects impossible values, so that a user does not take 0 results of a typing error for an answer."""

from __future__ import annotations

from leftopen.query.fields.field import Field
from leftopen.query.nodes import Range, Value

HIGHEST = {"port": 65_535, "asn": 2**32 - 1}


def why_impossible(field: Field, value: Value) -> str:
    """Why no service can have that value of the field; '' where one might."""
    return (_empty(value) or _beyond(field, value)) if isinstance(value, Range) else ""


def _empty(value: Range) -> str:
    if value.low is None or value.high is None or value.low <= value.high:
        return ""
    return f"the range is reversed; did you mean {value.high}-{value.low}?"


def _beyond(field: Field, value: Range) -> str:
    most = HIGHEST.get(field.name)
    if most is None:
        return ""
    below, above = value.high is not None and value.high < 0, value.low is not None and value.low > most
    return f"must be between 0 and {most}" if below or above else ""
