#!/usr/bin/env python3
"""Set up and open the course "Safe to Stretch". Needs Python, and nothing else.

    python3 course.py start     set up what is missing, then open the course in the browser
    python3 course.py setup     set up what is missing, then stop
    python3 course.py test      set up, with the test tools and a browser, then run every test

Everything goes into the folder .course beside this file (delete it to begin anew), and what the steps print is kept in
.course/setup.log. In the conda environment of environment.yml that environment is used as it is. Every failure is one
sentence that says what to do. The syntax stays that of Python 3.6, so that an old Python can still say what it lacks.
"""

# A Python older than 3.6 stops at the next line and prints it, so the line is the sentence.
NEEDS = f"This course needs Python 3.11, 3.12 or 3.13: please install one of them and use it for this command."

import argparse
import contextlib
import hashlib
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
import webbrowser
from pathlib import Path

ROOT = Path(__file__).resolve().parent
COURSE = ROOT / ".course"
LOG = COURSE / "setup.log"
WINDOWS = os.name == "nt"
AS_ROOT = not WINDOWS and os.geteuid() == 0
CONDA = os.environ.get("CONDA_DEFAULT_ENV") == "safe-to-stretch"
PREFIX = Path(sys.prefix) if CONDA else COURSE / "venv"
PYTHON = Path(sys.executable) if CONDA else PREFIX / ("Scripts/python.exe" if WINDOWS else "bin/python")
PIP = [PYTHON, "-m", "pip", "install", "--retries", "1"]
STAMP = PREFIX / "made.json"
WELCOME = "lab/tree/workspace/notebooks/00-welcome.ipynb"
LEARN, TEST = "requirements.lock", "requirements-test.lock"  # the second holds the first, pin for pin

NO_VENV = "This Python has no venv module: run 'sudo apt install python3-venv' (Debian), then this command again."
READ_ONLY = "This folder cannot be written to: copy the course to a folder of your own, and run this command there."
DISK_FULL = "The disk is full: make about 1 GB free, then run this command again."
NO_NETWORK = "The packages could not be downloaded: connect to the internet, then run this command again."
NO_CHROMIUM = "Chromium is missing: install it, or name its program in COACHING_CHROMIUM, then run this command again."
PORT_TAKEN = "Port {} cannot be used, most likely another program has it: choose another number, or leave --port out."
NO_CONDA = "This conda environment lacks packages: make it anew with 'conda env create --force -f environment.yml'."
STOPPED = "JupyterLab stopped by itself: start it again, and if it stays so, send the authors .course/lab.log."
OTHER = "The step '{}' did not work: run this command again, and if it stays so, send the authors .course/setup.log."
MEANINGS = {  # what a failed step may have printed (the first that fits is said)
    DISK_FULL: ("no space left on device", "disk is full", "os error 28", "os error 112"),
    READ_ONLY: ("read-only file", "readonly database", "permission denied", "os error 13"),
    NO_NETWORK: ("newconnectionerror", "from versions: none", "failed to fetch", "error sending", "timed out"),
}


class Mend(Exception):
    """One sentence for the person: what is in the way, and what to do about it."""

    @classmethod
    def of(cls, output, otherwise):
        """The sentence for what a failed step or the machine itself said."""
        fitting = (mend for mend, signs in MEANINGS.items() if any(sign in output.lower() for sign in signs))
        return cls(next(fitting, otherwise))


def check_python():
    """Refuse a Python the course was not tested with, naming one that fits where the machine has it."""
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        this = "This is Python {}.{}".format(*sys.version_info)
        for name in filter(shutil.which, ("python3.11", "python3.12", "python3.13")):
            if subprocess.call([name, "-c", "import ensurepip"], stderr=subprocess.DEVNULL) == 0:
                this = f"This machine has one: {name}"
        raise Mend(f"{NEEDS} ({this}.)")


