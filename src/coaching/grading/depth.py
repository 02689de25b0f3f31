"""How deep lists and dicts lie in each other: JSON of strangers can be deeper than Python may follow."""

from __future__ import annotations

from typing import Any

__all__ = ["is_deep"]


def is_deep(value: Any, most: int) -> bool:
    """Whether something lies at least `most` (1 or more) lists and dicts deep in `value`; it looks no deeper."""
    if isinstance(value, dict):
        value = value.values()
    elif not isinstance(value, list):
        return False
    return any(most == 1 or (isinstance(one, (dict, list)) and is_deep(one, most - 1)) for one in value)
