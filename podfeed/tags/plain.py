"""Value → what a person would write for it in YAML: the way back of ``Tag.parse``."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from podfeed.values import Duration, utc

if TYPE_CHECKING:
    from podfeed.tags.base import Tag


def plain(tag: type[Tag], value: Any) -> Any:
    """A value of a tag as text, numbers, truth, lists and maps; of several parts, a map of them.

    A map that holds text alone is that text, where ``Tag.parse`` takes it for the same.
    """
    if tag.single_part():
        only = tag.only_child()
        if only is None:
            return _scalar(value)
        return only.plain_all(value) if only.repeats_in(tag.label) else plain(only, value)
    parts: dict[str, Any] = {}
    if tag.text is not None and value.get(tag.text_key) is not None:
        parts[tag.text_key] = _scalar(value[tag.text_key])
    for attribute in tag.attributes:
        if value.get(attribute.key) is not None:
            parts[attribute.key] = _scalar(value[attribute.key])
    for child in tag.children():
        key = child.key_in(tag.label)
        if value.get(key) is not None:
            several = child.repeats_in(tag.label)
            parts[key] = child.plain_all(value[key]) if several else plain(child, value[key])
    return parts[tag.text_key] if tag.text is not None and [*parts] == [tag.text_key] else parts


def _scalar(value: Any) -> Any:
    """One value as YAML has it. Numbers stay numbers, moments are those of ISO 8601.

    >>> from datetime import UTC
    >>> [_scalar(v) for v in (True, 7, Duration(3661), Duration(73.5), "a")]
    [True, 7, '1:01:01', 73.5, 'a']
    >>> _scalar(datetime(2026, 5, 1, 8, tzinfo=UTC)), _scalar(5e-08)
    ('2026-05-01T08:00:00Z', '0.00000005')
    """
    if isinstance(value, datetime):
        return utc(value).isoformat().replace("+00:00", "Z")
    if isinstance(value, Duration):
        return str(value) if float(value).is_integer() and value >= 60 else _number(float(value))
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, int):
        return value if isinstance(value, bool) else int(value)
    return str(value)


def _number(value: float) -> Any:
    """A number that YAML writes without an exponent; text where it would need one."""
    if value.is_integer():
        return int(value)
    return value if "e" not in repr(value) else format(Decimal(repr(value)), "f")