def environment():
    """The variables for all that the course starts: the person's own Python and Jupyter settings stay out of it."""
    strange = ("PYTHON", "JUPYTER", "IPYTHON", "VIRTUAL_ENV", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_REQUIRE")
    return dict(
        {name: value for name, value in os.environ.items() if not name.startswith(strange)},
        PATH=os.pathsep.join([str(PYTHON.parent), os.environ.get("PATH", os.defpath)]),
        # the machine's certificates, as a company's proxy may need; the environment's settings before the system's
        **dict.fromkeys(("PYTHONNOUSERSITE", "PYTHONUTF8", "UV_SYSTEM_CERTS", "JUPYTER_PREFER_ENV_PATH"), "1"),
        IPYTHONDIR=str(COURSE / "ipython"),
        MPLCONFIGDIR=str(COURSE / "matplotlib"),
        **{f"JUPYTER_{name.upper()}_DIR": str(COURSE / "jupyter" / name) for name in ("config", "data", "runtime")},
    )


def start(command, log, **more):
    """Start a program with no standard input, everything it prints going to the log."""
    pipes = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": subprocess.STDOUT}
    return subprocess.Popen(list(map(str, command)), cwd=str(ROOT), env=dict(environment(), **more), **pipes)


def stop(process):
    """End a program that was started here, gently first."""
    for end in (process.terminate, process.kill):
        if process.poll() is None:
            end()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=20)


def attempt(title, *command):
    """Run one step, with a dot for each second; return whether it worked and what it printed."""
    print(f"  {title} ", end="", flush=True)
    with LOG.open("a+b") as log:
        begin = log.seek(0, os.SEEK_END)
        process = start(command, log)
        try:
            while process.poll() is None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(timeout=1)
                    break
                print(".", end="", flush=True)
        finally:
            stop(process)
        print(" done" if process.returncode == 0 else " did not work", flush=True)
        log.seek(begin)
        return process.returncode == 0, log.read().decode("utf-8", "replace").strip()


def step(title, *commands):
    """Run the first of these commands that works and return what it printed; it is an error when none does."""
    for command in commands:
        worked, output = attempt(title, *command)
        if worked:
            return output
    raise Mend.of(output, output if output and "\n" not in output else OTHER.format(title))  # one line is a sentence


def alone():
    """Wait for the set-up lock, a transaction of SQLite: alike on every system, and a killed process lets go of it."""
    lock = sqlite3.connect(str(COURSE / "lock"), timeout=0.3, isolation_level=None)
    said = "  The course is being set up in another window; waiting for it.\n"
    while True:
        try:
            lock.execute("BEGIN EXCLUSIVE")
            return lock
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            print(said, end="", flush=True)
            said = ""


