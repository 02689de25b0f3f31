"""How deep lists and dicts lie in each other: JSON of strangers can be deeper than Python may follow."""

from __future__ import annotations

from typing import Any

__all__ = ["is_deep"]


def is_deep(value: Any, most: int) -> bool:
    """Whether lists and dicts lie more than `most` deep in each other; found without going deeper than that."""
    level = [value]
    for _ in range(most):
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
    return bool(level)
