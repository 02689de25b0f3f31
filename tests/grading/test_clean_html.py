"""What a stranger had a hand in can be read and cannot act; what is ours comes through as it was."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
from playwright.sync_api import Browser

from coaching.grading.clean_html import clean

from ..coursecopy import REPOSITORY

HOSTILE = {
    "svg hides a picture in a title": "<svg></p><title><style><img src=x onerror=hit()></title></svg>",
    "svg hides a script in a foreign object": "<svg><foreignObject><script>hit()</script></foreignObject></svg>",
    "svg animates a link": "<svg><a><animate attributeName=href values=javascript:hit() /><text y=9>x</text></a></svg>",
    "svg runs when it loads": "<svg onload=hit()><set onbegin=hit() attributeName=x /></svg>",
    "svg uses a drawing from elsewhere": "<svg><use href='http://a.b/c.svg#d' xlink:href='http://a.b/c.svg#d'/></svg>",
    "svg uses a drawing from a data link": "<svg><use xlink:href='data:image/svg+xml,<svg/>#d'/></svg>",
    "svg is filled from elsewhere": "<svg><rect width=9 height=9 fill='url(http://a.b/c#d)' /></svg>",
    "svg is cut from elsewhere": "<svg><path d='M0 0h9v9z' clip-path=' URL( \"http://a.b/c#d\")' /></svg>",
    "svg shows a picture": "<svg><image href='http://a.b/c.png' /><feImage href='http://a.b/c.png' /></svg>",
    "math changes the rules of parsing": "<math><mtext><table><mglyph><style><!--</style>"
    "<img title='--&gt;&lt;img src=x onerror=hit()&gt;'>",
    "math in a form": "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=hit()>",
    "math links": "<math href='javascript:hit()'><maction actiontype='statusline#' xlink:href='javascript:hit()'>x",
    "math in annotation": "<math><annotation-xml encoding='text/html'><style><img src=x onerror=hit()></style>",
    "noscript": "<noscript><p title='</noscript><img src=x onerror=hit()>'>",
    "a template": "<template><img src=x onerror=hit()></template><p><template shadowrootmode=open>"
    "<script>hit()</script>",
    "raw text": "<xmp><p title='</xmp><img src=x onerror=hit()>'><textarea></textarea><img src=x onerror=hit()>",
    "a plain text that never ends": "<p>x<plaintext></p><img src=x onerror=hit()>",
    "a frame's text": "<noembed><img title='</noembed><img src=x onerror=hit()>'></noembed>",
    "a style sheet": "<style>@import 'http://a.b/c.css'; body{display:none}</style>"
    "<link rel=stylesheet href=http://a.b>",
    "a style that fetches": "<p style='color:red; background:url(http://a.b); list-style:url(http://a.b)'>x</p>",
    "a style that fetches elsewhere": "<p style='border-color: url(http://a.b); color: image-set(\"http://a.b\" 1x)'>",
    "a style in other letters": r"<p style='color: u\72l(http://a.b); fill: UR\4c (http://a.b)'>x</p>",
    "a style that computes": "<p style='width: expression(hit()); color: EXPRESSION (hit())'>x</p>",
    "a style that covers the page": "<div style='position:fixed; inset:0; z-index:9; width:100%; opacity:0'>x</div>",
    "a style that breaks out": "<p style='color:red\"><img src=x onerror=hit()>'>x</p>",
    "a data link": "<a href='data:text/html,<script>hit()</script>'>x</a>",
    "a script link": "<a href='javascript:hit()'>a</a><a href=' &#1;java&#10;script:hit()'>b</a>"
    "<a href='vbscript:x'>c</a>",
    "other links": "<a href='mailto:a@b.org'>a</a><a href='//a.b'>b</a><a href='file:///etc'>c</a>"
    "<a href='x.html'>d</a>",
    "a link that tells": "<a href='#x' ping='http://a.b' target='opener' download onclick='hit()'>x</a>",
    "a base for all links": "<base href='http://a.b/'><meta http-equiv=refresh content='0;url=http://a.b'>",
    "names that hide the page's own": "<a id=location name=cookie></a><form name=body><input name=attributes></form>"
    "<p id=hits></p><img name=getElementById>",
    "an order to Jupyter": "<p data-commandlinker-command='x' data-commandlinker-args='{}' data-toggle=modal>x</p>",
    "an order to the keyboard": "<p tabindex=-1 accesskey=s contenteditable autofocus onfocus=hit()>x</p>",
    "unclosed tags": "<p><b>one<img src=x onerror=hit() <div><a href='javascript:hit()'>two<script>hit()",
    "an unclosed attribute": '<p title="x><img src=x onerror=hit()>',
    "comments in comments": "<!-- a <!-- b --> <img src=x onerror=hit()> --> c <!--> <img src=x onerror=hit()> -->",
    "a comment that a browser ends early": "<!--!> <img src=x onerror=hit()> --!> <img src=x onerror=hit()> -->",
    "a processing instruction": "<?xml-stylesheet href='http://a.b'?><![CDATA[<img src=x onerror=hit()>]]><!DOCTYPE x>",
    "CDATA in svg": "<svg><![CDATA[</svg><img src=x onerror=hit()>]]></svg>",
    "misnested formatting": "<b><p><a href='javascript:hit()'><table><b></p></a><img src=x onerror=hit()></table></b>",
    "things that load": "<img src=http://a.b><video src=http://a.b poster=x><audio src=http://a.b><object data=http://a.b>"
    "<embed src=http://a.b><iframe srcdoc='<script>parent.hit()</script>'></iframe><input type=image src=http://a.b>",
    "things that send": "<form action=http://a.b><button formaction='javascript:hit()'>x</button><isindex></form>",
    "half a character and a nought": "<p>\ud800\0<img src=x onerror=hit()>",
    "what was cleaned to become worse": "<scr<script>ipt>hit()</scr</script>ipt><im<img>g src=x onerror=hit()>",
}

TO_READ = (
    "p div span br hr h1 h2 h3 h4 h5 h6 ul ol li dl dt dd pre blockquote strong em b i s sub sup small code kbd mark a "
    "table caption thead tbody tfoot tr th td section article header footer details summary figure figcaption "
    "svg g path circle rect line polyline polygon text title defs use clippath pattern"
)
ELEMENTS = set(TO_READ.split())


class Tags(HTMLParser):
    """The tags of some HTML with their attributes, and the words between them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.mark.parametrize("dirty", HOSTILE.values(), ids=HOSTILE)
