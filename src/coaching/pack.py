"""The learners' edition: the course without its solutions, tests and keys, as a folder and a zip."""

from __future__ import annotations

import ast
import csv
import json
import re
import shutil
import tempfile
import tomllib
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from coaching.problems import CourseProblem

__all__ = ["Packed", "pack", "secrets_of"]

FILES = (
    *("course.py", "nbgrader_config.py", "pyproject.toml", "requirements.lock", "environment.yml"),
    *("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "CITATION.cff", "LICENSE", "LICENSE-CONTENT"),
)
NEEDED = ("course.py", "nbgrader_config.py", "pyproject.toml", "requirements.lock", "README.md")
FOLDERS = ("notebooks", "exercises", "data", "src/coaching")
NOT_FOR_LEARNERS = {"answers", "private", "solutions", "tests", "__pycache__"}
FOR_COACHES = ("notebooks", "coach")  # the pages; a leader's desk is for learners, and needs no keys
MARKS = re.compile(r"(BEGIN|END) (HIDDEN TESTS|SOLUTION|MARK SCHEME)")
SHORTEST_SECRET = 30


@dataclass(frozen=True)
class Packed:
    """The edition that was made; `contents` counts the files of each part, in the order of the folder."""

    folder: Path
    zip: Path
    contents: dict[str, int]


def pack(root: Path, out: Path) -> Packed:
    """Make the learners' edition of the course in `root` as `out/NAME/` and `out/NAME.zip`.

    What goes in is listed here, not what stays out: a file of a new kind stays home until somebody decides. Before
    anything is put in its place, the whole edition is searched for what learners must not have (see `secrets_of`).

    Raises:
        CourseProblem: this is a learners' edition itself or an incomplete course; a secret was found, with its file; or
            `out` cannot be written or holds an edition that was used. Then nothing has been made.
    """
    if not any((root / "solutions").glob("*/*.ipynb")):
        raise CourseProblem(
            "There is no solutions/ here: this is a learners' edition already. Pack from the whole course."
        )
    if missing := [name for name in NEEDED if not (root / name).is_file()]:
        raise CourseProblem(f"{missing[0]} is missing in {root}. Fetch the course again, then pack.")
    made = {path.parent.name for path in (root / "exercises").glob("*/*.ipynb")}
    if missing := sorted({path.parent.name for path in (root / "solutions").glob("*/*.ipynb")} - made):
        raise CourseProblem(f"exercises/{missing[0]} is not made yet. Run `coaching author exercises`, then pack.")
    name = f"safe-to-stretch-{_version(root)}-learners"
    folder, zipped = out / name, out / f"{name}.zip"
    if (folder / "workspace").exists() or (folder / ".course").exists():
        raise CourseProblem(f"{folder} was started and may hold answers. Move it away, or pack elsewhere with --out.")
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".pack-", dir=out) as scratch:
            fresh = Path(scratch) / name
            contents = _copy(root, fresh)
            _refuse_secrets(root, fresh)
            _zip(fresh, Path(scratch) / zipped.name)
            if folder.exists():
                shutil.rmtree(folder)
            fresh.rename(folder)
            (Path(scratch) / zipped.name).replace(zipped)
    except OSError as error:
        raise CourseProblem(
            f"{out} cannot be written ({error.strerror or error}). Choose another with --out."
        ) from error
    return Packed(folder, zipped, contents)


def secrets_of(root: Path) -> dict[str, str]:
    """What must not be in a learner's hands, each with where it comes from.

    These are the sentences that keys hold (what is said to each choice, in every hidden test), and the texts in
    `private/`: model answers, notes for readers, tables of what was planted. Code and single words are not in it, since
    they may stand elsewhere with good reason.

    Raises:
        CourseProblem: a hidden test cannot be read. Then nobody can say what is secret.
    """
    secrets: dict[str, str] = {}
    for notebook in sorted((root / "solutions").glob("*/*.ipynb")):
        where = notebook.relative_to(root).as_posix()
        for region in _hidden_regions(notebook):
            try:
                sentences = _sentences(ast.parse(region))
            except SyntaxError as error:
                raise CourseProblem(
                    f"A hidden test in {where} cannot be read ({error.msg}). Mend it, then pack."
                ) from error
            secrets |= dict.fromkeys(sentences, where)
    for path in sorted((root / "solutions").glob("*/private/*")):
        if path.is_file():
            texts = _texts(path.suffix, path.read_text(encoding="utf-8"))
            secrets |= dict.fromkeys(texts, path.relative_to(root).as_posix())
    return secrets


