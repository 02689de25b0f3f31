"""Run the cells that belong to a release, on this side of the sandbox: they are the author's, and hold the keys.

They run as in a notebook's kernel, with IPython and its displays, but in this process: no kernel is started, cells are
compiled once for a whole cohort, and each submission gets a namespace of its own.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import io
import linecache
from collections.abc import Callable, Iterator
from types import CodeType
from typing import Any, NamedTuple

__all__ = ["ReleaseCells", "names_in"]


class _Compiled(NamedTuple):
    run: CodeType
    show: CodeType | None  # the last expression of the cell, where its value is displayed

    @property
    def codes(self) -> list[CodeType]:
        return [code for code in self if code is not None]


class ReleaseCells:
    """Runs cells and gives their outputs in nbformat's form. One for a process: IPython's displays are global."""

    def __init__(self) -> None:
        from IPython.core.interactiveshell import InteractiveShell
        from traitlets.config import Config

        config = Config()
        config.HistoryManager.enabled = False
        config.InteractiveShell.colors = "nocolor"
        self._shell: Any = InteractiveShell.instance(config=config)
        self._shown: list[dict[str, Any]] = []
        publisher: Any = _Publisher(self._shown)
        self._shell.display_pub = publisher
        self._compiled: dict[str, _Compiled] = {}

    def new_space(self) -> dict[str, Any]:
        """A fresh namespace, as a notebook's first cell finds it."""
        from IPython.display import display

        space = {"__name__": "__main__", "__builtins__": builtins, "display": display, "In": [""], "Out": {}}
        space["get_ipython"] = lambda: self._shell
        return space

    def run(self, source: str, space: dict[str, Any]) -> list[dict[str, Any]]:
        """Run one cell in `space` and return its outputs. What it raises is an output too, as in a notebook."""
        out, err = io.StringIO(), io.StringIO()
        self._shown.clear()
        self._shell.user_ns = space  # where magics look
        error: BaseException | None = None
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                cell = self._compile(source)
                exec(cell.run, space)
                if cell.show is not None:
                    self._show(eval(cell.show, space))
            except BaseException as raised:
                error = raised
        streams = (("stdout", out.getvalue()), ("stderr", err.getvalue()))
        outputs = [{"output_type": "stream", "name": name, "text": text} for name, text in streams if text]
        outputs += self._shown
        if error is not None:
            outputs.append(self._error(error))
        if isinstance(error, KeyboardInterrupt | MemoryError):
            raise error  # the coach's Ctrl-C, and a machine that is full: not this cell's business
        return outputs

    def names(self, source: str) -> set[str]:
        """Every name that the cell may look up, by itself or by a text such as `globals().get("band")`.

        None of Python's own is among them: nobody gives `ValueError` or `len` another meaning here.
        """
        with contextlib.suppress(SyntaxError):
            return set().union(*(names_in(code) for code in self._compile(source).codes)) - set(dir(builtins))
        return set()

    def _compile(self, source: str) -> _Compiled:
        if source not in self._compiled:
            python = self._shell.transform_cell(source)
            file = f"<cell {len(self._compiled) + 1}>"
            linecache.cache[file] = (len(python), None, python.splitlines(keepends=True), file)
            tree = ast.parse(python, file)
            show = None
            last = tree.body[-1] if tree.body else None
            if isinstance(last, ast.Expr) and not source.rstrip().endswith(";"):
                del tree.body[-1]
                show = compile(ast.Expression(last.value), file, "eval")
            self._compiled[source] = _Compiled(compile(tree, file, "exec"), show)
        return self._compiled[source]

    def _show(self, value: Any) -> None:
        if value is None:
            return
        data, metadata = self._shell.display_formatter.format(value)
        if data:
            shown = {"output_type": "execute_result", "data": data, "metadata": metadata, "execution_count": None}
            self._shown.append(shown)

    def _error(self, error: BaseException) -> dict[str, Any]:
        try:
            lines = self._shell.InteractiveTB.structured_traceback(type(error), error, error.__traceback__)
        except Exception:
            lines = [f"{type(error).__name__}: {error}"]
        said = {"ename": type(error).__name__, "evalue": str(error)}
        return {"output_type": "error", **said, "traceback": [str(line) for line in lines]}


def names_in(code: CodeType) -> Iterator[str]:
    """The names and the texts that could be names in compiled code, functions inside it included."""
    yield from code.co_names
    for const in code.co_consts:
        if isinstance(const, CodeType):
            yield from names_in(const)
        elif isinstance(const, str) and const.isidentifier():
            yield const


class _Publisher:
    """What stands in for IPython's own `display`."""

    def __init__(self, shown: list[dict[str, Any]]) -> None:
        self._shown = shown
        self.is_publishing = False

    def publish(self, data: dict[str, Any], metadata: dict[str, Any] | None = None, **_: Any) -> None:
        self._shown.append({"output_type": "display_data", "data": dict(data), "metadata": metadata or {}})

    def clear_output(self, wait: bool = False) -> None:
        self._shown.clear()

    def register_hook(self, hook: Callable[..., Any]) -> None:
        """IPython's displays can be hooked into; nobody does while an exercise is graded."""
