"""What every lesson notebook promises its reader, whichever module it belongs to, and what a coach's page promises.

The notebooks are found, not listed: a new one in ``notebooks/`` is held to the same promises at once. One in
``notebooks/coach/`` is a coach's page: it keeps the promises that every page keeps, and has a skeleton of its own. A
desk of a coach or a leader keeps them too; it is used and not read through, so it has no minutes.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import pytest

from coaching import evidence

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = ROOT / "notebooks"

WORDS_A_MINUTE = 200
TOLERANCE = 0.20
GRADE_LIMIT = 10.0
LONGEST_SILENCE = 430  # words between two things to do, in a full lesson (a little over two minutes)

SKELETON = (
    "What you will be able to do",
    "Before you start",
    "Warm-up",
    "Stop and escalate",
    "Argue the other side",
    "Reflection",
    "Recap",
    "Transfer card",
    "Sources",
    "Next",
)

COACH_SKELETON = (
    "Before the session",
    "Opening",
    "60 minutes",
    "90 minutes",
    "Three hard moments",
    "Debrief questions",
    "Remote variant",
    "After the session",
)

BANNED = (
    "incorrect",
    "you are wrong",
    "wrong answer",
    "obviously",
    "simply put",
    "needless to say",
    "game-changer",
    "game changer",
    "world-class",
    "best-in-class",
    "low-hanging fruit",
    "move the needle",
    "unlock the",
    "unleash",
    "leverage",
    "synergy",
    "supercharge",
    "delve",
    "in today's",
    "at the end of the day",
    "it goes without saying",
    "think outside the box",
)

# How long a thing to do takes, in minutes: reading it, doing it, and reading the reply.
ITEM_MINUTES = {
    "ChooseOne": 0.25,  # and per question
    "Question": 0.5,
    "ChooseSeveral": 1.5,
    "PickEvidence": 2.0,
    "Classify": 2.0,
    "Order": 1.5,
    "Estimate": 0.5,  # and per field
    "NumberField": 0.6,
    "Construct": 3.0,
    "ShortText": 1.5,
}
EXPLORABLE_MINUTES = {"score_dojo": 9.0, "norm_switch": 5.0, "silence_meter": 8.0, "failure_bench": 8.0}
FIGURE_MINUTES = 0.4  # a computed table or picture


# --- reading a notebook -----------------------------------------------------------------------------------------------


@dataclass
class Section:
    """A second-level heading, its prose and its things to do."""

    title: str
    prose: list[str] = field(default_factory=list)
    minutes_to_do: float = 0.0
    stated: tuple[int, int] | None = None

    @property
    def minutes(self) -> float:
        if self.title == "Sources":  # to look things up
            return 0.0
        return sum(len(words_of(text)) for text in self.prose) / WORDS_A_MINUTE + self.minutes_to_do


def lesson_paths() -> list[Path]:
    return sorted(NOTEBOOKS.glob("*.ipynb"))


def coach_paths() -> list[Path]:
    """The coach's pages; the learner edition has none."""
    return sorted(NOTEBOOKS.glob("coach/[0-9]*.ipynb"))


def desk_paths() -> list[Path]:
    """The desks of coaches and leaders; the learner edition has only those of leaders."""
    return sorted([*NOTEBOOKS.glob("leader/*.ipynb"), *NOTEBOOKS.glob("coach/[a-z]*.ipynb")])


def name_of(path: Path) -> str:
    return path.relative_to(NOTEBOOKS).with_suffix("").as_posix()


def role_of(path: Path) -> str:
    if path in desk_paths():
        return "desk"
    return "coach" if path.parent.name == "coach" else "lesson"


def front_matter(notebook: Any) -> dict[str, Any]:
    return dict(notebook.metadata.get("coaching", {}))


def is_full_lesson(path: Path) -> bool:
    """The numbered modules from 01 on; the welcome and the glossary have a lighter shape."""
    return bool(re.match(r"(0[1-9]|[1-9]\d)-", path.name))


