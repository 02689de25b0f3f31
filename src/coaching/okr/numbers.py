"""Numbers as people write them, made exact."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from numbers import Integral, Real
from typing import TypeAlias

Number: TypeAlias = int | float | str | Decimal
"""What every function here accepts; text may carry a decimal comma, as in "0,70"."""

ZERO, ONE = Decimal(0), Decimal(1)


def exact(value: Number, what: str) -> Decimal:
    """Give the number as the ``Decimal`` that its shortest text shows: the float ``0.7`` becomes exactly 0.7.

    ``what`` names the number in the error, such as ``"kr_score: the target"``.
    Raises ValueError if the value is not a number, is NaN or is infinite.
    """
    if isinstance(value, bool):
        raise ValueError(f"{what} is {value}, a yes or no; give a number.")
    if isinstance(value, str):
        number = _from_text(value, what)
    elif isinstance(value, Decimal):
        number = value
    elif isinstance(value, Integral):
        number = Decimal(int(value))
    elif isinstance(value, Real):
        number = Decimal(str(float(value)))
    else:
        raise ValueError(f"{what} is of type {type(value).__name__}; give a number such as 0.7 or the text '0,7'.")
    if not number.is_finite():
        raise ValueError(f"{what} is {value}, which cannot be scored; give a finite number.")
    return number


def share(value: Number, what: str) -> Decimal:
    """Give the number as an exact share between 0 and 1. Raises ValueError outside that range."""
    number = exact(value, what)
    if not ZERO <= number <= ONE:
        raise ValueError(f"{what} is {number}, outside 0 to 1; give a share such as 0.7 for 70 %.")
    return number


def _from_text(text: str, what: str) -> Decimal:
    written = text.strip().replace("−", "-")
    if "," in written and "." in written:
        raise ValueError(f"{what} is {text!r}, with both a comma and a point; write it with one decimal mark.")
    try:
        return Decimal(written.replace(",", "."))
    except InvalidOperation:
        raise ValueError(f"{what} is {text!r}, which is not a number; write digits such as 0.7 or 0,7.") from None
