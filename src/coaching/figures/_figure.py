"""One figure: the picture, its table twin and its text alternative, shown together.

A picture is drawn once with matplotlib, on a transparent ground, with the inks named here, and turned into inline SVG
in which every ink is a CSS variable. So the same stored output is right in a light and in a dark page, in print, and in
a page without a kernel. All letters are outlines of the typeface that comes with matplotlib: nothing depends on the
fonts of the machine, and the same figure is the same text on every run.
"""

from __future__ import annotations

import html
import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Canvas

WIDTH = 5.0
"""Width of every drawing in inches: 360 points, so one point of type is one pixel on a narrow phone."""

INKS: dict[str, tuple[str, str]] = {
    "ink": ("#1f2a36", "#e6ebf0"),
    "soft": ("#566270", "#aeb8c2"),
    "rule": ("#c3cad1", "#59636e"),
    "wash": ("#e9edf1", "#2b343d"),
    "blue": ("#2b6592", "#7db5e4"),
    "amber": ("#b0601a", "#efa65c"),
    "low": ("#a23e39", "#ef938a"),
    "mid": ("#8a6a05", "#e2bf58"),
    "high": ("#2c7657", "#7bc8a2"),
}
"""Every ink of the course by name: (on a light page, on a dark page). Blue and amber carry data; low, mid and high are
for score bands only, and never alone: each also has a word."""

_RC: dict[str, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 10.5,
    "svg.fonttype": "path",
    "svg.hashsalt": "safe-to-stretch",
    "path.simplify": False,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 1.0,
    "hatch.linewidth": 1.1,
    "lines.solid_capstyle": "round",
    "figure.dpi": 100,
}

_CSS = (
    ".sts-figure{" + "".join(f"--sts-{name}:{light};" for name, (light, _) in INKS.items()) + "margin:1.4em 0;"
    "max-width:560px;color:inherit}"
    "@supports (color:light-dark(#000,#fff)){.sts-figure{"
    + "".join(f"--sts-{name}:light-dark({light},{dark});" for name, (light, dark) in INKS.items())
    + "}}"
    '[data-jp-theme-light="true"] .sts-figure{color-scheme:light}'
    '[data-jp-theme-light="false"] .sts-figure{color-scheme:dark}'
    "@media print{.sts-figure.sts-figure{color-scheme:light;break-inside:avoid}}"
    ".sts-figure svg{display:block;width:100%;height:auto;background:none}"
    ".sts-figure svg *{stroke-linejoin:round;stroke-linecap:butt}"
    ".sts-figure figcaption{font-weight:600;margin-bottom:.5em}"
    ".sts-figure .sts-source{font-size:.9em;margin:.4em 0}"
    ".sts-figure summary{cursor:pointer;padding:.3em 0}"
    ".sts-figure .sts-table{overflow-x:auto}"
    ".sts-figure table{border-collapse:collapse;margin:.4em 0}"
    ".sts-figure .sts-table tr>th,.sts-figure .sts-table tr>td{text-align:left;max-width:none;vertical-align:top;"
    "padding:.25em .8em .25em 0;border-bottom:1px solid var(--sts-rule)}"
)


def hex_of(name: str, *, dark: bool = False) -> str:
    """The colour of the ink `name` on a light (or dark) page, as `#rrggbb`."""
    return INKS[name][1 if dark else 0]


@dataclass(frozen=True)
class Figure:
    """A picture with its table twin and its text alternative; the last line of a cell shows it.

    name: short, letters and hyphens; also the prefix of every id inside the drawing.
    title: one sentence case line above the picture.
    alt: what a person who does not see the picture needs, in two or three sentences.
    columns, rows: the table twin; every cell is text, every row as long as `columns`.
    source: one line under the picture; empty when the figure stands on data of the course alone.
    draw: draws on a fresh canvas; called once per rendering and free of side effects.
    """

    name: str
    title: str
    alt: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    source: str
    draw: Callable[[], Canvas]

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.columns):
                raise ValueError(f"Figure {self.name!r}: the row {row} does not fit the columns {self.columns}.")

    def svg(self) -> str:
        """The drawing as one `<svg>` element, inks as CSS variables, ids prefixed with the figure's name."""
        with _rc():
            raw = io.StringIO()
            self.draw().savefig(raw, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
        return _tidy(raw.getvalue(), self.name, self.alt)

    def html(self) -> str:
        """Title, picture, source and a fold-out table, ready for a notebook, a feedback page or print."""
        head = "".join(f'<th scope="col">{html.escape(cell)}</th>' for cell in self.columns)
        body = "".join(
            "<tr>"
            + "".join(
                f'<th scope="row">{html.escape(cell)}</th>' if i == 0 else f"<td>{html.escape(cell)}</td>"
                for i, cell in enumerate(row)
            )
            + "</tr>"
            for row in self.rows
        )
        source = f'<p class="sts-source">{html.escape(self.source)}</p>' if self.source else ""
        title = html.escape(self.title, quote=True)
        return (
            f'<figure class="sts-figure" data-figure="{self.name}"><style>{_CSS}</style>'
            f"<figcaption>{title}</figcaption>{self.svg()}{source}<details><summary>Show as table</summary>"
            f'<div class="sts-table" role="region" aria-label="Table: {title}" tabindex="0">'
            f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div></details></figure>"
        )

    def text(self) -> str:
        """Title and table as plain text, columns padded."""
        lines = [self.columns, *self.rows]
        widths = [max(len(line[i]) for line in lines) for i in range(len(self.columns))]
        table = ["  ".join(map(str.ljust, line, widths)).rstrip() for line in lines]
        return "\n".join([self.title, "", *table])

    def save(self, path: str | Path, *, dark: bool = False, dpi: int = 200) -> None:
        """Write a PNG on a solid ground, for slides and for looking at it in either theme."""
        with _rc():
            canvas = self.draw()
            if dark:
                _to_dark(canvas)
            ground = "#111418" if dark else "#ffffff"
            canvas.savefig(path, format="png", dpi=dpi, facecolor=ground, metadata={"Software": None})

    def __repr__(self) -> str:
        return self.text()

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, str]:
        return {"text/html": self.html(), "text/plain": self.text()}