def plain(markdown: str) -> str:
    """The words a person reads: no link targets, no marks, no tables' bars."""
    text = re.sub(r"```.*?```", " ", markdown, flags=re.S)
    text = re.sub(r"<!--.*?-->", " ", text, flags=re.S)
    text = re.sub(r"!\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"<[^>]+>", " ", text)
    return re.sub(r"[*_`#>|]", " ", text)


def words_of(markdown: str) -> list[str]:
    return re.findall(r"[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ'’-]*|\d[\d.,]*", plain(markdown))


def minutes_to_do(source: str) -> float:
    """Minutes for the items and explorables that a code cell shows, read from its calls."""
    calls = [
        getattr(node.func, "id", getattr(node.func, "attr", ""))
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
    ]
    minutes = sum((ITEM_MINUTES | EXPLORABLE_MINUTES).get(name, 0.0) for name in calls)
    shows_something = not source.strip().endswith(")") or calls
    if minutes == 0 and shows_something and "lesson(" not in source:
        return FIGURE_MINUTES
    return minutes


def is_interactive(source: str) -> bool:
    return any(f"{call}(" in source for call in ("here.practise", "here.ask", *EXPLORABLE_MINUTES))


STATED = re.compile(r"^\*(\d+) minutes? · (\d+) so far\*$", re.M)


def sections_of(notebook: Any) -> list[Section]:
    """The notebook cut at its second-level headings; what stands before the first is the section ''."""
    sections = [Section("")]
    for cell in notebook.cells:
        if cell.cell_type == "code":
            sections[-1].minutes_to_do += minutes_to_do(cell.source)
            continue
        for part in re.split(r"(?m)^(?=## )", cell.source):
            if match := re.match(r"## (.+)", part):
                sections.append(Section(match[1].strip()))
            if stated := STATED.search(part):
                sections[-1].stated = (int(stated[1]), int(stated[2]))
            sections[-1].prose.append(STATED.sub("", part))
    return sections


# --- reading level ----------------------------------------------------------------------------------------------------


SILENT = re.compile(r"(?<![aeiouy])e$|(?<=[^tde])ed$|(?<![sxzcge])(?<!ch)(?<!sh)es$")
SPLIT = re.compile(r"i[ou](?!u)|ia(?!n)|eo(?!p)|ua(?!r)")  # two vowels that are spoken apart …
JOINED = re.compile(r"[tscg]io|cia|tia")  # … and those that are not


def syllables(word: str) -> int:
    """Syllables by rule of thumb: groups of vowels, without a silent e, -ed and -es."""
    word = re.sub(r"[^a-z]", "", word.lower())
    groups = len(re.findall(r"[aeiouy]+", word))
    if SILENT.search(word) and not word.endswith("le"):
        groups -= 1
    return max(1, groups + len(SPLIT.findall(word)) - len(JOINED.findall(word)))


def sentences_of(markdown: str) -> list[str]:
    """Sentences of the running prose. Tables, sources in brackets, headings and code are not prose."""
    kept = []
    for block in re.split(r"\n\s*\n", markdown):
        lines = [line for line in block.splitlines() if not line.lstrip().startswith(("|", "#", "```", "<"))]
        for piece in re.split(r"(?m)^\s*(?:[-*]|\d+\.)\s+|^>\s*", "\n".join(lines)):
            text = plain(piece)
            text = re.sub(r"[" + "".join(evidence.SHAPES.values()) + r"] ?[a-z ]*", "", text)
            text = re.sub(r"\([^()]*\d{4}[^()]*\)", "", text)  # (Author 2017)
            text = re.sub(r"(?<=\d)\.(?=\d)|(?<=\b[A-Z])\.", "", text)
            kept += [s for s in re.split(r"(?<=[.!?])[”\"']?\s+", text) if len(words_of(s)) >= 3]
    return kept


def grade(markdown: str) -> float:
    """Flesch–Kincaid grade level (Kincaid and others, 1975)."""
    sentences = sentences_of(markdown)
    words = [word for sentence in sentences for word in words_of(sentence) if not word[0].isdigit()]
    if not words:
        return 0.0
    return 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59


# --- fixtures ---------------------------------------------------------------------------------------------------------


@pytest.fixture(params=[*lesson_paths(), *coach_paths(), *desk_paths()], ids=name_of)
def path(request: pytest.FixtureRequest) -> Path:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def notebook(path: Path) -> Any:
    return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]


@pytest.fixture(params=[p for p in lesson_paths() if is_full_lesson(p)], ids=lambda path: path.stem)
def full(request: pytest.FixtureRequest) -> Any:
    return nbformat.read(request.param, as_version=4)  # type: ignore[no-untyped-call]


def headings(notebook: Any) -> Iterator[str]:
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            yield from re.findall(r"(?m)^#{1,6} (.+?)\s*$", cell.source)


def anchor(heading: str) -> str:
    """The fragment by which JupyterLab finds a heading: its text with hyphens for spaces."""
    return plain(heading).strip().replace(" ", "-")


def words_in_cells(notebook: Any) -> str:
    """All that a reader can read: prose, and the words inside the items."""
    texts = []
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            texts.append(cell.source)
        else:
            texts += [
                node.value
                for node in ast.walk(ast.parse(cell.source))
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
            ]
    return "\n\n".join(texts)


