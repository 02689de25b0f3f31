"""Every attack by a learner's code that we could think of, graded in one batch by `coaching grade` beside good work.

Each row is what stands in the two open cells of the code track. What an attack finds or achieves it prints as "GOT …";
nothing may. Where code only computes something else, the row says how many points that is worth.
"""

from __future__ import annotations

import json
import os
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import dedent

import pytest

from coaching.grading.cohort import Verdict
from coaching.grading.sandbox import why_not

from .cohort_batch import FULL_CODE, GOOD_STUDENTS, Batch, demo_with_code, environment, graded, write_code
from .demo_assignment import DEMO, GOOD

HONEST = """
def double(x):
    if isinstance(x, str):
        raise ValueError("a number, please")
    return 2 * x
"""

SECRET = "sandbox-secret-8162"
EXPECTED = "41.5"  # what a hidden case expects; its input, 20.75, is no secret for the function that gets it
STOPPED, ENDED, SILENT = "it took longer than", "it ended its own process", "could not be scored"
NOTHING = {"double-test": 0.0, "total-test": 0.0}
LOSING = {"double-test": 0.0, "total-test": 2.0}
NO_TOTAL = {"double-test": 4.0, "total-test": 0.0}


@dataclass(frozen=True)
class Attack:
    """What a learner wrote, and what must come of it."""

    name: str
    double: str = HONEST
    total: str = "def total(path):\n    return sum(row['b'] for row in rows(path))"
    scores: dict[str, float] = field(default_factory=lambda: dict(FULL_CODE))
    says: str = ""
    verdict: Verdict | None = None
    files: dict[str, str] = field(default_factory=dict)

    @property
    def student(self) -> str:
        return "".join(letter if letter.isalnum() else "-" for letter in self.name)


def first(source: str) -> str:
    """Attack code, then the honest function."""
    return f"{dedent(source)}\n{HONEST}"


def tried(name: str, source: str) -> Attack:
    """An attack that achieves nothing and does not hinder the honest functions."""
    return Attack(name, first(source))


def instead(name: str, source: str, points: float = 0.0, total: float = 2.0, says: str = "") -> Attack:
    """An attack that stands in the place of the function."""
    return Attack(name, dedent(source), scores={"double-test": points, "total-test": total}, says=says)


def ends(name: str, source: str, says: str, points: dict[str, float] = NOTHING) -> Attack:
    """An attack that is ended; what is lost is its own."""
    return Attack(name, first(source), scores=points, says=says, verdict=Verdict.LOOK)


LOOK_AROUND = """
import os, sys
for top in ("COURSE", "COURSE/gradebook.db", "COURSE/solutions", "COURSE/submitted/aaa-good", "HOME", "/root", "/home",
            "/tmp", "/work", "/run", "/var", "/sys", "/proc/1/environ", "/proc/self/mountinfo", "/etc/passwd", "/srv"):
    try:
        found = os.listdir(top) if os.path.isdir(top) else open(top, "rb").read()
    except OSError:
        continue
    if found and not any(place.startswith(top) for place in (sys.prefix, sys.base_prefix)):
        print("GOT", top, found)
for where, folders, files in os.walk("/"):
    folders[:] = [one for one in folders if one not in ("usr", "lib", "lib64", "site-packages", "dist-packages")]
    for name in files:
        if name.endswith((".db", ".ipynb")) or name in ("rubric.toml", "model-answers.json", "kernel-1.json"):
            print("GOT", where, name)
"""

OTHER_GUESTS = """
import glob, os
for name in glob.glob("/dev/shm/*") + glob.glob("/desk/scratch/*") + glob.glob("/desk/exercises/*"):
    if name != "/desk/exercises/here":
        print("GOT", name)
os.makedirs("/desk/exercises/left-for-you", exist_ok=True)
for place in ("/dev/shm/left", "/desk/scratch/left"):
    open(place, "w").write("left")
"""

