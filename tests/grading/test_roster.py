"""Lists of people come in from whatever saved them, whole or not at all; and nobody is ever taken out."""

from __future__ import annotations

from pathlib import Path

import pytest

from coaching.grading.course import course_directory
from coaching.grading.gradebook import gradebook_of
from coaching.grading.roster import Imported, Person, import_roster, read_roster
from coaching.problems import CourseProblem

from ..coursecopy import Course, new_course

ZOE = Person("zoe", "Zoë", "Kovač", "zoe@example.org")
BO = Person("bo", "Bo", "Lindqvist")


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return new_course(tmp_path / "course")


def imported(course: Course, text: str) -> Imported:
    file = course.root / "people.csv"
    file.write_text(text, encoding="utf-8")
    with gradebook_of(course_directory(course.root)) as gradebook:
        return import_roster(gradebook, file)


def in_gradebook(course: Course) -> list[Person]:
    with course.gradebook() as gradebook:
        return sorted(
            (Person(one.id, one.first_name or "", one.last_name or "", one.email or "") for one in gradebook.students),
            key=lambda person: person.id,
        )


# --- what is recognised ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "id,first_name,last_name,email\nzoe,Zoë,Kovač,zoe@example.org\nbo,Bo,Lindqvist,\n",
        "Email;LAST NAME;First Name;Id\r\nzoe@example.org;Kovač;Zoë;zoe\r\n;Lindqvist;Bo;bo\r\n",
        "Nachname\tVorname\tAnmeldename\tE-Mail-Adresse\rKovač\tZoë\tzoe\tzoe@example.org\rLindqvist\tBo\tbo\r",
        'sep=;\r\n"Surname";"Given name";"Username";"Group";"Email address"\r\n'
        '"Kovač";"Zoë";"zoe";"A, B";"zoe@example.org"\r\n;;;;\r\n"Lindqvist";" Bo ";"bo";"";""\r\n',
        "\n  ,,,\nid,first name,last name,e-mail\nzoe,Zoe\u0308,Kovač,zoe@example.org\nbo,Bo,Lindqvist\n",
    ],
    ids=["nbgrader", "semicolons", "German with tabs", "Excel", "blank lines and a short row"],
)
def test_a_table_means_the_same_whoever_saved_it(text: str) -> None:
    assert read_roster(text.encode()) == [ZOE, BO]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_letters_come_out_right_in_every_unicode(encoding: str) -> None:
    assert read_roster("id,first name,last name\nzoe,Zoë,Kovač\n".encode(encoding)) == [Person("zoe", "Zoë", "Kovač")]


def test_letters_come_out_right_from_an_older_windows() -> None:
    saved = "id;Vorname;Nachname\nbjoern;Björn;Weiß\nrenee;Renée;O’Neil\n".encode("cp1252")
    assert read_roster(saved) == [Person("bjoern", "Björn", "Weiß"), Person("renee", "Renée", "O’Neil")]


def test_the_column_that_says_id_is_the_id_even_beside_a_username() -> None:
    (person,) = read_roster(b"username,id\nlogin-7,mira\n")
    assert person.id == "mira"


def test_an_id_is_spelled_as_the_hand_in_spells_it() -> None:
    (person,) = read_roster(b"id\n  Mira   K \n")
    assert person.id == "Mira-K"


