"""A blank page that shows one of our anywidgets with JupyterLab's own theme colours, without a server or a kernel.

The widget's Python side is real and lives in the test: what the page saves is set on it, and what it changes goes back.
"""

from __future__ import annotations

import json
import sys
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import anywidget
from playwright.sync_api import Page

Theme = Literal["light", "dark"]

THEMES = Path(sys.prefix) / "share/jupyter/lab/themes/@jupyterlab"

_SHELL = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>One widget</title>
<style>{theme}</style><style>{css}</style>
<style>body {{ margin: 0; padding: 12px; background: var(--jp-layout-color1); overflow: auto; }}</style></head>
<body data-jp-theme-light="{is_light}"><main id="here"></main></body></html>"""

_MOUNT = """async ([esm, state, connected]) => {
  const listeners = new Map();
  const dirty = new Set();
  const fire = (name) => (listeners.get(`change:${name}`) || []).forEach((f) => f());
  const take = (changes) => {
    Object.assign(state, changes);
    Object.keys(changes).forEach(fire);
  };
  const model = {
    get: (name) => state[name],
    set: (name, value) => {
      if (JSON.stringify(value) === JSON.stringify(state[name])) return; // as the real model does
      state[name] = value;
      dirty.add(name);
      fire(name);
    },
    save_changes: async () => {
      const sent = Object.fromEntries([...dirty].map((name) => [name, state[name]]));
      dirty.clear();
      if (window.kernelIsAlive) take(await window.toPython(JSON.stringify(sent)));
    },
    on: (name, f) => listeners.set(name, [...(listeners.get(name) || []), f]),
    off: (name, f) => listeners.set(name, (listeners.get(name) || []).filter((g) => g !== f)),
    send: async (content, _callbacks, buffers = []) => {
      if (!window.kernelIsAlive) return;
      const base64 = (bytes) => btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(""));
      await window.messageToPython(JSON.stringify(content), buffers.map(base64));
    },
  };
  window.kernelIsAlive = connected;
  window.fromPython = take;
  window.model = model;
  const module = await import(URL.createObjectURL(new Blob([esm], { type: "text/javascript" })));
  const el = document.getElementById("here");
  window.unmount = await module.default.render({ model, el });
  window.redraw = async () => {
    window.unmount();
    window.unmount = await module.default.render({ model, el });
  };
}"""


def _state(widget: anywidget.AnyWidget) -> dict[str, Any]:
    skip = {name for name in widget.keys if name.startswith("_")} | {"layout", "tabbable", "tooltip"}
    return json.loads(json.dumps({name: getattr(widget, name) for name in widget.keys if name not in skip}))


def mount(
    page: Page,
    widget: anywidget.AnyWidget,
    theme: Theme = "light",
    *,
    connected: bool = True,
    settle: Callable[[], object] = lambda: None,
) -> None:
    """Show ``widget`` on ``page``; with ``connected=False`` its kernel is dead and never answers.

    ``page`` must be fresh: one widget a page. A widget that works in a thread is waited for with ``settle`` before the
    page hears of what it changed; what changes later still is brought by ``deliver``.
    """

    def to_python(sent: str) -> dict[str, Any]:
        before = _state(widget)
        changes = json.loads(sent)
        for name, value in changes.items():
            setattr(widget, name, value)
        settle()
        after = _state(widget)
        return {name: value for name, value in after.items() if value != {**before, **changes}.get(name)}

    def message(content: str, buffers: list[str]) -> None:
        widget._handle_custom_msg(json.loads(content), [memoryview(b64decode(buffer)) for buffer in buffers])

    page.expose_function("toPython", to_python)
    page.expose_function("messageToPython", message)
    page.set_content(
        _SHELL.format(
            theme=(THEMES / f"theme-{theme}-extension/index.css").read_text(encoding="utf-8"),
            css=str(widget._css),
            is_light=str(theme == "light").lower(),
        )
    )
    page.evaluate(_MOUNT, [str(widget._esm), _state(widget), connected])


def deliver(page: Page, widget: anywidget.AnyWidget) -> None:
    """Tell the page what has changed in ``widget`` since it last heard of it."""
    page.evaluate(
        """state => window.fromPython(Object.fromEntries(Object.entries(state).filter(
             ([name, value]) => JSON.stringify(value) !== JSON.stringify(window.model.get(name)))))""",
        _state(widget),
    )