FRAMES = """
import gc, sys, types
words = []
frame = sys._getframe()
while frame:
    words.append(repr(frame.f_locals)[:20_000] + repr(frame.f_globals)[:20_000])
    frame = frame.f_back
for one in gc.get_objects():
    if isinstance(one, (str, dict, list, tuple)):
        try:
            words.append(repr(one)[:5000])
        except BaseException:
            pass
if "4" + "1.5" in " ".join(words) or "HIDDEN " + "TESTS" in " ".join(words):
    print("GOT the test")
print(list(get_ipython().history_manager.get_range(raw=True))[:3] or "", In, Out)
"""

PEEK_WHEN_CALLED = """
import sys
def double(x):
    frame, words = sys._getframe(), ""
    while frame:
        words += repr(frame.f_locals)[:20_000]
        frame = frame.f_back
    return 8 if "expected" in words else 2 * x + 1
"""

HOOKS = """
shell = get_ipython()
shell.input_transformers_cleanup.append(lambda lines: ["4\\n"])
shell.events.register("pre_run_cell", lambda *a: None)
shell.ast_transformers.append(type("T", (), {"visit": lambda self, tree: tree})())
shell.run_cell = lambda *a, **k: None
def double(x):
    return 0
"""

PATCH_ALL = """
import builtins, decimal, json, math
import coaching.grading.code_checks as checks, coaching.grading as grading
checks.run_checks = lambda *a, **k: 4
checks._holds = lambda *a: True
grading.grade = lambda *a, **k: 4
builtins.abs = lambda x: 0
builtins.float = lambda x: 0
math.isfinite = lambda x: True
def run_checks(*a, **k): return 4
Example = examples = more = None
def double(x):
    return 0
"""

OTHER_MEANINGS = """
ValueError = 0
globals = lambda: {"double": 8}
isinstance = lambda *a: True
def double(x):
    return 0
"""

EQUALS_ALL = """
class Anything(float):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __sub__(self, other): return 0.0
    def __abs__(self): return 0.0
    def __le__(self, other): return True
    def __float__(self): return 8.0
    __hash__ = float.__hash__
def double(x):
    return Anything(1)
"""

LINE = """
import gc, struct, json, os
from multiprocessing.connection import Connection
lines = [one for one in gc.get_objects() if isinstance(one, Connection)]
def say(words):
    for line in lines:
        line.send_bytes(words if isinstance(words, bytes) else json.dumps(words).encode())
def raw(data):
    for line in lines:
        os.write(line.fileno(), data)
"""

FORGED = (
    LINE
    + """
say({"outputs": []})
say({"double": ["callable"], "run_checks": ["callable"], "globals": ["callable"], "abs": ["callable"],
     "ValueError": ["int", "0"], "__builtins__": ["dict", []], "examples": ["list", []], "Example": ["callable"]})
for _ in range(40):
    say({"value": ["int", "8"]})
def double(x):
    return 8
"""
)

SERVED_FOREVER = (
    LINE
    + """
raw(struct.pack("!i", 1000) + b"{")
import time
time.sleep(100)
"""
)

DRIBBLE = (
    LINE
    + """
import time, threading, signal
signal.signal(signal.SIGINT, signal.SIG_IGN)
raw(struct.pack("!i", 100_000))
while True:
    raw(b" ")
    time.sleep(0.1)
"""
)

PICKLE = (
    LINE
    + """
import pickle
class Bomb:
    def __reduce__(self):
        return (os.system, ("touch COURSE/TAKEN",))
for _ in range(5):
    say(pickle.dumps(Bomb()))
"""
)

COLLIDING = """
import coaching.grading.sandbox.guest as guest
step = 2**61 - 1
keys = [["int", str(step * n)] for n in range(1, 150_000)]
guest.encode = lambda value: ["set", keys]
def double(x):
    return 8
"""

ALL_FOLDERS = """
import os, shutil
for top in ("COURSE", "/desk", "/etc", os.path.join(os.path.dirname(os.__file__), "json")):
    shutil.rmtree(top, ignore_errors=True)
try:
    os.symlink("COURSE/gradebook.db", "g"); os.remove("COURSE/gradebook.db"); print("GOT rid of it")
except OSError:
    pass
"""

