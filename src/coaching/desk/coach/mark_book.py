"""The gradebook cell by cell, with the roster: what is handed over comes from here, so hand-given points count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from coaching.desk.coach.cohort import Cohort
from coaching.grading.course import course_directory, without_iri_grammar
from coaching.grading.roster import Person

with without_iri_grammar():
    from coaching.grading.marks import Marks, marks_in

__all__ = ["MarkBook", "Marks", "read_marks"]


@dataclass(frozen=True)
class MarkBook:
    """Everybody of a cohort by id, as the roster knows them, and the marks of each (person, assignment, notebook)."""

    people: Mapping[str, Person]
    marks: Mapping[tuple[str, str, str], Marks]

    def of(self, person: str, assignment: str, notebook: str) -> Marks | None:
        return self.marks.get((person, assignment, notebook))


def read_marks(cohort: Cohort) -> MarkBook:
    """Read them for the assignments of `cohort`: three queries each, however many people there are.

    Raises:
        CourseProblem: the gradebook cannot be used.
    """
    from coaching.grading.gradebook import gradebook_of

    with gradebook_of(course_directory(cohort.root)) as gradebook:
        known = {
            one.id: Person(one.id, one.first_name or "", one.last_name or "", one.email or "")
            for one in gradebook.students
        }
        marks = {
            (person, assignment, notebook): found
            for assignment in cohort.assignments
            for (person, notebook), found in marks_in(gradebook, assignment).items()
        }
    return MarkBook({one.id: known.get(one.id, Person(one.id)) for one in cohort.people}, marks)
