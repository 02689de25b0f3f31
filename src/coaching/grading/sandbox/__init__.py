"""Where a learner's own code runs: a process that may compute and nothing else, and that is asked only for values.

    wall.py      the outer wall: one bubblewrap for a whole batch, without network, keys, gradebook, home or environment
    inside.py    what runs behind it: a server that forks one guest for each submission, with its own limits
    guest.py     the guest: it runs the learner's cells and answers calls
    host.py      this side: opens a sandbox, lets a guest in, and shows a learner's functions as if they were here
    limits.py    what a guest may use
    plain.py     the only things that come back: plain values

Test cells never run in there. They run on this side and call the learner's functions through the host, so the learner's
code can neither see an expected value nor change what a test is made of.
"""

from .host import Gone, Guest, Sandbox, TookTooLong, open_sandbox, why_not
from .limits import Limits

__all__ = ["Gone", "Guest", "Limits", "Sandbox", "TookTooLong", "open_sandbox", "why_not"]
