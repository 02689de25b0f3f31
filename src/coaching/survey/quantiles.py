"""Quantiles of Student's t and of F, from the incomplete beta function: all that the intervals here need."""

from __future__ import annotations

import math
from functools import lru_cache


@lru_cache(maxsize=1024)
def t_quantile(p: float, df: float) -> float:
    """The value that Student's t with ``df`` degrees of freedom stays under with probability ``p`` (0 < p < 1)."""
    if p < 0.5:
        return -t_quantile(1 - p, df)
    return math.sqrt(f_quantile(2 * p - 1, 1, df)) if p > 0.5 else 0.0


def f_quantile(p: float, df1: float, df2: float) -> float:
    """The value that F with ``df1`` and ``df2`` degrees of freedom stays under with probability ``p`` (0 < p < 1)."""
    if p > 0.5:  # keep the share that is searched for away from 1, where floats are coarse
        return 1 / f_quantile(1 - p, df2, df1)
    low, high = 0.0, 1.0
    while (middle := (low + high) / 2) not in (low, high):
        low, high = (middle, high) if beta_share(middle, df1 / 2, df2 / 2) < p else (low, middle)
    return df2 * high / (df1 * (1 - high))


def beta_share(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b), for 0 ≤ x ≤ 1 and a, b > 0.

    Continued fraction 8.17.22 of the NIST Digital Library of Mathematical Functions, evaluated from the front.
    """
    if x <= 0 or x >= 1:
        return float(x >= 1)
    if x > (a + 1) / (a + b + 2):
        return 1 - beta_share(1 - x, b, a)
    log_front = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    return math.exp(log_front) / (a * _fraction(x, a, b))


def _fraction(x: float, a: float, b: float) -> float:
    """1 + d1/(1 + d2/(1 + …)) by the method of Lentz (1976)."""
    value, c, d, m = 1.0, 1.0, 0.0, 0
    while m < 10_000:
        odd = m % 2
        j = m // 2
        if odd:
            j += 1
            step = j * (b - j) * x / ((a + 2 * j - 1) * (a + 2 * j))
        else:
            step = -(a + j) * (a + b + j) * x / ((a + 2 * j) * (a + 2 * j + 1))
        d = 1 / (1 + step * d or 1e-300)
        c = 1 + step / c or 1e-300
        value *= c * d
        if abs(c * d - 1) < 1e-15:
            break
        m += 1
    return value
