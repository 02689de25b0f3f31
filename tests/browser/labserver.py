"""A real JupyterLab for browser tests: one server, one Chromium, any number of pages.

    with Lab(root) as lab:                    # root: the folder that the server shows (a temporary course)
        page = lab.open("workspace/notebooks/x.ipynb")       # in the page that is open already: 1 s instead of 5 s
        page = lab.open("…", color_scheme="dark", width=360)  # with a look (or fresh=True): in a page of its own
        lab.ready(page)                       # it has started by itself, and every card of it has run
        page.get_by_role("button", name="Show code").click()
        lab.save(page)                        # Ctrl+S, and wait until it is on disk
        lab.screenshot(page, "lesson-dark")   # only when the variable COURSE_SCREENSHOTS names a folder
        lab.tidy()                            # notebooks, pages and kernels end: the `lab` fixture does it too

The fixture `lab` (conftest.py) is one server per session in an empty folder with the course's extension and settings;
`make_lab(root)` gives a test a server of its own, for example in `copy_course(tmp_path)`, a copy of everything that the
repository tracks. Nothing is read from or written to the person's own Jupyter folders: config, data, runtime and the
extension lie in `<root>/.course`, as in a course that `course.py` has set up.

Wait for states, never for seconds: `lab.state(page, "ready")` waits for `data-coaching-state` of the open notebook.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Literal
from urllib.parse import quote
from urllib.request import Request, urlopen

from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright, expect, sync_playwright

REPOSITORY = Path(__file__).resolve().parents[2]
PANEL = ".jp-NotebookPanel:not(.lm-mod-hidden)"
expect.set_options(timeout=15_000)  # two slow cores are enough
_START = 60.0  # seconds that a server may take
_PAGE = 40_000  # milliseconds that a page may take


def copy_course(to: Path) -> Path:
    """A copy under `to` of every file that the repository tracks or would track, as it lies on disk; gives `to`."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=REPOSITORY, check=True, capture_output=True, text=True,
    )  # fmt: skip
    for name in filter(None, listed.stdout.split("\0")):
        if (REPOSITORY / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(REPOSITORY / name, to / name)
    return to


SYSTEM_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-gpu",
    "--disable-quic",
    "--force-color-profile=srgb",
]


def chromium(playwright: Playwright) -> Browser:
    """The system's Chromium where there is one (or `COACHING_CHROMIUM`), else the one that Playwright installed."""
    found = os.environ.get("COACHING_CHROMIUM") or next(filter(None, map(shutil.which, SYSTEM_BROWSERS)), None)
    as_root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    return playwright.chromium.launch(executable_path=found, args=[*QUIET, *as_root])


