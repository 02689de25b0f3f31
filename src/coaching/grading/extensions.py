"""Before nbgrader asks how late a submission is: the date that was agreed with the person counts."""

from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor

from coaching.grading.deadlines import agreed_dates, keep_agreed

__all__ = ["KeepAgreedDates"]


class KeepAgreedDates(NbGraderPreprocessor):  # type: ignore[misc]
    """Give the submission the extension that its person was promised, perhaps before there was a submission."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        names = resources["nbgrader"]
        with Gradebook(names["db_url"]) as gradebook:
            agreed = agreed_dates(gradebook, names["assignment"])
            if names["student"] in agreed:
                keep_agreed(gradebook.find_submission(names["assignment"], names["student"]), agreed)
                gradebook.db.commit()
        return nb, resources