# --- the promises -----------------------------------------------------------------------------------------------------


def test_a_notebook_is_valid_and_its_cells_have_readable_ids(notebook: Any) -> None:
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    odd = [cell.id for cell in notebook.cells if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", cell.id)]
    assert not odd, f"cell ids are words with hyphens, so that a diff can be read: {odd}"


def test_the_front_matter_can_be_read_by_a_machine(path: Path, notebook: Any) -> None:
    matter = front_matter(notebook)
    assert matter.get("lesson") == path.stem or role_of(path) == "desk"
    assert isinstance(matter.get("lesson"), str)
    assert matter.get("role") == role_of(path)
    assert isinstance(matter.get("title"), str) and matter["title"]
    if role_of(path) == "desk":
        return
    assert isinstance(matter.get("minutes"), int)
    if role_of(path) == "coach":
        return
    for name in ("objectives", "prerequisites", "misconceptions"):
        assert name in matter, f"{path.name} says nothing of its {name}"
    assert isinstance(matter["objectives"], dict)


def test_the_title_stands_first_and_once(notebook: Any) -> None:
    words = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    first = re.findall(r"(?m)^# (.+)$", words)
    assert first == [front_matter(notebook)["title"]]
    assert notebook.cells[0].source.startswith("# ")


def test_a_lesson_has_every_part_of_the_skeleton_in_order(full: Any) -> None:
    found = list(headings(full))
    missing = [part for part in SKELETON if part not in found]
    assert not missing, f"missing {missing} in {found}"
    places = [found.index(part) for part in SKELETON]
    assert places == sorted(places), f"out of order: {found}"


def test_every_objective_is_announced_and_mirrored_in_the_recap(full: Any) -> None:
    objectives = front_matter(full)["objectives"]
    by_title = {section.title: "\n".join(section.prose) for section in sections_of(full)}
    announced = re.findall(r"(?m)^\d+\. (.+?)\.?$", by_title["What you will be able to do"])
    recap = re.findall(r"(?m)^\d+\. (.+)$", by_title["Recap"])
    assert sorted(announced) == sorted(objectives.values())
    assert len(recap) == len(announced), f"the recap has {len(recap)} lines for {len(announced)} objectives"


def test_the_minutes_stated_follow_from_the_words_and_the_things_to_do(path: Path, notebook: Any) -> None:
    sections = sections_of(notebook)
    total = sum(section.minutes for section in sections)
    if path.stem == "glossary" or role_of(path) != "lesson":
        return  # looked up or used, not read through
    promised = front_matter(notebook)["minutes"]
    table = "\n".join(f"{s.minutes:6.1f}  {s.stated}  {s.title}" for s in sections)
    assert abs(total - promised) <= TOLERANCE * promised, f"promised {promised}, found {total:.1f}\n{table}"


NOT_TIMED = ("", "What you will be able to do", "Before you start", "Sources")


def test_every_section_of_a_lesson_says_how_long_it_takes(full: Any) -> None:
    silent = [s.title for s in sections_of(full) if not s.stated and s.title not in NOT_TIMED]
    assert not silent


def test_running_minutes_add_up_as_a_reader_adds_them(notebook: Any) -> None:
    """Each section says its own minutes, rounded, and the sum of the rounded minutes up to its end."""
    sections = sections_of(notebook)
    timed = [section for section in sections if section.stated]
    if not timed:
        return
    so_far = round(sum(section.minutes for section in sections[: sections.index(timed[0])]))
    for section in timed:
        assert section.stated
        alone, running = section.stated
        assert abs(section.minutes - alone) <= max(1.0, TOLERANCE * alone), (section.title, section.minutes, alone)
        so_far += alone
        assert running == so_far, (section.title, f"{running} stated, a reader adds up {so_far}")
    promised = front_matter(notebook)["minutes"]
    assert abs(so_far - promised) <= 0.05 * promised, f"promised {promised}, the sections say {so_far}"


@pytest.mark.parametrize("path", [p for p in lesson_paths() if is_full_lesson(p)], ids=lambda path: path.stem)
def test_the_readme_tells_of_every_module_and_of_its_minutes(path: Path) -> None:
    number, _ = path.stem.split("-", 1)
    lesson = front_matter(nbformat.read(path, as_version=4))  # type: ignore[no-untyped-call]
    released = (nbformat.read(p, as_version=4) for p in (ROOT / "exercises" / path.stem).glob("*.ipynb"))  # type: ignore[no-untyped-call]
    exercise = next(notebook for notebook in released if front_matter(notebook)["role"] == "exercise")
    minutes = front_matter(exercise)["minutes"]
    assert f"**Time:** about {minutes} minutes" in exercise.cells[0].source
    row = f"| {int(number)} | {lesson['title']} | {lesson['minutes']} | {minutes} |"
    assert row in (ROOT / "README.md").read_text(encoding="utf-8"), row


def test_the_reading_level_is_measured_as_others_measure_it() -> None:
    """The sentence that encyclopedias use to explain the formula: 13 words, 24 syllables, grade 11.3."""
    sentence = "The Australian platypus is seemingly a hybrid of a mammal and reptilian creature."
    assert sum(map(syllables, words_of(sentence))) == 24
    assert round(grade(sentence), 1) == 11.3


def test_every_section_can_be_read_at_the_level_promised(notebook: Any) -> None:
    levels = {s.title: round(grade("\n\n".join(s.prose)), 1) for s in sections_of(notebook) if s.title != "Sources"}
    hard = {title: level for title, level in levels.items() if level > GRADE_LIMIT}
    assert not hard, f"harder than grade {GRADE_LIMIT}: {hard}"


def test_sentences_are_short(notebook: Any) -> None:
    long = [
        sentence.strip()
        for cell in notebook.cells
        if cell.cell_type == "markdown" and cell.id != "sources"
        for sentence in sentences_of(cell.source)
        if len(words_of(sentence)) > 30
    ]
    assert not long, "\n".join(long)


def test_there_is_something_to_do_on_nearly_every_screen(full: Any) -> None:
    moments = sum(is_interactive(cell.source) for cell in full.cells if cell.cell_type == "code")
    assert moments >= 14, f"only {moments} things to do"
    silence, where = 0, ""
    for cell in full.cells:
        if cell.id == "recap":
            break
        if cell.cell_type == "code":
            silence = 0
        else:
            silence += len(words_of(cell.source))
            where = cell.id
        assert silence <= LONGEST_SILENCE, f"{silence} words without anything to do or look at, up to '{where}'"


def test_item_ids_are_used_once(notebook: Any) -> None:
    ids = []
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        for node in ast.walk(ast.parse(cell.source)):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {"practise", "ask"} and node.args:
                item = node.args[0]
                assert isinstance(item, ast.Call), ast.unparse(node)
                ids += [k.value.value for k in item.keywords if k.arg == "id" and isinstance(k.value, ast.Constant)]
    assert len(ids) == len(set(ids)), sorted(i for i in ids if ids.count(i) > 1)


def test_every_card_that_answers_gives_a_nudge_before_it_gives_the_answer(notebook: Any) -> None:
    without = [
        cell.id
        for cell in notebook.cells
        if cell.cell_type == "code" and "here.practise(" in cell.source and "hints=[" not in cell.source
    ]
    assert not without


def test_pictures_have_a_text_twin(notebook: Any) -> None:
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            assert not re.search(r"!\[\s*\]\(", cell.source), f"picture without words in {cell.id}"
            assert not re.search(r"<img(?![^>]*\balt=\"[^\"]+\")", cell.source), f"picture without words in {cell.id}"
            continue
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "image/png" in data or "image/svg+xml" in data:
                assert len(data.get("text/plain", "")) > 40 or "text/html" in data, f"no words beside {cell.id}"
            html = "".join(data.get("text/html", ""))
            assert not re.search(r"<img(?![^>]*\balt=\"[^\"]+\")", html), f"picture without alt text in {cell.id}"


LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)")


