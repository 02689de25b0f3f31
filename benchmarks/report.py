"""How benchmarks print: median and 95th percentile, beside the limit that they are held to."""

from __future__ import annotations

import statistics


def within(name: str, values: list[float], limit: float) -> bool:
    """Print one line for times in milliseconds (at least two), and say whether 95 of 100 keep the limit."""
    p95 = statistics.quantiles(values, n=20, method="inclusive")[-1]
    print(f"{name:24} p50 {statistics.median(values):6.1f} ms   p95 {p95:6.1f} ms   limit {limit:.0f} ms")
    return p95 <= limit
