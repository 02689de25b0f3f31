"""One feedback page a person, to mail back."""

from __future__ import annotations

import re

from coaching.grading.feedback import Mark, Marks, Page, Part
from coaching.grading.sendback import one_page


def page(title: str, *, optional: bool = False) -> Page:
    part = Part(id="kinds", title=title, state="there", mark=Mark(1, 1))
    marks = Marks(who="Mira", assignment="90-demo", notebook="demo")
    return Page(marks=marks, title=title, optional=optional, items=(part,), reflections=(), repairs=())


def test_a_code_track_becomes_the_second_part_of_one_page() -> None:
    """One document: one h1 and one main, every id once, and every link inside it leads somewhere."""
    html = one_page([page("Demo"), page("Code track", optional=True)])
    assert (html.count("<main>"), html.count("</main>"), html.count("<h1"), html.count("</html>")) == (1, 1, 1, 1)
    assert html.index("Demo") < html.index("Code track")
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert {"part-kinds", "page2-part-kinds"} <= set(ids)
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)
    assert set(re.findall(r'aria-labelledby="([^"]+)"', html)) <= set(ids)


def test_one_notebook_is_sent_as_it_is() -> None:
    from coaching.grading.feedback import render

    assert one_page([page("Demo")]) == render(page("Demo"))