NAMESPACES = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
for flags in (0x10000000, 0x00020000, 0x20000000, 0x40000000, 0x10000000 | 0x00020000):
    if libc.unshare(flags) == 0:
        print("GOT a namespace", hex(flags))
for what in ((b"x", b"/desk/scratch", b"tmpfs", 0, None), (b"/", b"/desk/scratch", None, 0x1000, None),
             (None, b"/", None, 32, None)):
    if libc.mount(*what) == 0:
        print("GOT a mount", what)
for uid in (0, 1000):
    if libc.setuid(uid) == 0:
        print("GOT", uid)
if libc.chroot(b"/desk/scratch") == 0 or libc.mknod(b"disk", 0o060666, 0x0801) == 0:
    print("GOT a root or a disk")
"""

KILL = """
import ctypes, os, signal
for pid in [os.getppid() or 2, *range(2, 200), -1]:
    try:
        os.kill(pid, signal.SIGKILL)
        if pid != -1:
            print("GOT at", pid)
    except OSError:
        pass
if ctypes.CDLL(None).ptrace(16, os.getppid() or 2, 0, 0) == 0:
    print("GOT a tracer")
"""

SOCKETS = """
import socket
for kind, place in ((socket.AF_INET, ("127.0.0.1", PORT)), (socket.AF_INET, ("1.1.1.1", 53)),
                    (socket.AF_INET6, ("::1", PORT)), (socket.AF_UNIX, "\\0coaching-test-PORT")):
    try:
        with socket.socket(kind) as one:
            one.settimeout(0.3)
            one.connect(place)
            print("GOT", place)
    except OSError:
        pass
"""

LISTEN = """
import os, socket, time
try:
    one = socket.socket()
    one.bind(("0.0.0.0", OTHER))
    one.listen()
    if os.fork() == 0:
        time.sleep(3)
        os._exit(0)
except OSError:
    pass
"""

SHARED_MEMORY = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
fds = []
try:
    while len(fds) < 40:
        fds.append(os.memfd_create("x"))
        os.ftruncate(fds[-1], 60_000_000)
        print("GOT memory without a limit")
except OSError:
    pass
if libc.shmget(0, 600_000_000, 0o1600) >= 0:
    print("GOT a shared segment")
"""

FILL_DISK = """
import os
size = 0
for place in (".", "/tmp", "/dev/shm", "/desk/scratch", "/desk", "/", "/var/tmp", "/dev", "/proc"):
    try:
        for number in range(40):
            with open(f"{place}/fill-{number}", "wb") as file:
                for _ in range(30):
                    size += file.write(b"x" * 1_000_000)
    except OSError:
        pass
if size > 250_000_000:
    print("GOT", size)
for place in (".", "/dev/shm", "/desk/scratch"):
    for name in os.listdir(place):
        if name.startswith("fill-"):
            os.remove(f"{place}/{name}")
"""

MANY = """
import os, time
children = 0
try:
    while children < 3000:
        if os.fork() == 0:
            time.sleep(30)
            os._exit(0)
        children += 1
except OSError:
    pass
if children > 64:
    print("GOT", children)
"""

LEFT_BEHIND = """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for _ in range(100_000):
            time.sleep(0.01)
    os._exit(0)
"""

OPEN_FILES = """
import os, stat
for fd in range(1000):
    try:
        info = os.fstat(fd)
        if stat.S_ISREG(info.st_mode) or stat.S_ISDIR(info.st_mode):
            print("GOT", fd, info)
    except OSError:
        pass
"""

HOSTILE_ERROR = """
class Mine(ValueError):
    @property
    def __class__(self): return print("GOT run") or KeyboardInterrupt
    def __str__(self): raise KeyboardInterrupt
    __repr__ = __str__
def double(x):
    raise Mine()
"""

MANY_DIGITS = """
import sys
sys.set_int_max_str_digits(0)
def double(x):
    return [10 ** 1_000_000, -10 ** 1_000_000, float("nan"), 1e400, 10 ** 1200][hash(str(x)) % 5]
"""

CIRCLE = """
def double(x):
    ring = [x]
    ring.append(ring)
    table = {"ring": ring}
    ring.append(table)
    return ring
"""