class Lab:
    """A JupyterLab server showing `root`, and a browser to look at it. Use it as a context manager."""

    def __init__(self, root: Path, browser: Browser | None = None, *, coach: bool = True, app: str = "lab") -> None:
        self.root = root
        self.app = app
        self.coach = coach
        self.browser = browser
        self.token = "token-of-the-tests"
        self.prefix = root / ".course" / "prefix"
        self.url = ""
        self._process: subprocess.Popen[bytes] | None = None
        self._playwright: Playwright | None = None
        self._contexts: list[BrowserContext] = []  # ours alone: a test may have pages of its own in the same browser
        self._desk: Page | None = None

    # the server ------------------------------------------------------------------------------------------------------

    def environment(self) -> dict[str, str]:
        """The environment of the server and its kernels: the course's own Jupyter folders, and the tested package."""
        jupyter = self.root / ".course" / "jupyter"
        places = {
            "JUPYTER_CONFIG_DIR": jupyter / "config",
            "JUPYTER_DATA_DIR": jupyter / "data",
            "JUPYTER_RUNTIME_DIR": jupyter / "runtime",
            "JUPYTERLAB_SETTINGS_DIR": jupyter / "lab" / "user-settings",
            "JUPYTERLAB_WORKSPACES_DIR": jupyter / "lab" / "workspaces",
            "JUPYTER_CONFIG_PATH": os.pathsep.join([str(self.prefix / "etc" / "jupyter"), str(self.root)]),
            "JUPYTER_PATH": self.prefix / "share" / "jupyter",
            "IPYTHONDIR": jupyter / "ipython",
            "PYTHONPATH": REPOSITORY / "src",
        }
        return {**os.environ, **{name: str(place) for name, place in places.items()}}

    def __enter__(self) -> Lab:
        from coaching.lab import install

        self.prefix.mkdir(parents=True, exist_ok=True)
        install(self.prefix, coach=self.coach)
        settings = self.prefix / "share" / "jupyter" / "lab" / "settings"
        options = {
            "ServerApp.root_dir": self.root,
            "ServerApp.ip": "127.0.0.1",
            "ServerApp.port": 0,
            "ServerApp.open_browser": False,
            "ServerApp.allow_root": True,
            "IdentityProvider.token": self.token,
            "LabApp.app_settings_dir": settings,
            "LabApp.expose_app_in_browser": True,
            "JupyterNotebookApp.app_settings_dir": settings,
        }
        self.log = self.root / ".course" / "server.log"
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", {"lab": "jupyterlab", "tree": "notebook"}[self.app]]
                + [f"--{name}={value}" for name, value in options.items()],
                cwd=self.root, env=self.environment(), stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
            )  # fmt: skip
        try:
            self.url = self._address()
            if self.browser is None:
                self._playwright = sync_playwright().start()
                self.browser = chromium(self._playwright)
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def _address(self) -> str:
        """Where the server listens, as it says itself in its runtime folder."""
        assert self._process is not None
        said = self.root / ".course" / "jupyter" / "runtime" / f"jpserver-{self._process.pid}.json"
        end = time.monotonic() + _START
        while time.monotonic() < end and self._process.poll() is None:
            try:
                return f"http://127.0.0.1:{json.loads(said.read_text())['port']}"
            except (OSError, ValueError):
                time.sleep(0.05)
        raise RuntimeError(f"JupyterLab did not start:\n{self.log.read_text(errors='replace')[-3000:]}")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close_pages()
        if self._playwright is not None:
            assert self.browser is not None
            self.browser.close()
            self._playwright.stop()
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def api(self, path: str, method: str = "GET") -> Any:
        """Ask the server itself; the JSON it answers, or None."""
        request = Request(f"{self.url}/api/{path}", method=method, headers={"Authorization": f"token {self.token}"})
        with urlopen(request, timeout=30) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def shutdown_kernels(self) -> None:
        """End every kernel and session of the server."""
        for session in self.api("sessions"):
            self.api(f"sessions/{session['id']}", "DELETE")
        for kernel in self.api("kernels"):
            self.api(f"kernels/{kernel['id']}", "DELETE")

    # the browser -----------------------------------------------------------------------------------------------------

    def page(self, *, color_scheme: Literal["light", "dark"] = "light", width: int = 1280, height: int = 900) -> Page:
        """An empty page in a browser context of its own (no cookies, a fresh JupyterLab workspace)."""
        assert self.browser is not None
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=color_scheme, reduced_motion="reduce"
        )
        self._contexts.append(context)
        context.set_default_timeout(_PAGE)
        page = context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        # A notebook that a test left while it was being saved is told of later, in the middle of the next test.
        gone = page.get_by_role("dialog", name=re.compile(r"Save Error .* Disposed"))
        page.add_locator_handler(gone, lambda dialog: dialog.get_by_role("button").last.click())
        return page

    @property
    def errors(self) -> list[str]:
        """Uncaught errors of every page since the last `close_pages`."""
        return self.__dict__.setdefault("_errors", [])  # type: ignore[no-any-return]

    def open(
        self, path: str, *, page: Page | None = None, fresh: bool = False, simple: bool = False, **look: Any
    ) -> Page:
        """Open the notebook at `path` (relative to the root) and wait until it is drawn.

        It opens in `page`, or in the JupyterLab that is open already, or in a new one if `fresh` or a look is given.
        `look` is what `page()` takes: `color_scheme`, `width`, `height`. `simple` is JupyterLab with one document in
        sight and without its side panels, as on a phone.
        """
        if page is None and not (fresh or simple or look) and self.app == "lab":
            if self._desk is not None:
                self._desk.evaluate("path => jupyterapp.commands.execute('docmanager:open', {path})", path)
                return self._drawn(self._desk)
            page = self._desk = self.page()
        page = page or self.page(**look)
        way = {"lab": "doc/tree" if simple else "lab/tree", "tree": "notebooks"}[self.app]
        page.goto(f"{self.url}/{way}/{quote(path)}?reset&token={self.token}")
        return self._drawn(page)

    def _drawn(self, page: Page) -> Page:
        """Wait until the notebook is there and JupyterLab has given it the focus (later it would take it away)."""
        page.locator(f"{PANEL} .jp-Cell").first.wait_for()
        page.wait_for_function("Boolean(document.activeElement?.closest('.jp-Notebook, .jp-Dialog'))")
        return page

    def state(self, page: Page, *states: str) -> None:
        """Wait until the notebook in sight is in one of `states` (held, starting, ready, failed, stopped, offline)."""
        which = ", ".join(f'{PANEL}[data-coaching-state="{state}"]' for state in states)
        page.locator(which).first.wait_for()

    def until(self, page: Page, holds: Callable[[], bool]) -> None:
        """Wait until `holds()` is true, for what is seen on disk and not on the page; the page lives on meanwhile."""
        end = time.monotonic() + _PAGE / 1000
        while not holds():
            if time.monotonic() > end:
                raise AssertionError(
                    f"not true within {_PAGE / 1000:.0f} seconds; the page:\n{page.inner_text('body')}"
                )
            page.wait_for_timeout(50)

    def ready(self, page: Page) -> None:
        """Wait until the course notebook in sight has run."""
        self.state(page, "ready")

    def save(self, page: Page) -> None:
        """Press Ctrl+S and wait until the notebook in sight has no unsaved change."""
        page.keyboard.press("Control+s")
        page.locator(".jp-mod-dirty").wait_for(state="detached")

    def screenshot(self, page: Page, name: str) -> None:
        """A picture `<name>.png` in the folder that COURSE_SCREENSHOTS names; nothing when it names none."""
        folder = os.environ.get("COURSE_SCREENSHOTS")
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            page.screenshot(path=Path(folder) / f"{name}.png")

    def tidy(self) -> None:
        """Close the notebooks, every page but the first, and the kernels; nothing asks whether to save."""
        desk, self._desk = self._desk, None
        for context in [c for c in self._contexts if desk is None or c != desk.context]:
            self._contexts.remove(context)
            context.close()
        if desk is not None:
            try:
                desk.unroute_all()
                self.until(desk, lambda: desk.evaluate(_CLEAR) == 0)
                self._desk = desk
            except (AssertionError, Error):
                self._contexts.remove(desk.context)
                desk.context.close()
        self.shutdown_kernels()
        self.errors.clear()

    def close_pages(self) -> None:
        """Close every page, without the question whether to leave it."""
        self._desk = None
        while self._contexts:
            self._contexts.pop().close()
        self.errors.clear()


_CLEAR = """
async () => {
  const saved = [...jupyterapp.shell.widgets("main")].map(widget => widget.context?.save());
  await Promise.race([Promise.allSettled(saved), new Promise(done => setTimeout(done, 10000))]);
  for (const button of document.querySelectorAll(".jp-Dialog .jp-Dialog-button")) button.click();
  for (const widget of [...jupyterapp.shell.widgets("main")]) widget.dispose();
  return document.querySelectorAll(".jp-NotebookPanel, .jp-Dialog").length;
}
"""


def running(root: Path, browser: Browser, **how: Any) -> Iterator[Lab]:
    """`Lab` as the body of a fixture."""
    with Lab(root, browser, **how) as lab:
        yield lab