def test_links_lead_somewhere(path: Path, notebook: Any) -> None:
    broken = []
    for target in LINK.findall(words_in_cells(notebook)):
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        file, _, fragment = target.partition("#")
        there = (path.parent / file).resolve() if file else path
        source = ROOT / "solutions" / there.parent.name / there.name  # what an exercise is made from
        if not there.exists() and not (there.parent.parent == ROOT / "exercises" and source.exists()):
            broken.append(target)
        elif fragment and there.suffix == ".ipynb":
            known = {anchor(h) for h in headings(nbformat.read(there, as_version=4))}  # type: ignore[no-untyped-call]
            if fragment not in known:
                broken.append(target)
    assert not broken, broken


def test_cards_that_point_into_the_lesson_point_at_a_heading(notebook: Any) -> None:
    known = set(headings(notebook))
    sources = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    unknown = [
        where for where in re.findall(r'see="([^"]+)"', sources) if re.sub(r".*\*(.+)\*.*", r"\1", where) not in known
    ]
    assert not unknown


def test_the_glossary_explains_every_evidence_mark() -> None:
    words = words_in_cells(nbformat.read(NOTEBOOKS / "glossary.ipynb", as_version=4))  # type: ignore[no-untyped-call]
    for value in evidence.VALUES:
        assert f"{evidence.mark(value)} | {evidence.MEANINGS[value]} |" in words