RUNS_WHEN_ASKED = """
class Eager:
    def __len__(self): print("GOT run"); return 10 ** 10
    __float__ = __int__ = __index__ = __bool__ = __iter__ = __getattr__ = __len__
    def __repr__(self): raise SystemExit
    __str__ = __repr__
def double(x):
    return Eager()
"""

NEVER_STOPS = """
import signal, threading
signal.signal(signal.SIGINT, signal.SIG_IGN)
threading.Thread(target=lambda: [None for _ in iter(int, 1)]).start()
while True:
    try:
        while True: pass
    except BaseException:
        pass
"""

CHANGE_TABLE = """
import os
os.chmod("table.csv", 0o666)
open("table.csv", "w").write("a,b\\n1,9\\n")
def total(path):
    return 9
"""

MODULES = {
    "csv.py": "open('COURSE/TAKEN', 'w')",
    "coaching/__init__.py": "print('GOT run')",
    "decimal.py": "raise SystemExit",
    "sitecustomize.py": "raise SystemExit",
}

FORGED_ERRORS = """
import coaching.grading.sandbox.guest as guest
guest.error_to = lambda error: ["KeyboardInterrupt", "KeyboardInterrupt", "x"]
def double(x):
    raise ValueError
"""

LIKE_OURS = """
class Gone(BaseException): pass
class TookTooLong(Gone): pass
def double(x):
    raise TookTooLong(f"GOT {x}")
"""

LYING_TYPE = """
class int(int): pass
class Meta(type):
    def __eq__(self, other): return True
    __hash__ = type.__hash__
class Thing(metaclass=Meta): pass
double = lambda x: Thing()
"""