def made():
    """What the virtual environment holds by its stamp; nothing if it is half-made, broken or from another folder."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
        ask = [str(PYTHON), "-c", "import sys, coaching, jupyter_core; print(*sys.version_info[:2])"]
        version = subprocess.check_output(ask, env=environment(), stderr=subprocess.DEVNULL, text=True).strip()
        return stamp if (stamp["root"], stamp["python"]) == (str(ROOT), version) else {}
    except (OSError, ValueError, KeyError, TypeError, subprocess.CalledProcessError):
        return {}


def make_venv():
    """A new, empty virtual environment."""
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        raise Mend(NO_VENV) from None
    if PREFIX.exists():
        print("  The last set-up was not finished or no longer fits; making it anew.", flush=True)
        shutil.rmtree(str(PREFIX))
    step("Making a private Python for the course", [sys.executable, "-m", "venv", PREFIX])


def install(title, *what):
    """Install with uv, or with pip where uv cannot be had or cannot do it."""
    tools = [[PYTHON.with_name("uv.exe" if WINDOWS else "uv"), "pip", "install", "--python", PYTHON], PIP]
    step(title, *[[*tool, *what] for tool in tools if tool[0].exists()])


def install_lock(name):
    """Install what the lock names, each file checked against its hash; uv comes from the same lock, fetched by pip."""
    uv = re.search(r"^uv==(?:.*\\\n)*.*$", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE).group()
    (COURSE / "uv.txt").write_text(uv, encoding="utf-8")
    hashed = ["--no-deps", "--only-binary", ":all:", "--require-hashes", "-r"]
    attempt("Fetching the installer", *PIP, *hashed, COURSE / "uv.txt")
    install("Installing JupyterLab and what the course needs", *hashed, ROOT / name)


def set_up(lock):
    """Bring the private environment to this lock and this package. What is done is left alone; the stamp comes last."""
    locks = [LEARN, TEST] if lock == TEST else [LEARN]
    wanted = {name: hashlib.sha256((ROOT / name).read_bytes()).hexdigest() for name in [*locks, "pyproject.toml"]}
    wanted["root"] = str(ROOT)
    stamp = made()
    if wanted.items() <= stamp.items():
        return
    if not stamp:
        make_venv()
    STAMP.unlink(missing_ok=True)
    if any(stamp.get(name) != wanted[name] for name in locks):
        install_lock(lock)
    install("Installing the course itself", "--no-deps", "--no-build-isolation", "--no-index", "-e", ROOT)
    fonts = "import matplotlib.font_manager"  # the first import looks at every font of the machine, and says so
    step("Getting ready to draw", [PYTHON, "-c", fonts])
    wanted["python"] = stamp.get("python", "{} {}".format(*sys.version_info))
    STAMP.write_text(json.dumps(wanted), encoding="utf-8")


def prepare(lock):
    """Everything before the launch."""
    print("Setting up the course.", flush=True)
    for folder in ("exchange", "jupyter/runtime"):
        (COURSE / folder).mkdir(parents=True, exist_ok=True)
    with contextlib.closing(alone()):
        LOG.write_text(f"Python {sys.version} on {sys.platform}\n", encoding="utf-8")
        if not CONDA:
            set_up(lock)
        elif subprocess.call([str(PYTHON), "-c", "import coaching, jupyterlab"], stderr=subprocess.DEVNULL):
            raise Mend(NO_CONDA)
        place = [PYTHON, "-m", "coaching.lab", "install", "--prefix", PREFIX]
        step("Placing the course in JupyterLab", place if (ROOT / "solutions").is_dir() else [*place, "--learner"])
        news = step("Preparing your workspace", [PYTHON, "-m", "coaching.workspace", "update"])
    print(news, end="\n" if news else "", flush=True)


def answers(url):
    """Whether a server of this machine answers at this address (never asked through a proxy)."""
    with contextlib.suppress(OSError, ValueError):
        return urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=2).getcode() == 200
    return False


def already_open():
    """The address at which this course is open already, or None."""
    for file in (COURSE / "jupyter" / "runtime").glob("jpserver-*.json"):
        with contextlib.suppress(OSError, ValueError, KeyError):
            server = json.loads(file.read_text(encoding="utf-8"))
            if answers(f"{server['url']}api/status?token={server['token']}"):
                return f"{server['url']}{WELCOME}?token={server['token']}"
    return None


def choose_port(wanted):
    """The wanted port, or else the first free one; an error if a server of this person's cannot have it."""
    for port in [wanted] if wanted else range(8888, 9888):
        with contextlib.closing(socket.socket()) as probe, contextlib.suppress(OSError, OverflowError):
            if not WINDOWS:  # as the server will do: a port that was just left may be taken again
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return port
    raise Mend(PORT_TAKEN.format(port))


