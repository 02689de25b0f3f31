"""What the course asks of nbgrader, each setting with its reason."""

import os
import sys
from pathlib import Path
from typing import Any

from coaching.grading.sandbox.limits import Limits

__all__ = ["COURSE_ID", "PLACEHOLDER", "configure"]

COURSE_ID = "safe-to-stretch"

PLACEHOLDER = "*Your words from the card above are placed here when you hand in.*"
"""The source of every reflection cell in a release. A cell that still says this was not answered."""

_RELEASE = [
    "coaching.grading.release.TidyRelease",
    "nbgrader.preprocessors.LockCells",
    "nbgrader.preprocessors.ClearSolutions",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.CheckCellMetadata",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.SaveCells",
    "nbgrader.preprocessors.ClearHiddenTests",
    "nbgrader.preprocessors.ClearMarkScheme",
    "nbgrader.preprocessors.ComputeChecksums",
    "nbgrader.preprocessors.CheckCellMetadata",
    "coaching.grading.release.NothingSecretLeft",
]

_TAKE_IN = [
    "coaching.grading.repair.RepairFromRelease",
    "nbgrader.preprocessors.ClearOutput",
    "nbgrader.preprocessors.DeduplicateIds",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]

_GRADE = [
    "coaching.grading.answer_sheet.TakeAnswers",
    "coaching.grading.reflections.PlaceReflections",
    "nbgrader.preprocessors.Execute",
    "coaching.grading.outputs.TidyOutputs",
    "coaching.grading.outputs.NoNumberNoPoints",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "coaching.grading.extensions.KeepAgreedDates",
    "nbgrader.preprocessors.AssignLatePenalties",
    "coaching.grading.coach_view.ForTheCoach",
    "nbgrader.preprocessors.CheckCellMetadata",
]


def configure(c: Any, root: Path) -> None:
    """Set everything nbgrader needs on the config `c` of the course that lies in `root` (a folder, absolute).

    Works from any working directory, so the same two lines serve `nbgrader_config.py` in the course and
    one in Jupyter's own configuration folder, where nbgrader's Lab pages look.
    """
    _own_programs_first()
    _places(c, root)
    _generate(c)
    _autograde(c, root)
    _feedback(c)


def _own_programs_first() -> None:
    """nbgrader starts `alembic` by name when it makes a gradebook: let it find the one beside this Python."""
    programs = str(Path(sys.executable).parent)
    paths = os.environ.get("PATH", "").split(os.pathsep)
    if programs not in paths:
        os.environ["PATH"] = os.pathsep.join([programs, *filter(None, paths)])


def _places(c: Any, root: Path) -> None:
    c.CourseDirectory.course_id = COURSE_ID
    c.CourseDirectory.root = str(root)
    c.CourseDirectory.source_directory = "solutions"
    c.CourseDirectory.release_directory = "exercises"
    c.CourseDirectory.ignore = [
        ".ipynb_checkpoints",
        "__pycache__",
        "*.pyc",
        ".DS_Store",
        "Thumbs.db",
        "*.lock",
        ".*.lock",  # what the answer sheet leaves beside it while it is written
        ".*.new",
        "feedback",  # what came back to a learner is not handed in again
        "private",  # model answers, rubric, misconceptions: never copied by generate, release, submit or autograde
        # Answers that an author gave while trying the source. The pattern holds for that one place only: a
        # learner's answers lie in a folder of the same name and must travel. (nbgrader spells the source "/./".)
        f"{root}/solutions/./*/answers",
    ]
    # A private exchange, unless a cohort on one shared disk agrees on a folder.
    c.Exchange.root = os.environ.get("COACHING_EXCHANGE") or str(root / ".course" / "exchange")
    c.Exchange.cache = str(root / ".course" / "handed-in")
    c.Exchange.assignment_dir = str(root / "workspace" / "exercises")
    c.ExchangeFactory.release_assignment = "coaching.grading.exchange.ReleaseWithoutAnswers"
    c.ExchangeFactory.submit = "coaching.grading.submit.SubmitAsMe"
    c.ExchangeFactory.release_feedback = "coaching.grading.exchange.ReleaseFeedbackToSubmitters"
    c.ExchangeFactory.collect = "coaching.grading.exchange.CollectWithoutLinks"


def _generate(c: Any) -> None:
    c.GenerateAssignment.preprocessors = _RELEASE
    c.ClearSolutions.text_stub = PLACEHOLDER
    c.ClearSolutions.code_stub = {"python": "# Write your code here.\nraise NotImplementedError()"}


def _autograde(c: Any, root: Path) -> None:
    c.Autograde.pre_convert_hook = "coaching.grading.intake.before_autograde"
    c.Autograde.sanitize_preprocessors = _TAKE_IN
    c.Autograde.autograde_preprocessors = _GRADE
    # A file of the source replaces the learner's file of the same name. Never an answer sheet.
    c.Autograde.exclude_overwriting = {
        folder.name: [f"answers/{folder.name}.json"] for folder in sorted((root / "solutions").glob("[0-9]*"))
    }
    c.Execute.timeout = Limits().cell_seconds  # as long as `coaching grade` gives a cell
    c.Execute.shutdown_kernel = "immediate"  # a kernel that is asked politely takes a second longer, every time


def _feedback(c: Any) -> None:
    c.GenerateFeedback.exporter_class = "coaching.grading.feedback.FeedbackExporter"
    c.GenerateFeedback.preprocessors = []  # the exporter reads the gradebook itself