# --- what cannot be meant --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("id,email\nzoe,\n,x@y.z\n", ["row 3, column A (id): the id is missing"]),
        ("email;id\n;../zoe\n", ["row 2, column B (id): '../zoe' cannot be used as a name here"]),
        ("id\nmira\n\nbo\nMira\n", ["row 5, column A (id): Mira stands in row 2 already"]),
        ("id,email\nzoe,none\n", ["row 2, column B (email): 'none' is no e-mail address"]),
        ("id,first name\nzoe,Kovač,Zoë\n", ["row 2 has 3 cells, and there are 2 columns"]),
        ("id,Vorname\nzoe," + "Z" * 129 + "\n", ["row 2, column B (Vorname): 'ZZZ"]),
        ("id,first name\nCON,\nzoe,\nzoe,\n,Bo\n", ["row 2, column A", "row 4, column A", "row 5, column A"]),
        ("Zoë,Kovač\nBo,Lindqvist\n", ["row 1 names no column for the id; it has “Zoë”, “Kovač”"]),
        ("id,name,ID\nzoe,,\n", ["row 1 names two columns “id” (A and C)"]),
        ('id,name\nzoe,"Zoë\nbo,Bo\n', ["Look for a quotation mark"]),
        ("id,name\n", ["nobody below them"]),
        ("", ["row 1 names no column for the id; it has nothing"]),
        ("PK\x03\x04 a workbook", ["save it as “CSV UTF-8”"]),
    ],
)
def test_what_is_wrong_is_said_with_its_place_all_of_it(text: str, sentences: list[str]) -> None:
    with pytest.raises(CourseProblem) as raised:
        read_roster(text.encode(), "people.csv")
    said = raised.value.sentence.splitlines()
    assert len(said) == len(sentences)
    for line, sentence in zip(said, sentences, strict=True):
        assert sentence in line
        assert "people.csv" in line


def test_the_letter_of_a_column_is_the_spreadsheets() -> None:
    wide = ",".join([*(f"c{number}" for number in range(27)), "id"])
    with pytest.raises(CourseProblem, match=r"column AB \(id\)"):
        read_roster(f"{wide}\n{'x,' * 27}\n".encode())


# --- what the gradebook knows afterwards -----------------------------------------------------------------------------


def test_people_are_added_changed_and_kept(course: Course) -> None:
    """An empty cell takes nothing away, and those whom the file does not name stay."""
    first = imported(course, "id,first name,last name,email\nzoe,Zoë,Novak,zoe@example.org\nbo,Bo,Lindqvist,\nab,,,\n")
    assert [person.id for person in first.added] == ["zoe", "bo", "ab"]
    second = imported(course, "id;last name;email\nzoe;Kovač;\nbo;Lindqvist;\ncy;;\n")
    assert second == Imported(
        added=[Person("cy")],
        changed=[(Person("zoe", "Zoë", "Novak", "zoe@example.org"), ZOE)],
        unchanged=[BO],
        absent=[Person("ab")],
    )
    assert in_gradebook(course) == [Person("ab"), BO, Person("cy"), ZOE]


def test_one_impossible_row_keeps_everybody_out(course: Course) -> None:
    with pytest.raises(CourseProblem, match="row 3"):
        imported(course, "id\nbo\n../zoe\n")
    assert in_gradebook(course) == []


def test_capitals_alone_do_not_make_another_person(course: Course) -> None:
    imported(course, "id\nmira\n")
    with pytest.raises(CourseProblem, match="Mira is called mira in the gradebook"):
        imported(course, "id\nbo\nMira\n")
    assert in_gradebook(course) == [Person("mira")]


def test_a_file_that_is_not_there_is_a_sentence(course: Course) -> None:
    with gradebook_of(course_directory(course.root)) as gradebook, pytest.raises(CourseProblem, match="cannot be read"):
        import_roster(gradebook, course.root / "none.csv")


def test_a_gradebook_that_is_in_use_takes_nobody(course: Course) -> None:
    with (course.root / "nbgrader_config.py").open("a", encoding="utf-8") as stream:  # a coach waits longer
        url = f"sqlite:///{course.root / 'gradebook.db'}?timeout=0.1"
        stream.write(f"get_config().CourseDirectory.db_url = {url!r}\n")
    with (
        course.gradebook() as other,
        pytest.raises(CourseProblem, match=r"gradebook\.db is in use"),
    ):
        other.db.connection().exec_driver_sql("BEGIN EXCLUSIVE")
        imported(course, "id\nbo\n")
    assert in_gradebook(course) == []


def test_a_damaged_gradebook_is_a_sentence(course: Course) -> None:
    (course.root / "gradebook.db").write_bytes(b"no database at all" * 100)
    with pytest.raises(CourseProblem, match=r"gradebook\.db is damaged"):
        imported(course, "id\nbo\n")
