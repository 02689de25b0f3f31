"""Plain values as JSON and back. What a stranger's code gives back is rebuilt here from plain parts, never unpickled.

A value of any other type comes back as a `Foreign`, which knows only the name of its type and equals nothing.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

__all__ = ["MOST_PARTS", "Foreign", "decode", "encode", "error_from", "error_to"]

MOST_PARTS = 20_000
"""Values inside a value. More than that is no answer to a question of the course."""

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
    """The value that `encode` coded. Raises ValueError, TypeError or LookupError when it is nothing that it codes."""
    kind = coded[0]
    if kind == "plain" and (coded[1] is None or isinstance(coded[1], bool | str)):
        return coded[1]
    if kind == "int" and len(str(coded[1])) <= MOST_BITS:
        return int(coded[1])
    if kind == "float":
        return float(coded[1])
    if kind == "decimal":
        try:
            return Decimal(coded[1])
        except InvalidOperation as error:
            raise ValueError(coded[1]) from error
    if kind in ("list", "tuple", "set", "frozenset"):
        return getattr(builtins, kind)(decode(part) for part in coded[1])
    if kind == "dict":
        return {decode(key): decode(value) for key, value in coded[1]}
    if kind in ("array", "numpy") and coded[1] in _NUMPY:
        import numpy

        value = numpy.array(decode(coded[2]), dtype=coded[1])
        return value if kind == "array" else value[()]
    if kind == "foreign":
        return type(_name(coded[1]), (Foreign,), {})()
    raise ValueError(f"not a plain value: {kind!r}"[:80])


def error_to(error: BaseException) -> list[Any]:
    """An error as JSON: the name of its class, the nearest of Python's own classes, and its words."""
    own = next(kind.__name__ for kind in type(error).__mro__ if kind.__module__ == "builtins")
    try:
        words = str(error)
    except BaseException:
        words = ""
    return [type(error).__name__, own, words[:2000]]


def error_from(coded: Any) -> BaseException:
    """The error that `error_to` coded: of the same name, and of the same class of Python's own."""
    name, own, words = coded
    base = getattr(builtins, str(own), Exception)
    if not (isinstance(base, type) and issubclass(base, BaseException)):
        base = Exception
    kind = base if name == own else type(_name(name), (base,), {})
    try:
        error: BaseException = kind(str(words))
    except Exception:  # a class of Python's own that wants more than words, such as UnicodeDecodeError
        error = type(_name(name), (Exception,), {})(str(words))
    return error


def _name(text: object) -> str:
    """What a stranger calls a type, as the name of one."""
    name = "".join(letter for letter in str(text)[:60] if letter.isalnum() or letter == "_")
    return name or "unknown"
