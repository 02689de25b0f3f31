"""What runs behind the wall: a server that has everything imported and forks one guest for each submission.

A guest gets namespaces of its own (processes, files, messages), a small disk in memory, limits, and no rights at all.
It is the first process of its namespace: when it ends, or is ended, everything that it started ends with it.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import json
import os
import resource
import signal
import socket
import sys
from multiprocessing.connection import Connection
from typing import Any

from coaching.grading.sandbox.guest import new_shell, serve
from coaching.grading.sandbox.refused import refuse

__all__ = ["FOLDER", "SCRATCH", "main"]

SCRATCH = "/desk/scratch"
ROOT = "/desk/root"
FOLDER = "/desk/exercises/here"
"""Where the cells run: two folders below the one that has `data/`, as in a learner's workspace."""

_DISKS = ("/desk/exercises", SCRATCH, "/dev/shm")

NEWNS, NEWIPC, NEWUSER, NEWPID = 0x00020000, 0x08000000, 0x10000000, 0x20000000
RDONLY, NOSUID, NODEV, BIND, REC, PRIVATE = 1, 2, 4, 0x1000, 0x4000, 1 << 18
GUEST_UID = 630_000
"""Of nobody on any system that we know; only used where the grader itself is root. Each sandbox adds a number of its
own, for how many processes a guest may start is counted by user."""

LIBC = ctypes.CDLL(None, use_errno=True)


def main(control_fd: int, modules: list[str]) -> None:
    """Serve until the host closes the line. A request is a guest's limits as JSON, and with it the guest's own line."""
    control = socket.socket(fileno=control_fd)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a coach's Ctrl-C is the host's business
    shell = _warm(modules)
    own_memory = _address_space()
    control.send(b"ready")
    while True:
        message, fds, _, _ = socket.recv_fds(control, 65_536, 1)
        if not message:
            return
        limits = {**json.loads(message), "own_memory": own_memory}
        parent, child = socket.socketpair()
        keeper = os.fork()
        if keeper == 0:
            parent.close()
            control.close()
            _keep(child, fds[0], limits, shell)
        child.close()
        os.close(fds[0])
        _watch(control, parent, keeper)


def _warm(modules: list[str]) -> Any:
    shell = new_shell()
    for name in modules:
        try:
            importlib.import_module(name)
        except Exception:
            continue  # the cell that imports it will say so
    try:
        shell.run_cell("1/0", store_history=False, silent=True)  # the first traceback takes a tenth of a second
    finally:
        gc.collect()
        gc.freeze()  # pages that the collector does not touch stay shared with every guest
    return shell


def _address_space() -> int:
    """Bytes of address space that the imports take; a guest's limit is counted from there."""
    with open("/proc/self/statm") as file:  # noqa: PTH123
        return int(file.read().split()[0]) * resource.getpagesize()


def _watch(control: socket.socket, line: socket.socket, keeper: int) -> None:
    """Do what the host says with this guest, "int" or "kill", until it is gone."""
    guest = int(line.recv(32) or b"0")
    while True:
        order = control.recv(4)
        if guest:
            with contextlib.suppress(ProcessLookupError):
                os.kill(guest, signal.SIGINT if order == b"int " else signal.SIGKILL)
        if order != b"int ":
            os.waitpid(keeper, 0)
            line.close()
            if order:
                control.send(b"gone")
            return


def _keep(line: socket.socket, guest_fd: int, limits: dict[str, int], shell: Any) -> None:
    """Enter new namespaces, start the guest as the first process in them, tell its number, wait for its end."""
    try:
        root = os.getuid() == 0
        own = os.getuid(), os.getgid()
        _must(LIBC.unshare(NEWNS | NEWIPC | NEWPID | (0 if root else NEWUSER)), "new namespaces")
        guest = os.fork()
        if guest == 0:
            line.close()
            _become_guest(root, own, limits)
            serve(Connection(guest_fd), shell)
            os._exit(0)
        os.close(guest_fd)
        line.send(str(guest).encode())
        os.waitpid(guest, 0)
    except BaseException as error:
        print(f"sandbox: {error}", file=sys.stderr, flush=True)
    finally:
        os._exit(0)


def _become_guest(root: bool, own: tuple[int, int], limits: dict[str, int]) -> None:
    uid, gid = own
    if not root:
        for name, words in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
            with open(f"/proc/self/{name}", "w") as file:  # noqa: PTH123
                file.write(words)
    owner = GUEST_UID + limits["lane"] if root else uid
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:  # noqa: PTH123
        file.write("1000")  # where the machine's memory ends, this process ends first
    _must(LIBC.mount(None, b"/", None, REC | PRIVATE, None), "private mounts")
    for disk in _DISKS:
        _disk(disk, f"size={limits['disk_mb']}m,nr_inodes=20000,mode=0700,uid={owner},gid={owner}")
    _disk("/proc", "size=4k,mode=0555", RDONLY)
    # In a changed root, as every guest is from here on, the kernel refuses to make new user namespaces: in one of those
    # a guest would have rights again, if only there, and could for example fill the memory with disks of its own.
    _must(LIBC.mount(b"/", ROOT.encode(), None, BIND | REC, None), "a root")
    os.chroot(ROOT)
    os.makedirs(FOLDER)  # noqa: PTH103
    if root:
        os.chown(FOLDER, owner, owner)
        os.setgroups([])
        os.setresgid(owner, owner, owner)
        os.setresuid(owner, owner, owner)
    _give_up_all_rights()
    memory = limits["own_memory"] + limits["memory_mb"] * 1_000_000
    for limit, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_NPROC, limits["processes"]),
        (resource.RLIMIT_CPU, limits["submission_seconds"] + 5),
        (resource.RLIMIT_NOFILE, 256),
        (resource.RLIMIT_FSIZE, limits["disk_mb"] * 1_000_000),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))
    nothing = os.open("/dev/null", os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(nothing, fd)
    refuse()
    os.chdir(FOLDER)
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _disk(place: str, options: str, flags: int = 0) -> None:
    _must(LIBC.mount(b"tmpfs", place.encode(), b"tmpfs", NOSUID | NODEV | flags, options.encode()), place)


def _give_up_all_rights() -> None:
    """No capability is left, and none can be had again (the wall has already said: no new privileges)."""
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    _must(LIBC.capset(header, (ctypes.c_uint32 * 6)()), "no rights")


def _must(result: int, what: str) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), f"{os.strerror(ctypes.get_errno())}: {what}")