def launch(port, browser):
    """Run JupyterLab on the welcome notebook until it ends or the person stops it."""
    token = os.urandom(24).hex()
    options = {
        "ServerApp.root_dir": ROOT, "ServerApp.ip": "127.0.0.1", "ServerApp.port": port, "ServerApp.port_retries": 0,
        "LabApp.default_url": f"/{WELCOME}", "ServerApp.open_browser": browser, "ServerApp.allow_root": AS_ROOT,
    }  # fmt: skip
    print("  Opening JupyterLab ", end="", flush=True)
    with (COURSE / "lab.log").open("wb") as log:
        command = [PYTHON, "-m", "jupyterlab", *[f"--{name}={value}" for name, value in options.items()]]
        # nbgrader's pages in JupyterLab look for nbgrader_config.py along this path
        server = start(command, log, JUPYTER_TOKEN=token, JUPYTER_CONFIG_PATH=str(ROOT))
        try:
            while server.poll() is None and not answers(f"http://127.0.0.1:{port}/api"):
                print(".", end="", flush=True)
                time.sleep(0.5)
            if server.poll() is None:
                print(f" done\nThe course is open at http://127.0.0.1:{port}/{WELCOME}?token={token}")
                print("Leave this window open while you learn. To stop, press Ctrl-C here.", flush=True)
            if server.wait():
                raise Mend(STOPPED)
        finally:
            stop(server)


def find_chromium():
    """The program of the browser tests: the named one, the system's, playwright's own, or one that is fetched now."""
    named = os.environ.get("COACHING_CHROMIUM")
    names = [named] if named else ["chromium", "chromium-browser", "google-chrome"]
    own = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    ways = [] if named else [("Fetching Chromium", PYTHON, "-m", "playwright", "install", "chromium")]
    if ways and AS_ROOT and shutil.which("apt-get"):
        ways += [("Asking Debian for its packages", "apt-get", "update")]
        ways += [("Installing Chromium", "apt-get", "install", "-y", "--no-install-recommends", "chromium")]
    while True:
        found = list(filter(None, map(shutil.which, names)))
        if not found and not named:
            found = [subprocess.check_output([str(PYTHON), "-c", own], env=environment(), text=True).strip()]
        if found and os.access(found[0], os.X_OK):
            return found[0]
        if not ways:
            raise Mend(NO_CHROMIUM)
        attempt(*ways.pop(0))


def run(arguments):
    """Do what was asked."""
    parser = argparse.ArgumentParser(prog="course.py", description="Set up and open the course.")
    parser.add_argument("command", choices=["start", "setup", "test"], help="'start' is what learners want")
    parser.add_argument("--no-browser", action="store_true", help="print the address and open no browser")
    parser.add_argument("--port", type=int, metavar="N", help="use this port and no other")
    options, rest = parser.parse_known_args(arguments)
    if options.command == "test":
        if not (ROOT / "tests").is_dir():
            raise Mend("This is the learner edition, which has no tests: get the whole course to run them.")
        prepare(TEST)
        # A file's tests share servers, so they stay together; in their usual order, the long files come first.
        side_by_side = ["-n", str(min(4, os.cpu_count() or 1)), "--dist", "loadfile", "--no-loadscope-reorder"]
        command = [str(PYTHON), "-m", "pytest", *side_by_side, *rest]
        env = dict(environment(), COACHING_CHROMIUM=find_chromium())
        if WINDOWS:
            return subprocess.call(command, cwd=str(ROOT), env=env)
        os.chdir(str(ROOT))
        sys.stdout.flush()
        os.execve(command[0], command, env)  # so pytest's closing line and exit code are the last that is seen
    if rest:
        parser.error(f"not known: {' '.join(rest)}")
    if options.command == "setup":
        prepare(LEARN)
        print("The course is set up. Open it with: python3 course.py start")
        return 0
    address = already_open()
    if address:
        print(f"The course is open already at {address}")
        return int(not (options.no_browser or webbrowser.open(address)))
    port = choose_port(options.port)
    prepare(LEARN)
    launch(port, not options.no_browser)
    return 0


def main(arguments):
    """Return the exit code: 0, pytest's own, or 1 after one sentence that says what to mend."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        check_python()
        return run(arguments)
    except Mend as mend:
        sentence = str(mend)
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    except (OSError, sqlite3.Error, subprocess.SubprocessError) as error:
        sentence = Mend.of(str(error), f"The machine said '{error}': run this command again, or tell the authors.")
    print(f"\n{sentence}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