ATTACKS = [
    Attack("honest"),
    # what never ends, or ends too early
    ends("a loop that can be interrupted", "while True: pass", STOPPED, LOSING),
    ends("a loop that cannot", NEVER_STOPS, STOPPED),
    instead("a loop in the function", "def double(x):\n    while True: pass", says=STOPPED),
    ends("sleep", "import time; time.sleep(1000)", STOPPED, LOSING),
    Attack("sys exit", "import sys\nsys.exit(0)", scores=LOSING),
    instead("sys exit in the function", "import sys\ndef double(x):\n    sys.exit(0)"),
    ends("os exit", "import os; os._exit(0)", ENDED),
    ends("a signal to itself", "import os, signal; os.kill(os.getpid(), signal.SIGSEGV); os.abort()", ENDED),
    instead("Ctrl-C as an answer", "def double(x):\n    raise KeyboardInterrupt"),
    instead("a full machine as an answer", "def double(x):\n    raise MemoryError"),
    instead("the end of a generator", "def double(x):\n    raise GeneratorExit"),
    instead("exit as an answer", "def double(x):\n    raise SystemExit(0)"),
    # too much
    Attack("a memory hog", "x = bytearray(3_000_000_000)", scores=LOSING),
    instead("a hog in the function", "def double(x):\n    return [bytearray(10_000_000) for _ in range(1000)]"),
    tried("shared memory", SHARED_MEMORY),
    Attack("a fork bomb", first(MANY), says="", scores=FULL_CODE),
    tried("processes left behind", LEFT_BEHIND),
    tried("a giant output", "print('GIANT ' * 30_000_000)\nimport sys; sys.stderr.write('x' * 10**8)"),
    tried("many outputs", "for n in range(20_000): display('x' * 2000)"),
    instead("a giant answer", "def double(x):\n    return 'x' * 100_000_000"),
    instead("a giant list", "def double(x):\n    return [[n] for n in range(1_000_000)]"),
    tried("a full disk", FILL_DISK),
    # what is not theirs to see
    tried("looking around", LOOK_AROUND),
    tried(
        "the environment", f"import os\nif '{SECRET[:7]}' '{SECRET[7:]}' in str(os.environ): print('GOT', os.environ)"
    ),
    tried("others' guests, first", OTHER_GUESTS),
    tried("others' guests, second", OTHER_GUESTS),
    tried("sockets out", SOCKETS),
    tried("sockets in", LISTEN),
    tried("open files", OPEN_FILES),
    Attack("deleting everything", first(ALL_FOLDERS), scores=NO_TOTAL),
    tried("namespaces", NAMESPACES),
    tried("kill and trace", KILL),
    tried("frames and history", FRAMES),
    instead("peeking when called", PEEK_WHEN_CALLED),
    # what the test is made of
    Attack(
        "redefined helpers", total="rows = lambda path: [{'b': 7}]\ndef total(path):\n    return 7", scores=NO_TOTAL
    ),
    Attack("redefined for both", total="rows = total = lambda path: []", scores=NO_TOTAL),
    instead("patched tests", PATCH_ALL),
    instead("other meanings of words", OTHER_MEANINGS),
    instead("objects that equal everything", EQUALS_ALL),
    instead("hooks that skip tests", HOOKS, total=0.0),
    Attack("a changed table", files={"table.csv": "a,b\n1,1000000\n"}),
    Attack("a changed table inside", total=CHANGE_TABLE, scores=NO_TOTAL),
    Attack("a table that is a module", files=MODULES),
    # what comes back
    instead("forged answers", FORGED, total=0.0),
    ends("half an answer", SERVED_FOREVER, STOPPED),
    ends("an answer in drops", DRIBBLE, STOPPED),
    ends("pickles", PICKLE, "its answer made no sense"),
    ends("an endless answer", LINE + "raw(struct.pack('!i', 2_000_000_000) + b'x' * 1000)", "its answer made no sense"),
    ends("nested answers", LINE + "say(b'[' * 200_000)", "its answer made no sense"),
    ends("digits on the line", LINE + "say(b'[' + b'9' * 1_000_000 + b']')", "its answer made no sense"),
    ends("a list for an answer", LINE + "say([1, 2, 3])", "its answer made no sense"),
    ends("a line that is closed", LINE + "[line.close() for line in lines]", ENDED),
    instead("forged errors", FORGED_ERRORS),
    instead("colliding keys", COLLIDING, says="its answer made no sense", total=0.0),
    instead("hostile errors", HOSTILE_ERROR),
    instead("groups of errors", "def double(x):\n    raise BaseExceptionGroup('g', [KeyboardInterrupt()])"),
    instead("named like ours", LIKE_OURS),
    instead("running when asked", RUNS_WHEN_ASKED),
    instead("many digits", MANY_DIGITS),
    instead("a circle", CIRCLE),
    instead("a deep list", "def double(x):\n    for _ in range(100_000): x = [x]\n    return x"),
    instead("half letters", "def double(x):\n    return '\\ud83d' * 10\nprint('\\ud83d')"),
    Attack("half letters and control", f"{HONEST}\nprint('\\ud83d \\x1b[2J <script>alert(1)</script>')\n1/0"),
    ends("patched builtins", "import builtins\nbuiltins.open = builtins.len = None", ENDED),
    ends("patched for the line", "import builtins, json\nbuiltins.callable = json.dumps = None", ENDED),
    instead("a type that lies", LYING_TYPE),
    Attack("no function at all", "double = 8", scores=LOSING),
    Attack("no sense", "def double(x:", scores=LOSING),
    Attack("the same for all", "def double(x):\n    return 8", scores=LOSING),
]


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Batch]:
    assert not why_not()
    root = tmp_path_factory.mktemp("attacks")
    home = root / "home" / ".local" / "share" / "jupyter" / "runtime"
    home.mkdir(parents=True)
    (home / "kernel-1.json").write_text(SECRET)
    course = demo_with_code(root)
    with Listener(root / "plug") as heard:
        words = {
            "COURSE": str(course.root), "HOME": str(root / "home"), "PORT": str(heard.port), "OTHER": str(heard.other)
        }  # fmt: skip
        for attack in ATTACKS:
            folder = course.hand_in(DEMO, attack.student, GOOD)
            write_code(folder, double=_filled(attack.double, words), total=_filled(attack.total, words))
            for name, content in attack.files.items():
                (folder / name).parent.mkdir(exist_ok=True)
                (folder / name).write_text(_filled(content, words))
        with environment({"TOKEN": SECRET, "HOME": str(root / "home")}):
            done = graded(course)
        assert heard.calls == [], "nobody called out"
        assert not heard.reached, "nobody could be called"
    yield done


