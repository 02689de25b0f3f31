"""Every command of the coach guide does what the guide says, in its order."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

from coaching.grading.handin import hand_in

from ..coursecopy import REPOSITORY, new_course, write_answers
from .test_loop import model_answers

ASSIGNMENT = "03-stretch-scoring"
FORMS = ("00-pretest", "99-posttest")
GUIDE = (REPOSITORY / "docs" / "coach-guide.md").read_text(encoding="utf-8")
COMMANDS = [line for block in re.findall(r"```bash\n(.*?)```", GUIDE, re.DOTALL) for line in block.splitlines() if line]


def program(command: str) -> list[str]:
    name, *rest = shlex.split(command)
    start = {"nbgrader": ["-m", "nbgrader"], "coaching": ["-c", "from coaching.cli import main; main()"]}
    return [sys.executable, *start[name], *rest]


def test_the_commands_of_the_coach_guide_work_in_their_order(tmp_path: Path) -> None:
    course = new_course(tmp_path / "course", *(REPOSITORY / "solutions" / name for name in (ASSIGNMENT, *FORMS)))
    for name in ("course.py", "pyproject.toml"):
        (course.root / name).write_bytes((REPOSITORY / name).read_bytes())
    desk = course.root / "workspace" / "exercises" / ASSIGNMENT
    (course.root / "people.csv").write_text("id;first name;last name\nana;Ana;Reyes\nbo;Bo;Lindqvist\ncy;Cy;Okoro\n")
    said = ""
    for command in COMMANDS:
        if command.startswith("nbgrader collect"):
            course.nbgrader("fetch_assignment", ASSIGNMENT, "--student=ana")
            write_answers(desk, ASSIGNMENT, model_answers(REPOSITORY / "solutions" / ASSIGNMENT))
            course.nbgrader("submit", ASSIGNMENT, "--student=ana")
        if command.startswith("coaching collect"):
            hand_in(ASSIGNMENT, learner="bo", start=course.root)
        if command.startswith("coaching gain"):
            for form in FORMS:
                answers = model_answers(REPOSITORY / "solutions" / form)
                del answers[{"00-pretest": "numbers", "99-posttest": "layers"}[form]]
                for student in ("ana", "bo"):
                    write_answers(course.root / "submitted" / student / form, form, answers)
        with course.importable():
            done = subprocess.run(
                program(command), cwd=course.root, text=True, capture_output=True, check=False, timeout=300
            )
        said = f"{command}\n{done.stdout}\n{done.stderr}"
        assert done.returncode == 0, said
    for student in ("ana", "bo"):
        assert "Safe to Stretch" in course.page(ASSIGNMENT, "stretch-scoring", student)
    assert list((course.root / "to-send-back").iterdir()), said
    with course.gradebook() as gradebook:
        assert {student.id: student.first_name for student in gradebook.students} == {"ana": "Ana", "bo": "Bo"}
        assert gradebook.find_assignment(ASSIGNMENT).duedate
    course.nbgrader("fetch_feedback", ASSIGNMENT, "--student=ana")
    fetched = [page.read_text(encoding="utf-8") for page in desk.rglob("feedback/*/stretch-scoring.html")]
    assert fetched == [course.page(ASSIGNMENT, "stretch-scoring", "ana")]
