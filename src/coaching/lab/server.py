"""The course's part of the Jupyter server: stricter trust, and grading one's own answers.

Loaded through `etc/jupyter/jupyter_server_config.d/coaching-lab.json`, which `coaching.lab.install` writes.
"""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from jupyter_server.base.handlers import APIHandler
from jupyter_server.serverapp import ServerApp
from jupyter_server.utils import url_path_join
from nbformat import NotebookNode
from nbformat.sign import NotebookNotary
from tornado import web

_NO_KEYS = (
    "This is the learners' edition of the course. It holds no keys, so nothing can be graded here: "
    "hand in, and your coach's feedback comes back to you."
)
_CHECK = (
    "import json, sys\n"
    "from coaching.grading.check import check_here\n"
    "print('\\n' + json.dumps(check_here(sys.argv[1])))\n"
)
_PATIENCE = 300  # seconds


def every_cell_trusted(notebook: NotebookNode) -> bool:
    """Whether each code cell was marked as trusted (the marks are taken away, as nbformat's own check does).

    nbformat also takes a cell *without rich output* for trusted. That is right for showing it and wrong for a course
    whose notebooks run when they are opened: a stranger's notebook would be signed by its first autosave.
    """
    marks = [bool(cell.metadata.pop("trusted", False)) for cell in notebook.cells if cell.cell_type == "code"]
    return notebook.nbformat >= 4 and all(marks)


class CheckHandler(APIHandler):
    """`POST coaching/check {"path": …}` grades the exercise in the folder of that notebook, in a process of its own.

    Answers `{"page": path or null, "sentence": …}`; the path is relative to the server's root.
    """

    @web.authenticated
    async def post(self) -> None:
        asked = self.get_json_body() or {}
        root = Path(self.settings["server_root_dir"]).expanduser().resolve()
        folder = (root / str(asked.get("path", ""))).resolve().parent
        if not folder.is_relative_to(root) or not folder.is_dir():
            raise web.HTTPError(404, "There is no such exercise in the course.")
        self.finish(json.dumps(await _check(folder)))


async def _check(folder: Path) -> dict[str, Any]:
    """What `check_here` said: its page, or one sentence why there is none."""
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-c", _CHECK, folder.name),
        cwd=folder,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        out, problems = await asyncio.wait_for(child.communicate(), _PATIENCE)
    except TimeoutError:
        child.kill()
        return {"page": None, "sentence": f"Grading took more than {_PATIENCE} seconds and was stopped."}
    if child.returncode:
        last = (problems.decode(errors="replace").strip() or "no reason given").splitlines()[-1]
        return {"page": None, "sentence": f"Your answers could not be graded: {last}"}
    page, sentence = _page_and_sentence(json.loads(out.decode().strip().splitlines()[-1]))
    return {"page": page, "sentence": sentence or _NO_KEYS}


def _page_and_sentence(said: Any) -> tuple[str | None, str]:
    """`check_here` answers with a path, or with a pair of a path (or None) and a sentence."""
    page, sentence = said if isinstance(said, list) else (said, "")
    return (str(page) if page else None), str(sentence or "")


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": "coaching.lab.server"}]


def _load_jupyter_server_extension(server: ServerApp) -> None:
    notary = server.contents_manager.notary
    if isinstance(notary, NotebookNotary):
        notary.check_cells = every_cell_trusted  # type: ignore[method-assign]
    where = url_path_join(server.web_app.settings["base_url"], "coaching", "check")
    server.web_app.add_handlers(".*$", [(where, CheckHandler)])  # type: ignore[no-untyped-call]
