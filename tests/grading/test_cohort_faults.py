"""Every fault of a submission that we know of, graded in one batch by `coaching grade` beside good work.

The rows that standard nbgrader mends too are in `faults`, and mean the same here. Those below stop or mislead standard
nbgrader.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from coaching.grading.cohort import Verdict

from .cohort_batch import Batch, demo_with_code, graded, handed_in_by
from .demo_assignment import DEMO, GOOD, HALF
from .faults import FAULTS, FULL, NOTHING, PARTLY, Fault, Maker, added, both, doubled, dumped, notebook, sheet, split

NOT_IN = dict.fromkeys(FULL, None)
"""Not handed in yet: no score, which is not 0."""


def file(name: str, content: bytes | str = b"", size: int = 0) -> Maker:
    """Put a file there; of `size` bytes if given, which take no room on the disk."""

    def make(folder: Path) -> None:
        path = folder / os.fsdecode(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        if size:
            os.truncate(path, size)

    return make


def link(name: str, target: str) -> Maker:
    """Put a link there; COURSE in its target is the course folder."""

    def make(folder: Path) -> None:
        path = folder / name
        if path.exists() or path.is_symlink():
            gone(name)(folder)
        path.symlink_to(target.replace("COURSE", str(folder.parents[2])))

    return make


def gone(name: str) -> Maker:
    def make(folder: Path) -> None:
        path = folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()

    return make


def renamed(old: str, new: str) -> Maker:
    def make(folder: Path) -> None:
        (folder / new).parent.mkdir(parents=True, exist_ok=True)
        (folder / old).rename(folder / new)

    return make


def copied(old: str, new: str) -> Maker:
    return lambda folder: shutil.copy(folder / old, folder / new) and None


def raw(change: Any) -> Maker:
    """Change the notebook as JSON, past everything that nbformat would refuse to write."""

    def make(folder: Path) -> None:
        path = folder / "demo.ipynb"
        nb = json.loads(path.read_text(encoding="utf-8"))
        changed = change(nb)
        path.write_text(json.dumps(nb if changed is None else changed), encoding="utf-8")

    return make


def fifo(name: str) -> Maker:
    def make(folder: Path) -> None:
        (folder / name).unlink(missing_ok=True)
        os.mkfifo(folder / name)

    return make


def a_socket(folder: Path) -> None:
    here = Path.cwd()
    os.chdir(folder)  # the path of a socket must be short
    with socket.socket(socket.AF_UNIX) as one:
        one.bind("plug")
    os.chdir(here)


def deep_folders(folder: Path) -> None:
    """Folders in folders, as deep as Python can still remove them after the test."""
    here = Path.cwd()
    os.chdir(folder)
    for _ in range(400):
        os.mkdir("d")  # noqa: PTH102
        os.chdir("d")
    os.chdir(here)


def many_files(folder: Path) -> None:
    (folder / "many").mkdir()
    for number in range(2000):
        (folder / "many" / f"{number}.txt").touch()


def large_files(folder: Path) -> None:
    """Four gigabytes, in files of which each could be meant."""
    for number in range(100):
        file(f"large/{number}.bin", size=19_000_000)(folder)
        file(f"large/{number}.ipynb", size=31_000_000)(folder)


def unreadable(folder: Path) -> None:
    (folder / "demo.ipynb").chmod(0)


def nested(depth: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value


def old_format(nb: dict[str, Any]) -> dict[str, Any]:
    """As IPython wrote it before 2015."""
    return {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{"cells": nb["cells"]}]}


def a_crowd_of_cells(nb: dict[str, Any]) -> None:
    nb["cells"] += [{"cell_type": "raw", "metadata": {}, "source": f"mine {n}"} for n in range(30_000)]


def no_kernelspec(nb: dict[str, Any]) -> None:
    nb["metadata"].pop("kernelspec", None)
    nb["nbformat_minor"] = 0
    for cell in nb["cells"]:
        cell.pop("id", None)


def half_a_surrogate(nb: dict[str, Any]) -> None:
    """A character that JSON can hold and no file can."""
    nb["cells"].append({"cell_type": "markdown", "metadata": {}, "source": "half a letter: \ud83d"})
    nb["cells"][0]["metadata"]["\ud83d"] = "\ud83d"


@dataclass(frozen=True)
class More(Fault):
    """A fault that comes to more than a repair."""

    verdict: Verdict | None = None
    silent: bool = False


def aside(name: str, make: Maker, says: str, student: str = "") -> More:
    return More(name, make, dict(NOT_IN), says, verdict=Verdict.ASIDE)


MISSING = "demo.ipynb is missing"

MORE = [
    # the notebook
    aside("not JSON", file("demo.ipynb", '{"cells": ['), "it is damaged"),
    aside("empty", file("demo.ipynb"), "it is empty"),
    aside("200 MB", file("demo.ipynb", size=200_000_000), "it is larger than 32 MB"),
    aside("format 3", raw(old_format), "format of before 2015"),
    aside("another thing", file("demo.ipynb", '{"nbformat": 4, "x": 1}'), "it is not a notebook"),
    aside("a picture", file("demo.ipynb", b"\x89PNG\r\n\x1a\n\x00\x00"), "it is damaged"),
    aside("a list of nothing", file("demo.ipynb", "[]"), "it is not a notebook"),
    aside("brackets", file("demo.ipynb", "[" * 1_000_000), "it is damaged"),
    aside("a link to other work", link("demo.ipynb", "COURSE/submitted/aaa-good/90-demo/demo.ipynb"), "it is a link"),
    aside("a link in a circle", link("demo.ipynb", "demo.ipynb"), "it is a link"),
    aside("a folder of that name", both(gone("demo.ipynb"), file("demo.ipynb/notes.txt", "words")), MISSING),
    aside("a pipe of that name", fifo("demo.ipynb"), MISSING),
    aside("no notebook", gone("demo.ipynb"), MISSING),
    aside(
        "two of other names",
        both(renamed("demo.ipynb", "mine.ipynb"), copied("mine.ipynb", "mine (1).ipynb")),
        "several files could be meant",
    ),
    More("another name", renamed("demo.ipynb", "demo (1).ipynb"), says="was taken for demo.ipynb"),
    More("in a folder", renamed("demo.ipynb", "my work/demo.ipynb"), says="was taken for demo.ipynb"),
    More("two of them", copied("demo.ipynb", "demo-old.ipynb"), silent=True),
    More(
        "two, one broken", both(renamed("demo.ipynb", "demo (1).ipynb"), file("demo (2).ipynb", "{")), says="was taken"
    ),
    More("a foreign kernel", raw(lambda nb: nb["metadata"].update(kernelspec={"name": "julia", "language": "julia"}))),
    More("no kernel and no ids", raw(no_kernelspec)),
    More("metadata of any kind", raw(lambda nb: nb.update(metadata=[1, 2]))),
    More("deep metadata", raw(lambda nb: nb["metadata"].update(coaching={"answers": nested(700)}, x=nested(800)))),
    More("cells that are none", raw(lambda nb: nb["cells"].extend([None, 7, {"cell_type": "hymn"}, {}]))),
    More("sources that are none", raw(lambda nb: nb["cells"].append({"cell_type": "code", "source": {"a": [1]}}))),
    More("half a surrogate", raw(half_a_surrogate), says="not part of the exercise", keeps="half a letter"),
    More("a crowd of cells", raw(a_crowd_of_cells), says="The first 200 were kept", keeps="mine 0"),
    More("a long cell", notebook(added("# my words\n" + "x" * 3_000_000)), says="not part", keeps="my words"),
    More("numbers of many digits", sheet(dumped(GOOD).replace('"0,70"', "7" * 5000)), NOTHING, "damaged"),
    More("everything twice", both(notebook(doubled("kinds")), notebook(split("score"))), says="more than once"),
    # the files beside it
    More("a file more", file("my notes.txt", "words of mine"), silent=True),
    More("a table less", gone("table.csv"), silent=True),
    More("a changed table", file("table.csv", "a,b\n1,1000\n"), silent=True),
    More("a folder for the table", both(gone("table.csv"), file("table.csv/x", "1")), silent=True),
    More("a table for a folder", both(gone("answers"), file("answers", "mine")), NOTHING, "was not handed in"),
    More("a folder like ours", both(renamed("demo.ipynb", "de.ipynb"), file("demo.ipynb/x", "1")), says="taken for"),
    More("a large file", file("film.mp4", size=300_000_000), says="too large"),
    More("many files", many_files, says="too many"),
    More("large files", large_files, says="too large"),
    More("deep folders", deep_folders),
    More("a pipe", fifo("pipe.txt"), says="left out"),
    More("a plug", a_socket, says="left out"),
    More("a link to a folder", link("all", "COURSE/submitted"), says="Links were not followed: all"),
    More("a link to a key", link("key.txt", f"COURSE/solutions/{DEMO}/private/rubric.toml"), says="Links were not"),
    More("a link to itself", link("loop", "loop"), says="Links were not followed: loop"),
    More("a link up", link("up", ".."), says="Links were not followed: up"),
    More(
        "a link as folder", link("answers", "COURSE/submitted/aaa-good/90-demo/answers"), NOTHING, "was not handed in"
    ),
    More(
        "a name with markup", link("<img src=x onerror=alert(1)>[b](javascript:1)", "x"), says="Links were not followed"
    ),
    More("a name that paints", link("\x1b[2J\x1b]0;mine\x07\n# Title", "x"), says="Links were not followed"),
    More("a name of no letters", link(os.fsdecode(b"\xff\xfe-name"), "x"), says="Links were not followed"),
    More("a file of no letters", file(os.fsdecode(b"\xff\xfe-file"), "x")),
    More("a long name", file("n" * 250, "x"), silent=True),
    # the time
    More("a time of no sense", file("timestamp.txt", "half past nine, or so"), says="could not be read"),
    More("a time of no letters", file("timestamp.txt", b"\xff\x00"), says="could not be read"),
    More("a time out of the world", file("timestamp.txt", "99999-13-45 99:99"), says="could not be read"),
    More("a time before time", file("timestamp.txt", "0001-01-01 00:00 +14:00")),
    More("an empty time", file("timestamp.txt", " ")),
    More("no time", gone("timestamp.txt")),
    More("a long time", file("timestamp.txt", "9" * 10_000_000), says="could not be read"),
    More("a time in a pipe", fifo("timestamp.txt"), says="left out"),
    # the answers
    More("a crowd of answers", sheet(dumped({**GOOD, **{f"x-{n}": 1 for n in range(20_000)}})), says="left out"),
    More("answers that paint", sheet(dumped({**GOOD, "\x1b[2J<b>": 1})), says="left out"),
    More(
        "answers in half letters", sheet(dumped({**GOOD, "reflect-1": "half a letter: \ud83d"})), keeps="half a letter"
    ),
    More("a lesson that paints", sheet(dumped(GOOD, lesson="<img src=x onerror=alert(1)>\x1b[2J")), NOTHING, "belongs"),
    More("too many answers", file(f"answers/{DEMO}.json", size=70_000_000), NOTHING, "larger than 64 MB"),
    More("half right", sheet(dumped(HALF)), PARTLY, silent=True),
]

if os.getuid() != 0:  # root reads everything
    MORE.append(aside("no right to read", unreadable, "it cannot be opened"))

ROWS = [*FAULTS, *MORE]


NAMELESS = (os.fsdecode(b"\xff-nobody"), "painted \x1b[2J", "two\nlines")
ODD = ("O'Neill; drop table", "[bold]Zoë 学生[red]", "-rf", "a b", "%s{0}$HOME")


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Batch:
    course = demo_with_code(tmp_path_factory.mktemp("cohort"))
    for row in ROWS:
        handed_in_by(course, row.student, row.make)
    for name in ODD:
        handed_in_by(course, name, lambda folder: None)
    for name in NAMELESS:
        handed_in_by(course, "nameless", lambda folder: None).parent.rename(course.root / "submitted" / name)
    return graded(course)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.student)
def test_a_fault_is_mended_or_set_aside_and_said(batch: Batch, row: Fault) -> None:
    person = batch.person(row.student)
    said = " ".join(person.notes)
    assert batch.scores("demo", row.student) == row.scores
    assert row.says in said or row.says in shown(batch, row), said
    expected = getattr(row, "verdict", None) or (Verdict.REPAIRED if said else Verdict.GRADED)
    assert person.verdict == expected, said
    if getattr(row, "silent", False):
        assert not said


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.student)
def test_no_word_is_lost_and_none_acts(batch: Batch, row: Fault) -> None:
    person = batch.person(row.student)
    said = " ".join(person.notes)
    assert said.isprintable(), "a terminal obeys other characters"
    if person.verdict == Verdict.ASIDE:
        assert not (batch.course.root / "autograded" / row.student).exists()
        return
    assert row.keeps in shown(batch, row)
    cells = cells_of(batch, row)
    acts = f"{''.join(cells[0]['source'])}{[cell.get('outputs') for cell in cells]}"
    assert "<script" not in acts and "<img" not in acts and "](javascript" not in acts
    assert len(shown(batch, row)) < 500_000


def cells_of(batch: Batch, row: Fault) -> list[Any]:
    path = batch.course.root / "autograded" / row.student / DEMO / "demo.ipynb"
    cells: list[Any] = json.loads(path.read_text(encoding="utf-8"))["cells"] if path.exists() else []
    return cells


def shown(batch: Batch, row: Fault) -> str:
    """Everything that stands in the autograded notebook."""
    return "\n".join(f"{''.join(cell['source'])}{cell.get('outputs', '')}" for cell in cells_of(batch, row))


def test_good_work_beside_the_faults_is_graded_as_ever(batch: Batch) -> None:
    batch.check_good_work()


def test_people_may_have_any_name_that_can_be_written(batch: Batch) -> None:
    for name in ODD:
        assert batch.person(name).verdict == Verdict.GRADED
        assert batch.scores("demo", name) == FULL
    aside = [one for one in batch.cohort.people if "cannot be written down" in " ".join(one.notes)]
    assert len(aside) == len(NAMELESS)
    assert all(one.student.isprintable() and one.verdict == Verdict.ASIDE for one in aside)


def test_a_second_run_has_only_what_was_set_aside_left(batch: Batch) -> None:
    """Times that nobody can read, and pipes in the place of one, stop the second run as little as the first."""
    again = graded(batch.course)
    was = {one.student: one.verdict for one in batch.cohort.people}
    for one in again.cohort.people:
        expected = was[one.student] if was[one.student] == Verdict.ASIDE else Verdict.DONE
        assert one.verdict == expected, one
