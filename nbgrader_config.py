"""nbgrader reads this file; what it sets, and why, is said in `coaching.grading.config`."""

from pathlib import Path

from coaching.grading.config import configure

configure(get_config(), Path(__file__).resolve().parent)  # noqa: F821  (nbgrader hands get_config to this file)
