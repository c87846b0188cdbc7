"""P2 and P3 for what was only heard: a theme or a lever that was not shared reaches neither coach nor sponsor, not
even as a gap.

The talk is a small one, made for it, so that it holds whatever the shipped dialogues ask.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from bot.insight import Lever, Reading
from bot.store import engagements, people
from bot.store.people import Role
from tests.conversation.practice import CHANNEL, Practice, Someone, same
from tests.dialog.shipped import DIALOGS, PROMPTS

TALK = """
dialog: guidon
start: recit
once: true
steps:
  recit: {ask: text, keep: a_qui, next: terrain}
  terrain: {ask: text, theme: conflict, item: theme, next: appui}
  appui: {ask: choice, choices: [garder, laisser], about: lever, remember: ressource, item: resource, next: revue}
  revue: {call: accord, next: fin}
  fin: {end: done}
"""
WORDING = (
    "{% block question_1 %}Et là, ça donne quoi ?{% endblock %}{% block shorter %}Et là ?{% endblock %}"
    "{% block other_1 %}Ou alors ?{% endblock %}"
)
LEVER = (
    WORDING.replace("Et là, ça", "« {{ lever.quote }} » ({{ lever.kind }}), ça")
    + "{% block button_garder %}À garder{% endblock %}{% block button_laisser %}À laisser{% endblock %}"
)
OPENING = "mardi, une tension au comité, zorgouverture, et puis zorgappui m'a rappelé la règle"
HELPED = "zorgappui m'a rappelé la règle"
GROUND = "zorgterrain, ce qui est dans mes mains"
TOLD = f"En toile de fond : une tension avec quelqu'un. « {GROUND} »"
#: What only these two elements could bring to a coach.
TRACES = ("zorg", "toile de fond", "tension", "Ce qui se joue autour", "Ce qui aide", "Appuis", "conflict")
VIEWS = ("/coachees", "/brief", "/digest")
THEME_FATES = ("shared", "private", "passed")
LEVER_FATES = ("shared", "private", "laisser", "passed")


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    home: Path = tmp_path_factory.mktemp("heard")
    shutil.copytree(DIALOGS, home / "dialogs")
    shutil.copytree(PROMPTS, home / "prompts")
    (home / "dialogs" / "guidon.yaml").write_text(TALK, encoding="utf-8")
    wordings = home / "prompts" / "fr" / "guidon"
    shutil.rmtree(wordings)
    wordings.mkdir()
    for step, wording in (("recit", WORDING), ("terrain", WORDING), ("appui", LEVER)):
        (wordings / f"{step}.j2").write_text(wording, encoding="utf-8")
    opened = Practice(home / "home", dialogs=home / "dialogs", prompts=home / "prompts")
    opened.ear.hears("zorgouverture", Reading(themes=("conflict",), levers=(Lever("person", HELPED),)))
    yield opened
    opened.close()


def overheard(practice: Practice) -> tuple[Someone, Someone, Someone]:
    """A coachee who has told the opening, the coach and the sponsor of that engagement."""
    coach = practice.coach("Hélène")
    someone = practice.simply("Nadia", coach)
    sponsor = practice.stranger("Direction")
    with practice.app.store.write() as tx:
        who = people.create(tx, practice.now, {Role.SPONSOR}, {})
        people.add_address(tx, who, CHANNEL, sponsor.address, practice.now)
        engagement = engagements.coach_of(tx, someone.person.id)
        assert engagement is not None
        engagements.set_sponsor(tx, engagement.id, who)
    someone.says("/guidon")
    someone.says(OPENING)
    assert someone.at == "guidon.terrain"
    return someone, coach, sponsor


def to_the_review(someone: Someone, theme: str, lever: str) -> None:
    someone.presses("Passer") if theme == "passed" else someone.says(GROUND)
    assert HELPED in someone.last
    someone.presses({"passed": "Passer", "laisser": "À laisser"}.get(lever, "À garder"))


def views(coach: Someone) -> list[str]:
    return [same(coach.says(command)[-1].text) for command in VIEWS]


def nothing_at_all(someone: Someone, sponsor: Someone) -> None:
    for command in ("/start", "/brief", "/digest", "/resume", f"/brief {someone.person.id}"):
        sponsor.says(command)
    assert not [trace for trace in TRACES if trace in sponsor.everything]


@pytest.mark.parametrize(("theme", "lever"), [*product(THEME_FATES, LEVER_FATES)])
def test_only_what_was_shared_reaches_the_coach_and_nothing_the_sponsor(
    practice: Practice, theme: str, lever: str
) -> None:
    someone, coach, sponsor = overheard(practice)
    to_the_review(someone, theme, lever)
    fates = [fate for fate in (theme, lever) if fate in ("shared", "private")]
    if fates:
        assert (same(TOLD) in same(someone.last)) is (theme != "passed"), "seen before it is decided"
        someone.presses("Un par un")
        for fate in fates:
            someone.presses("Partager" if fate == "shared" else "Garder")
    brief = "".join(views(coach)) + same(coach.says(f"/brief {someone.person.id}")[-1].text)
    assert (same(TOLD) in brief) is (theme == "shared")
    assert ("tension" in brief) is (theme == "shared")
    assert ("Ce qui se joue autour" in brief) is (theme == "shared")
    assert ("zorgterrain" in brief) is (theme == "shared")
    assert ("zorgappui" in brief) is (lever == "shared")
    assert ("Ce qui aide" in brief) is (lever == "shared")
    assert "zorgouverture" not in brief
    nothing_at_all(someone, sponsor)


@pytest.mark.parametrize("way_out", ["/annuler", "stop", "/pause", "/effacer"])
@pytest.mark.parametrize("stage", ["heard", "at the lever", "at the review"])
def test_what_was_never_decided_reaches_nobody(practice: Practice, stage: str, way_out: str) -> None:
    someone, coach, sponsor = overheard(practice)
    if stage == "at the lever":
        someone.says(GROUND)
    elif stage == "at the review":
        to_the_review(someone, "shared", "shared")
    someone.says(way_out)
    if way_out == "/effacer":
        someone.presses("Tout effacer")
    practice.wait(days=8)
    told = "".join(views(coach)) + coach.everything
    assert not [trace for trace in TRACES if trace in told]
    if someone.known:
        nothing_at_all(someone, sponsor)


def test_a_theme_and_a_lever_that_were_kept_leave_no_gap(practice: Practice) -> None:
    """The coach of somebody who kept both sees what the coach of somebody who passed both over sees."""
    seen = []
    for fate in ("private", "passed"):
        someone, coach, _ = overheard(practice)
        to_the_review(someone, fate, fate)
        if fate == "private":
            someone.presses("Tout garder")
        seen.append(views(coach))
    assert seen[0] == seen[1]
