"""Where a learner's own code runs: a process that may compute and nothing else, and that is asked only for values.

    wall.py      the outer wall: one bubblewrap for a whole batch, without network, keys, gradebook, home or environment
    inside.py    what runs behind it: a server that forks one guest for each submission, with its own limits
    refused.py   calls of the kernel that a guest is refused, beside what its namespaces keep from it
    guest.py     the guest: it runs the learner's cells and answers calls
    host.py      this side: opens a sandbox, lets a guest in, and shows a learner's functions as if they were here
    doors.py     how a guest is let in and shown out, behind the wall or (trusted) without one
    line.py      this side's end of the line to a guest, which never waits too long
    limits.py    what a guest may use
    plain.py     the only things that come back: plain values

Test cells never run in there. They run on this side and call the learner's functions through the host, so the learner's
code can neither see an expected value nor change what a test is made of.

What remains possible. A function sees the arguments it is called with, those of hidden cases too; a guest may keep them
and print them in a later cell. The coach reads that output, the feedback page does not show it. A guest may lie on the
line: then the lie is what its function gave, and earns what the test gives for it. It may use up its time and limits,
of which memory is counted by process, and so slow the machine down. A fault in the kernel is a hole in the wall.
"""

from .host import Gone, Guest, Sandbox, TookTooLong, open_sandbox, why_not
from .limits import Limits

__all__ = ["Gone", "Guest", "Limits", "Sandbox", "TookTooLong", "open_sandbox", "why_not"]
