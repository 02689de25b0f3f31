"""What every explorable promises, whichever lesson it belongs to. They are found, not listed."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coaching import explorables
from coaching.answers import NotSaved, SheetFile
from coaching.explorables.widget import Explorable

NAMES = sorted(folder.parent.name for folder in Path(explorables.__file__).parent.glob("*/__init__.py"))

Show = Callable[..., Explorable]

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@pytest.fixture(params=NAMES)
def show(request: pytest.FixtureRequest) -> Show:
    """The function that a lesson calls: it is named like its folder."""
    module = importlib.import_module(f"coaching.explorables.{request.param}")
    return getattr(module, request.param)  # type: ignore[no-any-return]


class FullDisk:
    def get(self, item_id: str) -> None:
        return None

    def put(self, item_id: str, value: Any) -> None:
        raise NotSaved("Not saved: the disk is full.")


def test_there_are_explorables_to_look_at() -> None:
    assert {"norm_switch", "score_dojo"} <= set(NAMES)


def test_the_twin_says_in_words_what_the_picture_shows_and_holds_no_address(show: Show) -> None:
    widget = show()
    data = widget._repr_mimebundle_()[0]
    for words in (data["text/plain"], data["text/html"]):
        assert "0x" not in words and widget.title.split(":")[0] in words
        assert len(words) > 200


def test_progress_is_kept_in_the_answer_sheet_and_comes_back(show: Show, tmp_path: Path) -> None:
    here = SimpleNamespace(sheet=SheetFile("demo", folder=tmp_path))
    widget = show(here)
    widget.progress = {**widget.progress, "turn": 7}
    assert widget.heard == {"turn": 7, "says": "Saved."}
    assert here.sheet.get(widget.item) is not None, "kept under its own name"
    assert show(here).progress == widget.clean(widget.progress)


def test_a_sheet_that_cannot_be_written_is_told_and_play_goes_on(show: Show) -> None:
    widget = show(SimpleNamespace(sheet=FullDisk()))
    widget.progress = {**widget.progress, "turn": 1}
    assert widget.heard["says"] == "Not saved: the disk is full."


def test_without_a_lesson_nothing_is_kept(show: Show) -> None:
    assert show().keeps is False


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(raw=json_values)
def test_kept_progress_of_any_kind_is_read_and_yields_a_twin(show: Show, raw: object) -> None:
    widget = show()
    progress = widget.clean(raw)
    assert widget.clean(progress) == progress
    json.dumps(progress, allow_nan=False)
    widget.progress = progress
    assert repr(widget)
