"""The outer wall: bubblewrap, a small program of Debian and other Linux systems that starts another one in namespaces
of its own. It is started once for a batch; what it costs is then paid once.

Behind it there is no network, no home, no environment of the grader's, and no file but Python, the packages, and the
open tables of the course. All of that is read-only.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import coaching

__all__ = ["command", "missing"]

_SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin", "/etc/alternatives", "/etc/fonts", "/etc/ld.so.cache")
_RIGHTS = ("CAP_SYS_ADMIN", "CAP_SETUID", "CAP_SETGID", "CAP_KILL", "CAP_CHOWN", "CAP_SYS_CHROOT")
"""What the server behind the wall needs to give each guest its namespaces, and nobody else has."""

_ENVIRONMENT = {
    "HOME": "/desk/scratch",
    "LANG": "C.UTF-8",
    "PATH": "/usr/bin:/bin",
    "MPLBACKEND": "agg",
    "MPLCONFIGDIR": "/desk/scratch",
    "TMPDIR": "/desk/scratch",
    "NBGRADER_EXECUTION": "autograde",
    "PYTHONDONTWRITEBYTECODE": "1",
    # A library that starts a thread for each core would use up what a guest may start.
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
}

_START = """
import json, sys
sys.path[:] = json.loads(sys.argv[1])
from coaching.grading.sandbox.inside import main
main(int(sys.argv[2]), json.loads(sys.argv[3]))
"""


def missing() -> str:
    """Why no wall can be built here, as a sentence with the mend; empty where one can be tried."""
    if not sys.platform.startswith("linux"):
        return "Code runs behind a wall only on Linux. Grade on a Linux machine, or read the code yourself."
    if shutil.which("bwrap") is None:
        return "Code runs only behind a wall, which needs bubblewrap: run apt install bubblewrap, and grade again."
    return ""


def command(data: Path, control_fd: int, modules: list[str]) -> list[str]:
    """The command line that starts the server of `inside.py` behind the wall.

    `data` is the folder with the open tables, `control_fd` an inherited socket, `modules` what to import beforehand.
    """
    packages = _packages()
    line = ["bwrap", "--unshare-net", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"]
    if os.getuid() != 0:
        line += ["--unshare-user"]
    for right in _RIGHTS:
        line += ["--cap-add", right]
    line += ["--die-with-parent", "--new-session", "--hostname", "sandbox", "--clearenv"]
    for name, value in _ENVIRONMENT.items():
        line += ["--setenv", name, value]
    for place in _SYSTEM:
        line += (
            ["--symlink", str(Path(place).readlink()), place]
            if Path(place).is_symlink()
            else ["--ro-bind-try", place, place]
        )
    line += [
        "--proc",
        "/proc",
        "--dev",
        "/dev",
        "--tmpfs",
        "/desk/scratch",
        "--dir",
        "/desk/exercises",
        "--dir",
        "/desk/root",
    ]
    for place in dict.fromkeys((sys.base_prefix, sys.prefix, *packages)):
        if not any(Path(place).is_relative_to(known) for known in _SYSTEM):
            for above in reversed(Path(place).parents[:-1]):
                line += ["--dir", str(above)]  # bubblewrap would make them for root's eyes alone
            line += ["--ro-bind", place, place]
    line += ["--ro-bind-try", str(data), "/desk/data", "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/"]
    path = [*dict.fromkeys((str(Path(coaching.__file__).parents[1]), *filter(os.path.isabs, sys.path)))]
    return [*line, sys.executable, "-I", "-c", _START, json.dumps(path), str(control_fd), json.dumps(modules)]


def _packages() -> list[str]:
    """The folders of Python's packages outside its own; of a package that lies in a course, that package alone."""
    own = (sys.prefix, sys.base_prefix)
    outside = [str(Path(coaching.__file__).parent)]
    outside += [
        place for place in sys.path if Path(place).name in ("site-packages", "dist-packages") and Path(place).is_dir()
    ]
    return [place for place in outside if not any(Path(place).is_relative_to(known) for known in own)]