def test_what_is_hostile_is_only_read(dirty: str) -> None:
    shown = clean(dirty)
    for tag, given in Tags(shown).found:
        assert tag in ELEMENTS, shown
        for name, value in given.items():
            assert not name.startswith("on") and name not in ("name", "src", "ping", "target", "download"), shown
            assert not re.search(r"a\.b|script|mailto|expression|\\|position|(?<!\d)-1", value), shown
            if name == "id":
                assert "-" in value, "an id that could be a variable's name"
    assert clean(shown) == shown, "cleaned once, it stays as it is"


def test_a_browser_runs_and_fetches_nothing_of_it(browser: Browser) -> None:
    """Both ways by which HTML comes into a page: with the page, and by a script of the page."""
    asked: list[str] = []
    with browser.new_context() as context:
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.set_content("<script>hits = []; hit = () => hits.push(1)</script><main></main>")
        for name, dirty in HOSTILE.items():
            shown = clean(dirty)
            page.evaluate("html => { document.querySelector('main').innerHTML = html }", shown)
            page.evaluate("document.querySelectorAll('a').forEach(a => a.dispatchEvent(new MouseEvent('click')))")
            seen = page.evaluate("[...document.querySelectorAll('main *')].map(e => e.localName.toLowerCase())")
            assert set(seen) <= ELEMENTS, (name, shown)
            assert page.evaluate("hits.length") == 0, (name, shown)
        whole = "".join(f"<div>{clean(dirty)}</div>" for dirty in HOSTILE.values())
        page.set_content(f"<script>hits = []; hit = () => hits.push(1)</script><main>{whole}</main><i id=end></i>")
        page.locator("#end").wait_for(state="attached")
        assert page.evaluate("hits.length") == 0
        assert page.evaluate("document.querySelectorAll('main > div').length") == len(HOSTILE), "nothing breaks out"
        assert page.evaluate("document.body.lastElementChild.id") == "end"
    assert asked == []


@pytest.mark.parametrize("link", ["#part-two", "https://example.org/a?b=1&c=2", "http://example.org"])
def test_a_link_to_a_place_on_the_page_or_to_the_web_stays(link: str) -> None:
    assert Tags(clean(f"<a href='{link}'>there</a>")).found == [("a", {"href": link})]


def test_the_words_of_what_goes_stay_and_those_of_a_style_sheet_go() -> None:
    assert clean("<script>1 < 2</script><form>ask</form><style>p{}</style>") == "1 &lt; 2ask"


STORED = sorted(
    {
        "".join(output["data"]["text/html"])
        for folder in ("notebooks", "exercises", "solutions")
        for path in (REPOSITORY / folder).rglob("*.ipynb")
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        for output in cell.get("outputs", [])
        if "text/html" in output.get("data", {})
    }
)


def test_our_cards_and_figures_come_through_as_they_were() -> None:
    """Every card, table and drawing that stands in a notebook of the course, but for its style sheet."""
    assert STORED
    for html in STORED:
        ours = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
        before, after = Tags(ours), Tags(clean(html))
        assert after.words == before.words
        assert [_plain(one) for one in after.found] == [_plain(one) for one in before.found]


def _plain(tag: tuple[str, dict[str, str]]) -> tuple[str, dict[str, str]]:
    """Without the spacing and quoting of styles, and without links to files of the course, which lead nowhere here."""
    name, given = tag
    given = {one: re.sub(r"[\s'\"]+|;$", "", value) if one == "style" else value for one, value in given.items()}
    if name == "a" and given.get("href", "").partition("#")[0].endswith(".ipynb"):
        del given["href"]
    return name, given


def test_a_drawing_keeps_the_letters_that_browsers_look_for() -> None:
    drawing = (
        '<svg viewBox="0 0 9 9" role="img" aria-label="Nine" focusable="false"><defs><clipPath id="a-clip">'
        '<rect x="0" y="0" width="9" height="9"></rect></clipPath><pattern id="a-hatch" '
        'patternUnits="userSpaceOnUse"></pattern></defs><g clip-path="url(#a-clip)"><use xlink:href="#a-dot" '
        'transform="translate(1 2)"></use></g></svg>'
    )
    assert clean(drawing) == drawing


def test_details_states_and_labels_stay() -> None:
    ours = (
        '<section class="coaching-feedback" data-qid="kinds" data-state="not yet"><details open="">'
        "<summary>Why</summary>"
        '<div role="region" aria-label="Table" tabindex="0"><table><tbody><tr><th scope="row" colspan="2" '
        'style="text-align:left">Score</th></tr></tbody></table></div></details></section>'
    )
    assert clean(ours) == ours
