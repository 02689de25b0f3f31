"""What the kernel refuses a guest, beside what its namespaces and missing rights already keep from it.

Memory that no other limit counts (it could fill the machine), rings of keys that outlive a guest (a message to the next
one), and doors into the kernel that no exercise needs.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct

__all__ = ["refuse"]

_CALLS = {  # machine: (its number in the kernel's audit, the numbers of the calls)
    "x86_64": (
        0xC000003E,
        {
            "memfd_create": 319,
            "memfd_secret": 447,
            "shmget": 29,
            "keyctl": 250,
            "add_key": 248,
            "request_key": 249,
            "ptrace": 101,
            "process_vm_readv": 310,
            "bpf": 321,
            "perf_event_open": 298,
            "userfaultfd": 323,
            "io_uring_setup": 425,
        },
    ),
    "aarch64": (
        0xC00000B7,
        {
            "memfd_create": 279,
            "memfd_secret": 447,
            "shmget": 194,
            "keyctl": 219,
            "add_key": 217,
            "request_key": 218,
            "ptrace": 117,
            "process_vm_readv": 270,
            "bpf": 280,
            "perf_event_open": 241,
            "userfaultfd": 282,
            "io_uring_setup": 425,
        },
    ),
}

_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06  # of the kernel's small filter language
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050001  # the second: "operation not permitted"
_OTHER_TABLE = 0x40000000  # a second table of calls on x86_64, with the same calls under other numbers
NO_NEW_PRIVILEGES, SECCOMP, FILTER = 38, 22, 2


def refuse() -> None:
    """From now on this process, and all that it starts, gets "not permitted" for these calls.

    On a machine of a kind that is not listed nothing is refused. Raises OSError if the kernel knows no filters.
    """
    known = _CALLS.get(platform.machine())
    if known is None:
        return
    audit, calls = known
    steps = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, audit), (_RETURN, 0, 0, _REFUSE), (_LOAD, 0, 0, 0)]
    tests = [(_AT_LEAST, _OTHER_TABLE), *((_EQUAL, number) for number in calls.values())]
    steps += [(test, len(tests) - place, 0, number) for place, (test, number) in enumerate(tests)]
    steps += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    program = struct.pack("HP", len(steps), ctypes.addressof(code))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) or libc.prctl(SECCOMP, FILTER, program, 0, 0):
        raise OSError(ctypes.get_errno(), f"{os.strerror(ctypes.get_errno())}: a filter of calls")