def test_evidence_marks_are_spelled_as_the_glossary_spells_them(path: Path, notebook: Any) -> None:
    assert not evidence.problems(path)
    in_spans = {found.written for cell in notebook.cells for found in evidence.find(cell.source)}
    bare = [
        cell.id
        for cell in notebook.cells
        if cell.cell_type == "markdown"
        and re.search("[" + "".join(evidence.SHAPES.values()) + "]", re.sub(r"<span.*?</span>", "", cell.source))
    ]
    assert not bare, f"a mark stands outside its span in {bare}; marks there are: {in_spans}"


def test_field_terms_are_linked_to_the_glossary(full: Any) -> None:
    linked = set(re.findall(r"\(glossary\.ipynb#([^)]+)\)", words_in_cells(full)))
    assert len(linked) >= 10, linked


def test_nothing_is_said_that_we_do_not_say(notebook: Any) -> None:
    said = words_in_cells(notebook).lower()
    assert not [phrase for phrase in BANNED if re.search(rf"\b{re.escape(phrase)}", said)]


def test_code_cells_hide_behind_their_cards_and_were_run(notebook: Any) -> None:
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        assert "card" in cell.metadata.get("tags", []), f"{cell.id}: its code would be in sight"
        assert cell.execution_count, f"{cell.id} was never run, so nobody has seen what it shows"
        for output in cell.outputs:
            assert output.output_type != "error", f"{cell.id}: {output.get('evalue')}"
            assert "application/vnd.jupyter.widget-view+json" not in output.get("data", {}), cell.id
    assert "widgets" not in notebook.metadata


def test_no_machinery_in_a_lesson(notebook: Any) -> None:
    for cell in notebook.cells:
        if cell.cell_type == "code":
            kinds = {type(node).__name__ for node in ast.walk(ast.parse(cell.source))}
            assert not kinds & {"FunctionDef", "ClassDef", "For", "While", "Try", "With"}, cell.id


# --- the coach's pages ------------------------------------------------------------------------------------------------


@pytest.fixture(params=coach_paths(), ids=name_of)
def coach_page(request: pytest.FixtureRequest) -> Any:
    return nbformat.read(request.param, as_version=4)  # type: ignore[no-untyped-call]


def test_every_full_lesson_has_a_coach_page_of_its_number_and_name() -> None:
    lessons = {path.stem for path in lesson_paths() if is_full_lesson(path)}
    pages = {path.stem for path in coach_paths()}
    assert pages in (lessons, set()), "the learner edition has no coach's page, the whole course has all"


def test_a_coach_page_has_every_part_in_order_and_is_plain_text(coach_page: Any) -> None:
    found = [heading for heading in headings(coach_page) if heading in COACH_SKELETON]
    assert found == list(COACH_SKELETON)
    assert {cell.cell_type for cell in coach_page.cells} == {"markdown"}


PLAN_ROW = re.compile(r"(?m)^\| (\d+)–(\d+) \|")


@pytest.mark.parametrize("minutes", [60, 90])
def test_a_plan_fills_its_minutes_without_a_gap(coach_page: Any, minutes: int) -> None:
    by_title = {section.title: "\n".join(section.prose) for section in sections_of(coach_page)}
    steps = [(int(start), int(end)) for start, end in PLAN_ROW.findall(by_title[f"{minutes} minutes"])]
    assert steps, "a plan is a table whose rows begin like | 0–5 |"
    assert [0, *(end for _, end in steps)] == [*(start for start, _ in steps), minutes], steps


def test_each_hard_moment_comes_with_words_to_say(coach_page: Any) -> None:
    by_title = {section.title: "\n".join(section.prose) for section in sections_of(coach_page)}
    moments = re.split(r"(?m)^### ", by_title["Three hard moments"])[1:]
    assert len(moments) == 3
    for moment in moments:
        assert len(re.findall(r"(?m)^> ", moment)) >= 2, f"too few phrases: {moment[:60]}"


def test_a_coach_gets_five_open_questions_for_the_debrief(coach_page: Any) -> None:
    by_title = {section.title: "\n".join(section.prose) for section in sections_of(coach_page)}
    questions = re.findall(r"(?m)^\d+\. .*\?", by_title["Debrief questions"])
    assert len(questions) >= 5, questions
