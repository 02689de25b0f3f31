"""HTML that somebody else may have had a hand in, reduced to what can be read and cannot act."""

from bleach.css_sanitizer import CSSSanitizer
from bleach.sanitizer import Cleaner

__all__ = ["clean"]

_TEXT = "p div span br hr h1 h2 h3 h4 h5 h6 ul ol li dl dt dd pre blockquote"
_WORDS = "strong em b i s sub sup small code kbd mark a"
_TABLE = "table caption thead tbody tfoot tr th td"
_PARTS = "section article header footer details summary figure figcaption"
_DRAWN = "svg g path circle rect line polyline polygon text title"
TAGS = frozenset(f"{_TEXT} {_WORDS} {_TABLE} {_PARTS} {_DRAWN}".split())

_EVERYWHERE = {"class", "id", "role", "lang", "dir", "title", "style", "scope", "colspan", "rowspan", "open", "start"}
_DRAWING = {
    *("viewbox", "viewBox", "width", "height", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "d"),
    *("points", "fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "transform", "text-anchor"),
    *("font-size", "font-weight", "focusable"),
}
_STYLE = [
    "color",
    "background-color",
    "border",
    "border-color",
    "border-style",
    "border-width",
    "border-radius",
    "border-left",
    "border-right",
    "border-top",
    "border-bottom",
    "border-collapse",
    "margin",
    "margin-top",
    "margin-bottom",
    "margin-left",
    "margin-right",
    "padding",
    "padding-top",
    "padding-bottom",
    "padding-left",
    "padding-right",
    "width",
    "max-width",
    "min-width",
    "display",
    "gap",
    "font-size",
    "font-weight",
    "font-style",
    "font-family",
    "line-height",
    "text-align",
    "text-decoration",
    "vertical-align",
    "white-space",
    "word-break",
    "list-style-type",
    "align-items",
    "justify-content",
    "flex",
    "flex-wrap",
    "overflow-x",
    "overflow-wrap",
]


def _allowed(tag: str, name: str, value: str) -> bool:
    if name == "href":
        return tag == "a" and value.startswith(("#", "https://", "http://"))
    return name in _EVERYWHERE or name in _DRAWING or name.startswith(("aria-", "data-"))


_CLEANER = Cleaner(
    tags=TAGS,
    attributes=_allowed,
    protocols=["http", "https"],
    strip=True,
    css_sanitizer=CSSSanitizer(allowed_css_properties=_STYLE),
)


def clean(html: str | list[str]) -> str:
    """Return `html` with nothing in it that runs, loads, submits or covers the page; broken HTML comes out whole.

    Takes a string or a list of lines (both are valid in a notebook). Scripts, styles, pictures, frames, forms and
    event handlers are taken out; links may lead to a place on the page or to the web.
    """
    text = html if isinstance(html, str) else "".join(html)
    return str(_CLEANER.clean(text))
