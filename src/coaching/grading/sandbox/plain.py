"""Plain values as JSON and back. What a stranger's code gives back is rebuilt here from plain parts, never unpickled.

A value of any other type comes back as a `Foreign`, which knows only the name of its type and equals nothing.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

__all__ = ["MOST_PARTS", "Foreign", "decode", "encode", "error_from", "error_to"]

MOST_PARTS = 20_000
"""Values inside a value. More than that is no answer to a question of the course."""

MOST_KEYS = 2_000
"""Values in a set or a dict, which Python finds by a hash: many that share one would take it hours to tell apart."""

LONGEST_TEXT = 100_000  # characters
DEEPEST = 12
MOST_BITS = 4096  # of a whole number; longer ones are slow to print and are nobody's answer

_NUMPY = {"bool", *(f"{kind}{bits}" for kind in ("int", "uint") for bits in (8, 16, 32, 64))}
_NUMPY |= {f"float{bits}" for bits in (16, 32, 64)}


class Foreign:
    """Something that is not plain: not a number, not a text, and equal to nothing, not even itself."""

    def __eq__(self, other: object) -> bool:
        return False

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<something of type {type(self).__name__}>"


class TooMuch(ValueError):
    """A value with too many parts, or too deep."""


def encode(value: object) -> list[Any]:
    """`value` as JSON: a pair of a kind and its content. Never runs a method of a class that is not Python's own."""
    try:
        return _encode(value, iter(range(MOST_PARTS)), 0)
    except TooMuch:
        return ["foreign", "very large"]


def _encode(value: Any, budget: Iterator[int], depth: int) -> list[Any]:
    if next(budget, None) is None or depth > DEEPEST:
        raise TooMuch
    kind = type(value)
    if value is None or kind is bool:
        return ["plain", value]
    if kind is str:
        return ["plain", value] if len(value) <= LONGEST_TEXT else ["foreign", "very long text"]
    if kind is int:
        return ["int", str(value)] if value.bit_length() <= MOST_BITS else ["foreign", "very large number"]
    if kind is float:
        return ["float", repr(value)]
    if kind is Decimal:
        return ["decimal", str(value)]
    if kind in (set, frozenset, dict) and len(value) > MOST_KEYS:
        raise TooMuch
    if kind in (list, tuple, set, frozenset):
        return [kind.__name__, [_encode(part, budget, depth + 1) for part in value]]
    if kind is dict:
        pairs = [[_encode(k, budget, depth + 1), _encode(v, budget, depth + 1)] for k, v in value.items()]
        return ["dict", pairs]
    if kind.__module__ == "numpy" and kind.__name__ == "ndarray" and value.dtype.name in _NUMPY:
        if value.size > MOST_PARTS:
            raise TooMuch
        return ["array", value.dtype.name, _encode(value.tolist(), budget, depth)]
    if kind.__module__ == "numpy" and getattr(getattr(value, "dtype", None), "name", "") in _NUMPY:
        return ["numpy", value.dtype.name, _encode(value.item(), budget, depth)]
    return ["foreign", kind.__name__]


def decode(coded: Any) -> Any:
    """The value that `encode` coded. Raises ValueError when it is nothing that it codes."""
    try:
        return _decode(coded, iter(range(MOST_PARTS)))
    except (TypeError, LookupError, ArithmeticError, RecursionError) as error:
        raise ValueError("not a plain value") from error


def _decode(coded: Any, budget: Iterator[int]) -> Any:
    if next(budget, None) is None:
        raise TooMuch
    kind, content = coded[0], coded[-1]
    if kind == "plain" and (content is None or isinstance(content, bool | str)):
        return content
    if kind in ("int", "float", "decimal") and isinstance(content, str) and len(content) <= MOST_BITS:
        return {"int": int, "float": float, "decimal": Decimal}[kind](content)
    if kind in ("list", "tuple", "set", "frozenset", "dict") and isinstance(content, list):
        if kind not in ("list", "tuple") and len(content) > MOST_KEYS:
            raise TooMuch
        if kind == "dict":
            return {_decode(key, budget): _decode(value, budget) for key, value in content}
        return getattr(builtins, kind)(_decode(part, budget) for part in content)
    if kind in ("array", "numpy") and coded[1] in _NUMPY:
        import numpy

        value = numpy.array(_decode(content, budget), dtype=coded[1])
        return value if kind == "array" else value[()]
    if kind == "foreign":
        return type(_name(content), (Foreign,), {})()
    raise ValueError("not a plain value")


def error_to(error: BaseException) -> list[Any]:
    """An error as JSON: the name of its class, the nearest of Python's own classes, and its words."""
    own = next(kind.__name__ for kind in type(error).__mro__ if kind.__module__ == "builtins")
    try:
        words = str(error)
    except BaseException:
        words = ""
    return [type(error).__name__, own, words[:2000]]


def error_from(coded: Any) -> BaseException:
    """The error that `error_to` coded: of the same name, and of the same class of Python's own.

    One that means more to this side than that a function failed (a coach's Ctrl-C, a full machine) is only named.
    Raises ValueError when it is nothing that `error_to` codes.
    """
    if not (isinstance(coded, list) and len(coded) == 3 and all(isinstance(part, str) for part in coded)):
        raise ValueError("not an error")
    name, own, words = coded
    base = getattr(builtins, own, Exception)
    if not (isinstance(base, type) and issubclass(base, Exception | SystemExit)) or issubclass(base, MemoryError):
        base = Exception
    try:
        error: BaseException = (base if name == base.__name__ else type(_name(name), (base,), {}))(words)
    except Exception:  # a class of Python's own that wants more than words, such as UnicodeDecodeError
        error = type(_name(name), (Exception,), {})(words)
    return error


def _name(text: object) -> str:
    """What a stranger calls a type, as the name of one."""
    name = "".join(letter for letter in str(text)[:60] if letter.isalnum() or letter == "_")
    return name or "unknown"
