"""HTML that somebody else may have had a hand in, reduced to what can be read and cannot act."""

import re

import nh3

__all__ = ["clean"]

_TEXT = "p div span br hr h1 h2 h3 h4 h5 h6 ul ol li dl dt dd pre blockquote"
_WORDS = "strong em b i s sub sup small code kbd mark a"
_TABLE = "table caption thead tbody tfoot tr th td"
_PARTS = "section article header footer details summary figure figcaption"
_DRAWN = "svg g path circle rect line polyline polygon text title defs use clipPath pattern"

_EVERYWHERE = "class id role lang dir title style scope colspan rowspan open start tabindex"
_OURS = "data-qid data-state data-figure"  # not every data-…: some are orders to the scripts of Jupyter and formgrader
_DRAWING = (
    "viewBox width height x y x1 y1 x2 y2 cx cy r rx ry d points fill stroke stroke-width stroke-dasharray "
    "stroke-linecap transform text-anchor font-size font-weight focusable clip-path patternUnits"
)
_STYLE = (
    "color background-color border border-color border-style border-width border-radius border-left border-right "
    "border-top border-bottom border-collapse margin margin-top margin-bottom margin-left margin-right "
    "padding padding-top padding-bottom padding-left padding-right width max-width min-width display gap "
    "font-size font-weight font-style font-family line-height text-align text-decoration vertical-align "
    "white-space word-break list-style-type align-items justify-content flex flex-wrap overflow-x overflow-wrap "
    "fill fill-opacity opacity stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin stroke-dasharray "
    "stroke-dashoffset"
)

_WEB = re.compile(r"#|https?://")
_OWN_NAME = re.compile(r"[A-Za-z][\w.]*-[\w.-]+", re.ASCII)
"""An id with a hyphen, as all of ours are: no name of a variable, so no script can take the element for one."""
_FETCHES = re.compile(r"\\|url\s*\((?!\s*['\"]?#)|image(-set)?\s*\(|expression\s*\(|src\s*\(", re.IGNORECASE)
"""In the value of a style or a drawing: something from elsewhere. Any backslash, because it may spell such a word."""


def _checked(tag: str, name: str, value: str) -> str | None:
    """The value of an allowed attribute, or None if it is not allowed with this value."""
    match name:
        case "href":
            fits = bool(_WEB.match(value)) if tag == "a" else value.startswith("#")
        case "id":
            fits = bool(_OWN_NAME.fullmatch(value))
        case "tabindex":
            fits = value == "0"
        case "style" | "fill" | "stroke" | "clip-path":
            fits = not _FETCHES.search(value)
        case _:
            fits = True
    return value if fits else None


_CLEANER = nh3.Cleaner(
    tags=set(f"{_TEXT} {_WORDS} {_TABLE} {_PARTS} {_DRAWN}".split()),
    clean_content_tags={"style"},  # of anything else that goes, the words stay
    attributes={"*": set(f"{_EVERYWHERE} {_OURS} {_DRAWING}".split()), "a": {"href"}, "use": {"href"}},
    generic_attribute_prefixes={"aria-"},
    attribute_filter=_checked,
    filter_style_properties=set(_STYLE.split()),
    url_schemes={"http", "https"},
    link_rel=None,
)


def clean(html: str | list[str]) -> str:
    """Return `html` with nothing in it that runs, loads, submits or covers the page; broken HTML comes out whole.

    Takes a string or a list of lines (both are valid in a notebook). Scripts, styles, pictures, frames, forms and
    event handlers are taken out; links may lead to a place on the page or to the web.
    """
    text = html if isinstance(html, str) else "".join(html)
    whole = text.encode("utf-8", "replace").decode("utf-8")  # half a character, as JSON may hold, becomes "?"
    return _CLEANER.clean(whole)