def sheet(height: float, *, rows: int = 1, columns: int = 1, **grid: Any) -> tuple[Canvas, list[Axes]]:
    """A fresh transparent canvas of the course's width and `height` inches, with its axes in reading order."""
    from matplotlib.figure import Figure as Canvas

    canvas = Canvas(figsize=(WIDTH, height))
    axes = canvas.subplots(rows, columns, squeeze=False, **grid)
    flat = list(axes.flat)
    for ax in flat:
        quiet(ax)
    return canvas, flat


def quiet(ax: Axes) -> None:
    """Give an axis the course's calm look: soft ticks, no box, no ground."""
    ax.patch.set_alpha(0)
    soft, ink = hex_of("soft"), hex_of("ink")
    ax.tick_params(colors=soft, labelcolor=ink, length=3, width=1)
    for side in ("left", "bottom"):
        ax.spines[side].set_color(soft)
    ax.xaxis.label.set_color(ink)
    ax.yaxis.label.set_color(ink)


def say(
    ax: Axes,
    x: float,
    y: float,
    words: str,
    *,
    ink: str = "ink",
    size: float = 10.5,
    at: Literal["left", "center", "right"] = "left",
    base: Literal["center", "top", "bottom", "baseline"] = "center",
    bold: bool = False,
) -> None:
    """Write words into a drawing, anchored at (x, y) in data units. Centred single lines share one baseline."""
    even = base == "center" and "\n" not in words
    ax.annotate(
        words,
        (x, y),
        xytext=(0, -0.36 * size if even else 0),
        textcoords="offset points",
        color=hex_of(ink),
        size=size,
        ha=at,
        va="baseline" if even else base,
        weight="bold" if bold else "normal",
        linespacing=1.3,
        annotation_clip=False,
        parse_math=False,  # a team's own words are no formula, whatever stands between two dollar signs
    )


@contextmanager
def _rc() -> Iterator[None]:
    import matplotlib

    settings: dict[Any, Any] = {**dict(matplotlib.rcParamsDefault), **_RC, "backend": "agg"}
    with matplotlib.rc_context(settings):
        yield


_NUMBER = re.compile(r"-?\d+\.\d{3,}")


def _tidy(svg: str, name: str, alt: str) -> str:
    """Make matplotlib's file one inline element: no prologue, own ids, variables for inks, two decimals, a name."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.S)
    svg = re.sub(r"<style.*?</style>", "", svg, flags=re.S)  # it would reach every drawing of the page
    svg = re.sub(r"<!--.*?-->", "", svg, flags=re.S)
    svg = re.sub(r'\bid="([^"]+)"', rf'id="{name}-\1"', svg)
    svg = re.sub(r'(href="#|url\(#)', rf"\g<1>{name}-", svg)
    for ink, (light, _) in INKS.items():
        svg = svg.replace(light, f"var(--sts-{ink},{light})")
    svg = re.sub(
        r'\b(d|x|y|width|height|points|transform)="([^"]*)"',
        lambda m: m.group(0) if "scale" in m.group(2) and "matrix" in m.group(2) else _shorten(m.group(1), m.group(2)),
        svg,
    )
    box = re.search(r'viewBox="[^"]+"', svg)
    if box is None:
        raise RuntimeError(f"Figure {name!r}: matplotlib wrote no viewBox.")
    label = html.escape(alt, quote=True)
    svg = re.sub(r"<svg[^>]*>", f'<svg {box.group(0)} role="img" aria-label="{label}" focusable="false">', svg, count=1)
    return re.sub(r"\s*\n\s*", "\n", svg).strip()


def _shorten(attribute: str, value: str) -> str:
    """Two decimals are a hundredth of a point; scales of letters keep what they need."""
    digits = 5 if "scale" in value else 2
    short = _NUMBER.sub(lambda m: f"{float(m.group()):.{digits}f}".rstrip("0").rstrip("."), value)
    return f'{attribute}="{" ".join(short.split())}"'


def _to_dark(canvas: Canvas) -> None:
    """Swap every ink of a drawn canvas for its dark-page twin (for PNG only; the SVG does it in the page)."""
    from matplotlib.colors import to_hex, to_rgba

    swap = dict(INKS.values())

    def turned(colour: Any) -> Any:
        rgba = to_rgba(colour)
        return (*to_rgba(swap.get(to_hex(rgba), to_hex(rgba)))[:3], rgba[3])

    for artist in canvas.findobj():
        for kind in ("color", "facecolor", "edgecolor", "markerfacecolor", "markeredgecolor"):
            getter, setter = getattr(artist, f"get_{kind}", None), getattr(artist, f"set_{kind}", None)
            if getter is None or setter is None:
                continue
            value = getter()
            try:
                if isinstance(value, str) or (isinstance(value, Sequence) and value and isinstance(value[0], float)):
                    setter(turned(value))
                elif hasattr(value, "shape") and len(value):
                    setter([turned(one) for one in value])
            except ValueError:
                continue
