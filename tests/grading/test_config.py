"""nbgrader ignores a broken configuration and exits 0, so here it is loaded in earnest."""

import subprocess
import sys
from pathlib import Path

import pytest
from nbconvert.preprocessors import Preprocessor
from nbgrader.converters import Autograde, GenerateAssignment, GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeFactory
from traitlets.config.loader import Config, PyFileConfigLoader
from traitlets.utils.importstring import import_item

from coaching.grading.config import COURSE_ID

from ..coursecopy import REPOSITORY, Course


@pytest.fixture
def config() -> Config:
    return PyFileConfigLoader("nbgrader_config.py", path=str(REPOSITORY)).load_config()


def test_the_configuration_of_the_course_loads_and_names_the_course(config: Config) -> None:
    assert config.CourseDirectory.course_id == COURSE_ID
    assert config.CourseDirectory.source_directory == "solutions"
    assert config.CourseDirectory.release_directory == "exercises"


def test_every_hook_named_in_the_configuration_is_there(config: Config) -> None:
    for chain in (
        config.GenerateAssignment.preprocessors,
        config.Autograde.sanitize_preprocessors,
        config.Autograde.autograde_preprocessors,
    ):
        for name in chain:
            assert issubclass(import_item(name), Preprocessor), name


def test_nbgrader_takes_every_setting_without_a_word(config: Config) -> None:
    """A misspelt option is only a warning in a log; a wrong type raises."""
    coursedir = CourseDirectory(config=config)
    for made in (
        Autograde(coursedir=coursedir, config=config),
        GenerateAssignment(coursedir=coursedir, config=config),
        GenerateFeedback(coursedir=coursedir, config=config),
        ExchangeFactory(config=config),
        coursedir,
    ):
        for name in config.get(type(made).__name__, {}):
            assert made.has_trait(name), f"{type(made).__name__} has no option {name}"
    assert ExchangeFactory(config=config).collect.__module__ == "coaching.grading.exchange"
    assert GenerateFeedback(coursedir=coursedir, config=config).exporter_class.__module__ == "coaching.grading.feedback"


def test_the_course_is_found_from_jupyters_own_configuration_folder_too(tmp_path: Path) -> None:
    """nbgrader's Lab pages change into the learner's folder before they look for a configuration."""
    (tmp_path / "nbgrader_config.py").write_text(
        "from pathlib import Path\nfrom coaching.grading.config import configure\n"
        f"configure(get_config(), Path({str(tmp_path / 'course')!r}))\n"
    )
    config = PyFileConfigLoader("nbgrader_config.py", path=str(tmp_path)).load_config()
    assert config.Exchange.assignment_dir == str(tmp_path / "course" / "workspace" / "exercises")
    assert config.CourseDirectory.root == str(tmp_path / "course")


def test_nbgrader_finds_its_own_helper_programs_when_no_environment_is_active(tmp_path: Path) -> None:
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            "import shutil; from pathlib import Path; from traitlets.config import Config;"
            "from coaching.grading.config import configure; configure(Config(), Path('/course'));"
            "print(shutil.which('alembic'))",
        ],
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(REPOSITORY / "src"), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(said.stdout.strip()).parent == Path(sys.executable).parent


def test_the_command_line_reads_the_same_configuration(demo_course: Course) -> None:
    said = demo_course.nbgrader("list", "--debug").stderr
    assert "Exception while loading config" not in said
    assert "No nbgrader_config.py file found" not in said
