"""Records of completed work: what counts as done and as met, one page each, and badges that anybody can check."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from coaching.desk.coach.badges import badges_for
from coaching.desk.coach.completion import Done, Objective, Record, module_done, record_page, safe_names
from coaching.desk.coach.modules import Module, modules_of
from coaching.grading.marks import Mark, Marks
from coaching.grading.roster import Person
from coaching.items import ShortText
from coaching.problems import CourseProblem

from ..coursecopy import REPOSITORY
from ..needs import missing

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)
MIRA = Person("mira", "Mira", "Okoro", "mira@example.org")
MODULE = Module(
    "03-stretch-scoring",
    "Stretch goals",
    "stretch",
    {"03.kinds": "Tell kinds apart", "03.score": "Compute scores", "03.new": "Nothing asks for this yet"},
    {
        name: ShortText(id=name, prompt="?", objective=objective)
        for name, objective in (("kinds", "03.kinds"), ("dressed", "03.kinds"), ("scores", "03.score"))
    },
)


def marks(cells: Mapping[str, Mark], penalty: float = 0) -> Marks:
    return Marks("Mira", MODULE.name, MODULE.notebook, dict(cells), penalty=penalty)


def done(cells: Mapping[str, Mark], **how: float) -> Done:
    found = module_done(MODULE, marks(cells), AT, **how)
    assert isinstance(found, Done), found
    return found


def a_record(modules: int = 1, objectives: int = 7, words: str = "Tell kinds apart", person: Person = MIRA) -> Record:
    met = tuple(Objective(f"{number} {words}", 4, 5, met=True) for number in range(objectives))
    titles = [f"Module {number}: stretch goals and honest scoring" for number in range(modules)]
    all_done = tuple(Done(f"0{n}-x", title, 40.25, 68, date(2026, 11, 20), met) for n, title in enumerate(titles))
    return Record(person, date(2026, 11, 22), all_done, (("Learning rituals", "not handed in yet"),))


def size_of(page: str) -> float:
    return float(re.findall(r"\.record \{ font-size: ([\d.]+)pt", page)[0])


# --- the rule --------------------------------------------------------------------------------------------------------


def test_an_objective_is_met_from_the_stated_share_of_its_points_the_texts_included() -> None:
    """6 of 10 points is 60 %, of all parts that ask for it together; what nothing asks for is not told."""
    cells = {"kinds": Mark(2, 5), "dressed": Mark(4, 5, by_hand=True), "scores": Mark(2.99, 5)}
    assert [(one.words, one.met) for one in done(cells).objectives] == [
        ("Tell kinds apart", True),
        ("Compute scores", False),
    ]
    assert [one.met for one in done(cells, share=0.61).objectives] == [False, False]
    assert [one.met for one in done(cells, share=0.5).objectives] == [True, True]


def test_a_module_is_done_only_when_it_was_handed_in_scored_and_every_text_read() -> None:
    assert module_done(MODULE, None, None) == "not handed in yet"
    assert module_done(MODULE, None, AT) == module_done(MODULE, marks({}), AT) == "not scored yet"
    waits = {"kinds": Mark(5, 5), "dressed": Mark(0, 5, waiting=True), "scores": Mark(5, 5)}
    assert module_done(MODULE, marks(waits), AT) == "one part waits to be read"


def test_points_are_those_of_the_gradebook_less_what_lateness_cost_and_never_below_0() -> None:
    cells = {"kinds": Mark(2, 5), "scores": Mark(3, 5)}
    for penalty, points in ((0, 5), (1.5, 3.5), (9, 0)):
        found = module_done(MODULE, marks(cells, penalty), AT)
        assert isinstance(found, Done) and (found.points, found.most) == (points, 10)


@pytest.mark.parametrize("share", [0, -1, 1.01])
def test_a_share_that_means_nothing_is_our_own_mistake(share: float) -> None:
    with pytest.raises(ValueError, match="share"):
        module_done(MODULE, marks({"kinds": Mark(5, 5)}), AT, share)


@pytest.fixture(scope="module")
def modules() -> dict[str, Module]:
    """Those of the course as it is."""
    return modules_of(REPOSITORY, sorted(path.name for path in (REPOSITORY / "exercises").glob("[0-9]*")))


def test_every_objective_of_every_lesson_is_asked_for_in_its_exercise(modules: dict[str, Module]) -> None:
    """Else nobody could ever meet it."""
    assert any(module.objectives for module in modules.values())
    for module in modules.values():
        assert set(module.objectives) <= {item.objective for item in module.items.values()}, module.name
        assert module.is_form == (not module.objectives)


def test_who_met_everything_in_the_first_four_lessons_reads_it_in_type_of_nine_points(
    modules: dict[str, Module],
) -> None:
    lessons = [module for module in modules.values() if module.objectives][:4]
    full = {one.name: tuple(Objective(words, 5, 5, met=True) for words in one.objectives.values()) for one in lessons}
    all_done = tuple(Done(one.name, one.title, 68, 68, AT.date(), full[one.name]) for one in lessons)
    page = record_page(Record(MIRA, AT.date(), all_done, ()))
    assert page.count("<li>") == sum(map(len, full.values())) and size_of(page) >= 9


# --- the page --------------------------------------------------------------------------------------------------------


def test_the_page_says_who_what_the_rule_and_that_it_is_no_verdict_on_a_person() -> None:
    page = record_page(a_record())
    text = re.sub(r"<[^>]+>|\s+", " ", page.partition("<body>")[2])
    for said in ("Mira Okoro", "40.25 of 68 points", "2026-11-20", "7 of 7 objectives met", "0 Tell kinds apart"):
        assert said in text
    assert "Learning rituals (not handed in yet)" in text and "at least 60 %" in text
    assert "no certificate" in text and "character" in text
    assert "mira@" not in page and "<script" not in page and "http" not in page.partition("<body>")[2]


def test_what_a_person_is_called_is_only_text_on_the_page() -> None:
    page = record_page(a_record(person=Person("x", "<img src=x onerror=alert(1)>", "</style><b>", "")))
    assert "<img" not in page and page.count("</style>") == 2 and "&lt;img" in page


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_every_record_prints_on_one_page(browser: Browser, paper: str) -> None:
    """However many objectives, however long the name; a short one is set as large as other pages."""
    long = "Repair key results so that even the laziest way to reach them serves the customer"
    records = [
        a_record(),
        a_record(4, 7, long),
        a_record(10, 7, long, Person("m", "Wm" * 64, "WmWm " * 25)),
        replace(a_record(14, 7, long * 3), open=(("Learning rituals, early warning", "not handed in yet"),) * 6),
        replace(a_record(), done=()),
    ]
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        for number, record in enumerate(records):
            page.set_content(record_page(record))
            pdf = page.pdf(format=paper)
            assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1, number
    assert size_of(record_page(records[0])) >= 10 and record_page(records[1]).count("<li>") == 28


def test_a_files_name_is_safe_on_every_system_and_nobody_shares_one() -> None:
    ids = ["mira", "Mira", "../../etc/passwd", "a/b", "a\\b", "con", "élan", "x" * 200, "…", "", "a:b?*"]
    names = safe_names(ids)
    assert len({name.casefold() for name in names.values()}) == len(ids)
    for name in names.values():
        assert re.fullmatch(r"\w[\w.-]{0,70}", name) and ".." not in name and name.casefold() != "con", name
    assert names["mira"] == "mira" and names["élan"] == "élan"


# --- badges ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def needs_openbadgeslib() -> None:
    if importlib.util.find_spec("openbadgeslib") is None:
        missing("openbadgeslib is missing; it is in the extra badges")


@pytest.mark.usefixtures("needs_openbadgeslib")
def test_a_badge_is_verified_without_a_network_and_a_changed_one_is_not(tmp_path: Path) -> None:
    from openbadgeslib.errors import LibOpenBadgesException
    from openbadgeslib.ob3 import IdentityObject, OB3LdpVerifier

    key = tmp_path / "badge-key.pem"
    made = badges_for([a_record(2)], issuer="School of Stretch", key=key)
    assert [badge.module for badge in made.badges] == ["00-x", "01-x"] and not made.look
    again = badges_for([a_record(1)], issuer="School of Stretch", key=key)
    for badge in (*made.badges, *again.badges):
        credential = OB3LdpVerifier().verify(badge.content)
        assert credential.issuer.id in made.told[0] and credential.issuer.name == "School of Stretch"
        (who,) = credential.identifiers
        assert who == IdentityObject.create("mira@example.org", salt=who.salt)
        assert "Tell kinds apart" in credential.achievement.criteria_narrative
        assert "mira" not in badge.content.casefold() and "Okoro" not in badge.content
        changed = json.loads(badge.content)
        changed["credentialSubject"]["achievement"]["name"] = "Master of everything"
        with pytest.raises(LibOpenBadgesException):
            OB3LdpVerifier().verify(json.dumps(changed))
    assert oct(key.stat().st_mode & 0o777) == "0o600"


@pytest.mark.usefixtures("needs_openbadgeslib")
def test_no_badge_for_half_a_module_or_for_somebody_without_an_address(tmp_path: Path) -> None:
    record = a_record()
    half = replace(record.done[0], objectives=(*record.done[0].objectives, Objective("More", 1, 5, met=False)))
    key = tmp_path / "badge-key.pem"
    made = badges_for([replace(record, done=(half,))], issuer="School", key=key)
    assert not made.badges and "no badge to give" in made.told[0] and not key.exists()
    made = badges_for([replace(record, person=Person("cy"))], issuer="School", key=key)
    assert not made.badges and "cy" in made.look[0]


@pytest.mark.usefixtures("needs_openbadgeslib")
def test_a_key_that_cannot_sign_and_an_issuer_without_a_name_are_refused_in_a_sentence(tmp_path: Path) -> None:
    key = tmp_path / "key.pem"
    key.write_text("no key")
    with pytest.raises(CourseProblem, match=r"key\.pem is no key"):
        badges_for([a_record()], issuer="School", key=key)
    with pytest.raises(CourseProblem, match="--issuer"):
        badges_for([a_record()], issuer=" ", key=key)
    with pytest.raises(CourseProblem, match="cannot be read or made"):
        badges_for([a_record()], issuer="School", key=tmp_path / "nowhere" / "key.pem")


def test_without_the_library_a_sentence_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("openbadgeslib", "openbadgeslib.errors", "openbadgeslib.ob3"):
        monkeypatch.setitem(__import__("sys").modules, name, None)
    with pytest.raises(CourseProblem, match=r"pip install .*\[badges\]"):
        badges_for([a_record()], issuer="School", key=tmp_path / "key.pem")
