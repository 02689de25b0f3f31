"""Safe to Stretch: the small package behind a course on honest, courageous OKRs.

Arrows run one way: cli → grading → cards and explorables → answers → items → subject (okr, …).
The subject modules import nothing of Jupyter and are meant to be read.
"""

__version__ = "0.1.0"
