"""Questions that start from what was heard: separating questions, themes, levers."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.dialog.effects import Answered, Remembered
from bot.dialog.events import Begin, Leave, Say
from bot.dialog.rehearsal import rehearse
from bot.dialog.state import Item, Passage, State
from bot.insight import PITFALLS, Distress, Finding, Lever, Reading
from bot.insight.settling import BAR, settled
from tests.dialog.shipped import NOW
from tests.dialog.small import PLAIN, Talk, kept, made, told

GUIDON, POSTURE, RELAIS, SOLITUDE = PITFALLS
SCENE = {
    "scene.yaml": f"""
dialog: scene
start: recit
steps:
  recit: {{ask: text, keep: recit, next: aiguille}}
  aiguille:
    next:
      - {{when: {{finding: any}}, go: hypothese}}
      - {{when: {{between: [{POSTURE}, {GUIDON}]}}, go: deux}}
      - {{when: {{doubt: {SOLITUDE}}}, go: seul}}
      - {{when: {{theme: [understaffed, conflict]}}, go: conflit}}
      - {{when: {{lever: any}}, go: appui}}
      - else: encore
  deux:
    ask: choice
    choices: [vite, taire, equipe, autre]
    settles: {{vite: {GUIDON}, taire: {POSTURE}, equipe: conflict, autre: none}}
    keep: departage
    next: aiguille
  seul: {{ask: choice, choices: [seul, autre], settles: {{seul: {SOLITUDE}, autre: none}}, next: encore}}
  hypothese: {{ask: confirm, about: finding, item: pitfall, next: aiguille}}
  conflit: {{ask: text, theme: conflict, item: theme, probe: descriptive, next: encore}}
  appui:
    ask: choice
    choices: [garder, laisser]
    about: lever
    remember: ressource
    item: resource
    next: encore
  encore: {{ask: text, next: [{{when: {{skipped: true}}, go: fin}}, {{else: aiguille}}]}}
  fin: {{end: done}}