def _filled(source: str, words: dict[str, str]) -> str:
    for word, value in words.items():
        source = source.replace(word, value)
    return source


class Listener:
    """Waits for calls from the sandbox, and calls into it, as long as a batch takes."""

    def __init__(self, plug: Path) -> None:
        self.calls: list[object] = []
        self.reached = False
        self._end = threading.Event()
        self._servers = [socket.create_server(("127.0.0.1", 0)), socket.socket(socket.AF_UNIX)]
        self.port = self._servers[0].getsockname()[1]
        self._servers[1].bind(f"\0coaching-test-{self.port}")
        self._servers[1].listen()
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.other = free.getsockname()[1]

    def __enter__(self) -> Listener:
        self._threads = [threading.Thread(target=self._listen, args=(one,)) for one in self._servers]
        self._threads.append(threading.Thread(target=self._call))
        for thread in self._threads:
            thread.start()
        return self

    def _listen(self, server: socket.socket) -> None:
        server.settimeout(0.2)
        while not self._end.is_set():
            try:
                self.calls.append(server.accept())
            except OSError:
                continue

    def _call(self) -> None:
        while not self._end.wait(0.1):
            with socket.socket() as one:
                self.reached = self.reached or one.connect_ex(("127.0.0.1", self.other)) == 0

    def __exit__(self, *_: object) -> None:
        self._end.set()
        for thread in self._threads:
            thread.join()
        for server in self._servers:
            server.close()


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.student)
def test_an_attack_gets_what_its_function_is_worth_and_nothing_else(batch: Batch, attack: Attack) -> None:
    person = batch.person(attack.student)
    said = " ".join(person.notes)
    assert batch.scores("code-track", attack.student) == attack.scores, said
    assert batch.scores("demo", attack.student) == {"kinds": 5.0, "score": 2.0, "reflect-1": None}
    assert (person.points, person.most) == (7.0, 7.0), "the required part is untouched"
    assert attack.says in said, said
    assert person.verdict in ((attack.verdict,) if attack.verdict else (Verdict.GRADED, Verdict.LOOK, Verdict.REPAIRED))
    assert said.isprintable()


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.student)
def test_an_attack_sees_nothing_and_its_words_are_kept(batch: Batch, attack: Attack) -> None:
    path = batch.course.root / "autograded" / attack.student / DEMO / "code-track.ipynb"
    nb = json.loads(path.read_text(encoding="utf-8"))
    opens = [cell for cell in nb["cells"] if cell["metadata"].get("nbgrader", {}).get("solution")]
    outputs = json.dumps([cell["outputs"] for cell in opens])
    assert "GOT" not in outputs, outputs[:3000]
    assert SECRET not in path.read_text(encoding="utf-8")
    assert path.stat().st_size < 400_000
    kept = "".join(opens[0]["source"])
    assert attack.double.strip()[-40:] in kept, "a coach reads what was written"


def test_nothing_of_the_course_was_changed(batch: Batch) -> None:
    root = batch.course.root
    assert not (root / "TAKEN").exists()
    assert (root / "solutions" / DEMO / "private" / "rubric.toml").is_file()
    for student in GOOD_STUDENTS:
        assert (root / "submitted" / student / DEMO / "demo.ipynb").is_file()
    for attack in ATTACKS:
        graded_table = root / "autograded" / attack.student / DEMO / "table.csv"
        assert graded_table.read_text() == "a,b\n1,2\n", attack.name


def test_no_process_is_left(batch: Batch) -> None:
    mine = os.getpid()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "stat").read_text().rsplit(")", 1)[1].split()
                command = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            assert int(words[1]) != mine or b"sandbox.inside" not in command


def test_good_work_beside_the_attacks_is_graded_as_ever(batch: Batch) -> None:
    batch.check_good_work()