# ---------------------------------------------------------------------------------------------------------------------


def _version(root: Path) -> str:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8")).get("project", {})
    return re.sub(r"[^\w.-]", "-", str(project.get("version", "0")))


def _allowed(root: Path) -> Iterator[Path]:
    for name in FILES:
        if (root / name).is_file():
            yield root / name
    words = ""
    for name in FOLDERS:
        for path in sorted((root / name).rglob("*")):
            parts = path.relative_to(root).parts
            if any(part.startswith(".") or part in NOT_FOR_LEARNERS or part.endswith(".egg-info") for part in parts):
                continue
            if parts[:2] == FOR_COACHES:
                continue
            if path.is_file() and not path.is_symlink() and path.suffix != ".pyc":
                yield path
                words += path.read_text(encoding="utf-8") if path.suffix in (".ipynb", ".md") else ""
    for path in sorted((root / "docs").rglob("*")):  # what a lesson links to, and no guide for coaches
        if path.is_file() and path.relative_to(root).as_posix() in words:
            yield path


def _copy(root: Path, fresh: Path) -> dict[str, int]:
    contents: Counter[str] = Counter()
    for path in _allowed(root):
        inside = path.relative_to(root)
        target = fresh / inside
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)
        parts = inside.parts
        contents[
            "/".join(parts[:2]) + "/" if parts[0] == "src" else f"{parts[0]}/" if len(parts) > 1 else parts[0]
        ] += 1
    return dict(contents)


def _hidden_regions(notebook: Path) -> Iterator[str]:
    import nbformat

    for cell in nbformat.read(notebook, as_version=4).cells:  # type: ignore[no-untyped-call]
        hidden: list[str] | None = None
        for line in cell.source.splitlines():
            if "BEGIN HIDDEN TESTS" in line:
                hidden = []
            elif "END HIDDEN TESTS" in line and hidden is not None:
                yield "\n".join(hidden)
                hidden = None
            elif hidden is not None:
                hidden.append(line)
        if hidden is not None:
            yield "("  # a region that is not closed: no Python, so it is refused where it is read


def _sentences(tree: ast.AST) -> Iterator[str]:
    """The sentences that a hidden test would say to a person."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        is_note = isinstance(node.func, ast.Name) and node.func.id == "Note"
        said = [keyword.value for keyword in node.keywords if keyword.arg in ("text", "praise")]
        for value in said + (node.args[:1] if is_note else []):
            for part in ast.walk(value):
                if (
                    isinstance(part, ast.Constant)
                    and isinstance(part.value, str)
                    and len(part.value) >= SHORTEST_SECRET
                ):
                    yield part.value


def _texts(suffix: str, content: str) -> Iterator[str]:
    """The texts of a private file: JSON strings, cells of a table, lines of prose."""
    if suffix == ".json":
        found = [json.loads(f'"{text}"', strict=False) for text in re.findall(r'"((?:[^"\\]|\\.)*)"', content)]
    elif suffix == ".csv":
        found = [cell for row in csv.reader(content.splitlines()) for cell in row]
    elif suffix in (".md", ".txt"):
        found = [line.strip() for line in content.splitlines() if len(line.strip()) >= 2 * SHORTEST_SECRET]
    else:
        found = []
    yield from (text for text in found if len(text) >= SHORTEST_SECRET and " " in text)


def _refuse_secrets(root: Path, fresh: Path) -> None:
    secrets = secrets_of(root)
    spelled = {spelling: where for text, where in secrets.items() for spelling in _spellings(text)}
    for path in sorted(path for path in fresh.rglob("*") if path.is_file()):
        inside = path.relative_to(fresh)
        text = path.read_bytes().decode("utf-8", "replace")
        if path.suffix == ".ipynb" and inside.parts[0] == "exercises" and (mark := MARKS.search(text)):
            raise CourseProblem(f"{inside} holds “{mark.group()}”. Make the exercises anew: coaching author exercises.")
        for spelling, where in spelled.items():
            if spelling in text:
                raise CourseProblem(
                    f"{inside} holds words of {where} that are not for learners: “{spelling[:50]}…”. Nothing was made."
                )


def _spellings(text: str) -> set[str]:
    """How a text may stand in a file: as it is, and inside JSON, with and without other letters spelled out."""
    return {text, json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]}


def _zip(folder: Path, target: Path) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder.parent).as_posix())