""",
}
OPENING = "lundi j'ai refait le tableau sans le dire à Paul, et Samia m'a tiré de là"
FIRST = Finding(GUIDON, 6, 28, OPENING[6:28], 0.45)
SECOND = Finding(POSTURE, 29, 48, OPENING[29:48], 0.4)
DOUBTS = Reading(doubts=(SECOND, FIRST))
LEVER = Lever("person", "Samia m'a tiré de là")


def talk(reading: Reading = DOUBTS, **state: object) -> Talk:
    """A talk after its opening, in which this was read."""
    begun = Talk("scene", SCENE, **state)
    begun.say(OPENING, reading=reading)
    return begun


def odds(**likely: float) -> Reading:
    return Reading(odds=tuple(likely.get(label, 0.05) for label in PITFALLS))


# Doubts


def test_a_tap_counts_for_its_pitfall_and_against_the_other() -> None:
    one = talk()
    assert one.at == "scene.deux"
    one.press("taire")
    score = settled(SECOND.score, tap=1)
    assert one.state.passages == (Passage(POSTURE, SECOND.quote, score),)
    assert one.state.said["departage"] == "taire"
    assert one.at == "scene.hypothese"
    assert (one.state.about, one.state.quote) == (POSTURE, SECOND.quote)
    assert one.state.doubts == ()


def test_words_that_spell_a_button_are_a_tap() -> None:
    one = talk()
    effects = one.say("faire vite", choices=("vite",), reading=odds(defaut_de_posture=0.99))
    assert [passage.label for passage in one.state.passages] == [GUIDON]
    assert kept(effects) == [("deux", "faire vite", ("vite",))]


def test_a_choice_that_speaks_for_neither_settles_against_both() -> None:
    one = talk()
    one.press("autre")
    assert one.state.passages == ()
    assert one.at == "scene.encore"


def test_words_of_ones_own_are_an_answer_that_counts_by_its_odds() -> None:
    one = talk()
    effects = one.say("je voulais surtout que ça parte", reading=odds(nez_dans_le_guidon=0.9))
    assert settled(FIRST.score, 0.9) >= BAR > settled(SECOND.score, 0.05)
    assert one.state.passages == (Passage(GUIDON, FIRST.quote, settled(FIRST.score, 0.9)),)
    assert one.at == "scene.hypothese"
    assert one.state.said["departage"] == "je voulais surtout que ça parte"
    assert not any(block.startswith("retry") for _, block in told(effects))
    assert kept(effects) == [("deux", "je voulais surtout que ça parte", ())]


def test_words_in_which_nothing_was_weighed_settle_nothing() -> None:
    one = talk(Reading(doubts=(Finding(GUIDON, 6, 28, OPENING[6:28], 0.7), SECOND)))
    assert settled(0.7) >= BAR
    one.say("🙂")
    assert one.state.passages == ()
    assert one.state.doubts == ()
    assert one.at == "scene.encore"


def test_a_reply_is_quoted_for_other_pitfalls_only() -> None:
    one = talk()
    own = Finding(GUIDON, 0, 5, "je re", 0.8)
    other = Finding(RELAIS, 0, 5, "je re", 0.6)
    likely = odds(nez_dans_le_guidon=0.8, rupture_relationnelle=0.6)
    one.say("je refais tout", reading=Reading((own, other), odds=likely.odds))
    assert {(passage.label, passage.quote) for passage in one.state.passages} == {
        (RELAIS, other.quote),
        (GUIDON, FIRST.quote),
    }


@pytest.mark.parametrize("way", ["skip", "shorter"])
def test_passing_over_lets_the_doubts_go(way: str) -> None:
    one = talk()
    one.press(way)
    if way == "shorter":  # the same question, in fewer words
        assert one.at == "scene.deux"
        one.press(way)
    assert one.state.passages == ()
    assert one.state.doubts == ()
    assert one.at == "scene.encore"


def test_a_second_separating_question_is_never_put() -> None:
    one = talk()
    one.press("autre")
    one.say(OPENING, reading=Reading(doubts=(Finding(SOLITUDE, 0, 5, OPENING[:5], 0.4),)))
    assert one.at == "scene.encore"
    assert one.state.doubts == ()
    one.hear(Leave(NOW))
    one.hear(Begin("scene", NOW))
    one.say(OPENING, reading=DOUBTS)
    assert one.at == "scene.deux", "another talk"


def test_there_is_none_in_a_short_talk() -> None:
    one = Talk("scene", SCENE)
    one.press("shorter")
    one.say(OPENING, reading=DOUBTS)
    assert one.at == "scene.encore"


def test_a_step_without_a_doubt_falls_away() -> None:
    changes = {"scene.yaml": SCENE["scene.yaml"].replace("keep: recit, next: aiguille", "next: seul")}
    one = Talk("scene", changes)
    one.say(PLAIN)
    assert one.at == "scene.encore"
    assert one.state.separated != one.state.talk


def test_there_is_none_over_another_dialogue() -> None:
    one = Talk("essai", SCENE)
    one.hear(Begin("scene", NOW))
    one.say(OPENING, reading=DOUBTS)
    assert one.at == "scene.encore"


def test_another_question_and_an_interruption_put_the_same_one_again() -> None:
    one = talk()
    assert told(one.press("other")) == [("deux", "other")]
    one.say(PLAIN, reading=Reading(distress=Distress.UNSURE, odds=odds(nez_dans_le_guidon=0.9).odds))
    assert one.at == "soutien.d"
    one.press("facon")
    assert one.at == "scene.hypothese", "the words held were the answer, and count by their odds"


def test_what_is_found_is_not_in_doubt_any_more() -> None:
    one = talk(Reading(doubts=(FIRST,)))
    assert [doubt.quote for doubt in one.state.doubts] == [FIRST.quote]
    one.say(PLAIN, reading=Reading((Finding(GUIDON, 0, 5, PLAIN[:5], 0.9),)))
    assert one.state.doubts == ()


def test_of_two_doubts_about_one_pitfall_the_surer_stays() -> None:
    one = talk(Reading(doubts=(FIRST,)))
    one.say(PLAIN, reading=Reading(doubts=(Finding(GUIDON, 0, 5, PLAIN[:5], 0.48), SECOND)))
    assert [(doubt.label, doubt.score) for doubt in one.state.doubts] == [(GUIDON, 0.48), (POSTURE, 0.4)]


def test_a_passage_once_refused_is_not_in_doubt() -> None:
    one = talk(Reading((FIRST,)))
    one.press("non")
    one.hear(Leave(NOW))
    one.hear(Begin("scene", NOW))
    one.say(OPENING, reading=DOUBTS)
    assert [doubt.label for doubt in one.state.doubts] == [POSTURE]


# Themes


def test_a_choice_can_note_a_theme_which_is_then_met() -> None:
    one = talk()
    one.press("equipe")
    assert one.at == "scene.conflit"
    assert "conflict" in one.state.themes
    one.say("ce que je peux décider, c'est l'ordre du jour")
    assert one.state.items == (Item("theme", "ce que je peux décider, c'est l'ordre du jour", "conflict"),)
    assert (one.state.themes, one.state.met) == ((), ("conflict",))


def test_a_theme_is_met_once_also_when_it_is_passed_over() -> None:
    one = talk(Reading(themes=("conflict",)))
    assert one.at == "scene.conflit"
    one.press("skip")
    assert one.state.items == ()
    one.say(PLAIN, reading=Reading(themes=("conflict",)))
    assert one.at == "scene.encore"


def test_other_themes_wait() -> None:
    one = talk(Reading(themes=("exhaustion", "conflict", "bad_news")))
    one.say(PLAIN)
    assert one.state.themes == ("exhaustion", "bad_news")


# Levers


def test_a_lever_that_is_kept_is_remembered_and_laid_in_its_own_words() -> None:
    one = talk(Reading(levers=(LEVER, Lever("way", "sans le dire"))))
    assert one.at == "scene.appui"
    assert one.state.lever == LEVER
    effects = one.press("garder")
    assert Remembered("ressource", LEVER.quote) in effects
    assert one.state.said["ressource"] == LEVER.quote
    assert one.state.items == (Item("resource", LEVER.quote),)
    assert [effect.keys for effect in effects if isinstance(effect, Answered)] == [("garder",)]
    assert one.state.levers == (Lever("way", "sans le dire"),)


def test_a_lever_need_be_neither_remembered_nor_laid() -> None:
    bare = SCENE["scene.yaml"].replace("    remember: ressource\n    item: resource\n", "")
    one = Talk("scene", {"scene.yaml": bare})
    one.say(OPENING, reading=Reading(levers=(LEVER,)))
    effects = one.press("garder")
    assert one.state.items == ()
    assert not any(isinstance(effect, Remembered) for effect in effects)


def test_a_lever_put_aside_is_not_put_again() -> None:
    one = talk(Reading(levers=(LEVER,)))
    one.press("laisser")
    assert one.state.items == ()
    for _ in range(2):  # in this talk, and in the next
        one.say(OPENING, reading=Reading(levers=(LEVER,)))
        assert one.at == "scene.encore"
        one.hear(Leave(NOW))
        one.hear(Begin("scene", NOW))


def test_a_lever_passed_over_is_neither_kept_nor_refused() -> None:
    one = talk(Reading(levers=(LEVER,)))
    one.press("skip")
    assert (one.state.items, one.state.refused, one.state.levers) == ((), (), ())


def test_without_a_lever_the_step_falls_away() -> None:
    changes = {"scene.yaml": SCENE["scene.yaml"].replace("keep: recit, next: aiguille", "next: appui")}
    one = Talk("scene", changes)
    one.say(PLAIN)
    assert one.at == "scene.encore"


# Words held, talks that end, states written down


def test_words_that_open_another_talk_take_along_what_was_heard_in_them() -> None:
    one = Talk("essai", SCENE)
    one.say(
        PLAIN,
        reading=Reading(
            doubts=(Finding(POSTURE, 0, 5, PLAIN[-12:], 0.4),),
            themes=("exhaustion",),
            levers=(Lever("way", "x"),),
        ),
    )
    whole = Reading((Finding(RELAIS, 0, 5, OPENING[:5], 0.9),), themes=("conflict",), doubts=(FIRST,),
                    levers=(LEVER,), odds=odds().odds)  # fmt: skip
    one.hear(Say(OPENING, NOW + timedelta(hours=30), whole))
    assert one.at == "reprise.c"
    one.press("ailleurs")
    assert one.at == "libre.r"
    state = one.state
    assert [passage.label for passage in state.passages] == [RELAIS]
    assert [doubt.label for doubt in state.doubts] == [GUIDON]
    assert (state.themes, state.levers) == (("conflict",), (LEVER,))


def test_what_was_heard_goes_with_its_talk() -> None:
    one = talk(Reading((SECOND,), doubts=(FIRST,), themes=("bad_news",), levers=(LEVER,)))
    one.press("oui")
    one.press("garder")
    one.press("skip")
    state = one.state
    assert not one.at
    assert (state.passages, state.doubts, state.themes, state.met, state.levers) == ((), (), (), (), ())
    assert state.lever is None


def test_it_all_survives_being_written_down() -> None:
    one = talk(Reading(doubts=(FIRST, SECOND), themes=("bad_news",), levers=(LEVER,), odds=odds().odds))
    one.say(PLAIN, reading=Reading(distress=Distress.SURE, themes=("conflict",), odds=odds().odds))
    assert one.state.frames[-1].odds
    written = json.loads(json.dumps(one.state.to_json()))
    assert State.from_json(written, {}) == one.state
    one = talk(Reading(levers=(LEVER,)))
    assert State.from_json(json.loads(json.dumps(one.state.to_json())), {}).lever == LEVER


# What goes with the next answer when it is read


def test_the_answers_before_are_words_and_no_taps() -> None:
    one = talk()
    assert one.library.earlier(one.state) == (OPENING,)
    one.press("autre")
    assert one.state.said["departage"] == "autre"
    assert one.library.earlier(one.state) == (OPENING,)
    two = talk()
    two.say("c'est plutôt que le temps manquait", reading=odds())
    assert two.library.earlier(two.state) == (OPENING, "c'est plutôt que le temps manquait")


def test_half_an_answer_is_the_last_of_those_before() -> None:
    one = talk(Reading(themes=("conflict",)))
    one.say("bof")
    assert one.state.partial == "bof"
    assert one.library.earlier(one.state) == (OPENING, "bof")


def test_no_more_than_three_answers_go_with_the_next() -> None:
    said = {"recit": "un", "departage": "deux", "texte": "trois", "dernier": "quatre"}
    one = Talk("scene", SCENE)
    assert one.library.earlier(replace(one.state, said=said)) == ("deux", "trois", "quatre")
    half = replace(one.state, said=said, partial="cinq")
    assert one.library.earlier(half) == ("trois", "quatre", "cinq")


# Conversations written as data

PLAYED = f"""
talk: scene
lines:
  - say: {OPENING}
    doubts: {{{POSTURE}: sans le dire à Paul, {GUIDON}: refait le tableau}}
    themes: [conflict, bad_news]
    levers: {{person: "Samia m'a tiré de là"}}
  - at: deux
  - say: plutôt pour aller vite
    odds: {{{GUIDON}: 0.9}}
  - at: hypothese
  - press: oui
  - at: conflit
  - say: ce que je peux décider, c'est l'ordre du jour
  - at: encore
  - say: lundi j'ai refait le tableau de Paul
  - at: appui
  - press: garder
  - at: encore
  - press: skip
  - ended: done
"""


def test_a_conversation_can_tell_what_is_read() -> None:
    played = rehearse(made(SCENE), "scene.yaml", PLAYED, lambda _state, _text: (), lambda item: item.words)
    assert played.problems == []
    assert {"scene.deux", "scene.hypothese", "scene.conflit", "scene.appui"} <= played.visited
    readings = [state for _, _, state in played.turns]
    assert [(doubt.label, doubt.score) for doubt in readings[1].doubts] == [(POSTURE, 0.4), (GUIDON, 0.39)]
    assert readings[1].levers == (LEVER,)
    assert readings[2].quote == "refait le tableau"
