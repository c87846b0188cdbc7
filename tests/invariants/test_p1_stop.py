"""P1. /stop works in every state of every dialogue, at the first try, in any case or accent, also as plain text.
One message confirms it; nothing leaves afterwards, queued or planned; no reason is asked or told. Then the person
may export or erase, and /start brings them back.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import authoring
from bot.dialog import rehearsal
from bot.dialog.replies import spelled
from bot.dialog.state import State
from bot.prompts import Prompts
from bot.settings import ROOT
from bot.store import journal, reminders, talks
from bot.telling import Reader, Teller
from tests.conversation.practice import PARIS, Practice, Someone, same
from tests.invariants.walks import Walk, walks

SPELLINGS = (
    "/stop",
    "stop",
    "STOP !",
    "Stop.",
    "stöp",
    " /Stop ",
    "/STOP maintenant",
    "ＳＴＯＰ",
    "« stop »",
    "stop\n",
)
CONFIRMED = "C'est fait : plus rien ne"


def standing() -> list[tuple[str, str]]:
    """Every stack of questions that the conversations of tests/dialogs lead to, with the state in which it waits.
    `recul dialogs check` holds that they visit each step of each dialogue."""
    library = authoring.load(ROOT / "dialogs")
    teller = Teller(Prompts(ROOT / "prompts"), library)

    def spelling(state: State, text: str) -> tuple[str, ...]:
        frame = state.frame
        if frame is None:
            return ()
        step = library.of(frame).steps[frame.step]
        return spelled(text, teller.labels(frame.dialog, step, Reader.of(state, PARIS)))

    found: dict[str, str] = {}
    for path in sorted((ROOT / "tests" / "dialogs").glob("*.yaml")):
        source = path.read_text(encoding="utf-8")
        played = rehearsal.rehearse(library, path.name, source, spelling, teller.item)
        for _, _, state in played.turns:
            if state.frames:
                place = " > ".join(f"{frame.dialog}.{frame.step}" for frame in state.frames)
                found.setdefault(place, json.dumps(state.to_json()))
    return sorted(found.items())


STANDING = standing()


def test_every_question_of_every_dialogue_is_among_the_places() -> None:
    library = authoring.load(ROOT / "dialogs")
    asked = {
        f"{d.name}.{s.name}" for d in library.current.values() for s in d.steps.values() if s.ask is not None
    }
    assert asked <= {place.split(" > ")[-1] for place, _ in STANDING} | {"libre.note"}, (
        "libre.note never waits"
    )


@pytest.mark.parametrize("part", range(4))
def test_stop_at_every_question_of_every_dialogue(practice: Practice, helene: Someone, part: int) -> None:
    for number, (place, state) in enumerate(STANDING):
        if number % 4 != part:
            continue
        someone = practice.simply("Nadia", helene)
        with practice.app.store.write() as tx:
            talks.save(tx, someone.person.id, state, 0, practice.now)
            reminders.put(tx, someone.person.id, "invitation", practice.now)
            reminders.put(tx, someone.person.id, "follow_up", practice.now)
        assert someone.at == place.split(" > ")[-1]
        stops(practice, someone, helene, SPELLINGS[number % len(SPELLINGS)])


def stops(practice: Practice, someone: Someone, coach: Someone, spelling: str) -> None:
    """Stops and holds all that P1 promises."""
    told = len(coach.heard)
    answer = someone.says(spelling)
    assert len(answer) == 1, f"{spelling!r}: {[heard.text for heard in answer]}"
    assert same(answer[0].text).startswith(CONFIRMED)
    assert not answer[0].buttons
    assert "?" not in answer[0].text, "nothing is asked"
    assert someone.planned == {}
    assert someone.at == ""
    news = [same(heard.text) for heard in coach.heard[told:]]
    assert len(news) <= 1
    assert all("a quitté Recul" in text and "ne demande ni ne transmet de raison" in text for text in news)


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_before_consent_and_with_nothing_open(
    practice: Practice, helene: Someone, spelling: str
) -> None:
    stops(practice, practice.invited("Zoé", helene), helene, spelling)
    stops(practice, practice.simply("Zoé", helene), helene, spelling)


@given(walk=walks(most=14), spelling=st.sampled_from(SPELLINGS))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_stop_after_any_walk(practice: Practice, helene: Someone, walk: Walk, spelling: str) -> None:
    someone = practice.simply("Nadia", helene)
    walk.go(practice, someone)
    stops(practice, someone, helene, spelling)


def silence(practice: Practice, someone: Someone) -> None:
    heard = len(someone.heard)
    practice.wait(days=60)
    assert len(someone.heard) == heard


def test_what_is_queued_never_leaves(practice: Practice, helene: Someone) -> None:
    someone = practice.simply("Nadia", helene)
    practice.offline = True
    for text in ("/reflexion", "cinq minutes", "/aide", "/moi", "/exporter", "stop"):
        someone.says(text)
    practice.offline = False
    practice.settle()
    assert [same(heard.text)[: len(CONFIRMED)] for heard in someone.heard] == [CONFIRMED]


def test_what_was_due_at_the_very_moment_never_leaves(practice: Practice, helene: Someone) -> None:
    """The clock struck, the reminder is in the inbox, and /stop came in just behind it or before it."""
    someone = practice.simply("Nadia", helene)
    with practice.app.store.write() as tx:
        reminders.put(tx, someone.person.id, "invitation", practice.now)
    practice.offline = True
    someone.says("stop")
    practice.clock.strike(practice.now)
    practice.offline = False
    practice.settle()
    assert len(someone.heard) == 1


@pytest.mark.parametrize(
    "text", ["pourquoi pas", "merci", "oui", "👍", "/reflexion", "/pause", "/moi", "/aide"]
)
def test_after_stop_words_are_answered_but_not_kept(practice: Practice, helene: Someone, text: str) -> None:
    someone = practice.simply("Nadia", helene)
    someone.says("stop")
    kept = someone.answers
    someone.says(text)
    assert someone.answers == kept
    assert someone.at == ""
    silence(practice, someone)


def test_old_buttons_after_stop_do_nothing(practice: Practice, helene: Someone) -> None:
    someone = practice.simply("Nadia", helene)
    someone.says("/reflexion")
    question = someone.heard[-1]
    someone.says("stop")
    assert someone.presses("Cinq", question) == []


def test_then_a_copy_and_erasure_work_and_start_brings_back(practice: Practice, helene: Someone) -> None:
    someone = practice.simply("Nadia", helene)
    someone.says("un mot sur la réunion de lundi avec toute la direction")
    someone.says("/stop")
    assert someone.says("/exporter")[0].message.name == "recul.zip"
    someone.says("/start")
    assert someone.at == "accueil.consentement", "coming back begins with the agreement"
    someone.presses("Oui")
    someone.says("stop")
    someone.says("/effacer")
    someone.presses("Tout effacer")
    assert not someone.known


def test_a_second_stop_confirms_again_and_tells_nobody(practice: Practice, helene: Someone) -> None:
    someone = practice.simply("Nadia", helene)
    someone.says("stop")
    told = len(helene.heard)
    assert len(someone.says("stop")) == 1
    assert len(helene.heard) == told


def test_no_reason_is_kept_or_told(practice: Practice, helene: Someone) -> None:
    someone = practice.simply("Nadia", helene)
    someone.says("/reflexion")
    someone.presses("Plus court")
    someone.says("zorglub : je n'en peux plus de ces questions, cela ne me sert à rien")
    someone.says("stop")
    for command in ("/coachees", "/brief", "/digest"):
        helene.says(command)
    assert "a quitté Recul" in same(helene.everything)
    assert "zorglub" not in helene.everything
    with practice.app.store.read() as tx:
        assert all("stop" not in a.words for a in journal.answers(tx, someone.person.id))


@pytest.mark.parametrize(
    "text", ["stop ou encore ?", "je dois dire stop à mes équipes", "non-stop", "stopper tout ça"]
)
def test_a_sentence_with_the_word_is_no_stop(practice: Practice, helene: Someone, text: str) -> None:
    someone = practice.simply("Nadia", helene)
    someone.says("/reflexion")
    someone.presses("Cinq")
    someone.says(text)
    assert CONFIRMED not in same(someone.everything)


@pytest.fixture(autouse=True)
def _online(practice: Practice) -> Iterator[None]:
    yield
    practice.offline = False
