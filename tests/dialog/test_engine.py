"""Single turns that the shipped dialogues do not all take, on small dialogues made for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.dialog.dates import Told
from bot.dialog.definition import Act, Ask, Branch, Dialog, Interrupt, Signal, Step
from bot.dialog.effects import Ended, Filed, Host, Judged, Left, Remark, Remembered, Tell
from bot.dialog.engine import Turn, advance
from bot.dialog.events import Again, Begin, Leave, Press, Say
from bot.dialog.library import Library
from bot.dialog.state import Frame, Item, Last, Memory, State
from bot.insight import Distress, Finding, Reading
from tests.dialog.shipped import NOW, TODAY, library, memory
from tests.dialog.small import HABIT, PLAIN, SMALL, Talk, kept, made, told

# Answers of each kind


def test_a_thin_answer_draws_one_probe_and_the_second_is_added_to_it() -> None:
    talk = Talk("essai")
    assert told(talk.say(HABIT)) == [("texte", "probe_concrete")]
    effects = talk.say("bof")
    assert talk.at == "essai.note"
    assert talk.state.said["texte"] == f"{HABIT}\nbof"
    assert talk.state.items == (Item("topic", f"{HABIT}\nbof"),)
    assert not any(block.startswith("probe") for _, block in told(effects))


def test_the_same_words_after_a_probe_stand_once() -> None:
    talk = Talk("essai")
    talk.say(HABIT)
    talk.say(HABIT.upper())
    assert talk.state.said["texte"] == HABIT.upper()


def test_passing_a_probe_keeps_the_answer_before_it() -> None:
    talk = Talk("essai")
    talk.say(HABIT)
    talk.press("skip")
    assert talk.state.said["texte"] == HABIT
    assert not talk.state.last.skipped


def test_nothing_is_probed_in_a_short_talk() -> None:
    talk = Talk("essai")
    assert told(talk.press("shorter")) == [("texte", "shorter")]
    talk.say(HABIT)
    assert talk.at == "essai.note"


def test_shorter_twice_passes_the_question() -> None:
    talk = Talk("essai")
    talk.press("shorter")
    talk.press("shorter")
    assert talk.at == "essai.note"
    assert talk.state.last.skipped


def test_another_question_is_not_the_same_wording_again() -> None:
    talk = Talk("essai")
    variants = set()
    for _ in range(3):
        effects = talk.press("other")
        variants.add(next(e.variant for e in effects if isinstance(e, Tell)))
    assert len(variants) == 3


@pytest.mark.parametrize("text", ["4", "4/5", "quatre"])
def test_a_number_typed(text: str) -> None:
    talk = Talk("essai").to("note")
    effects = talk.say(text)
    assert talk.state.last == Last(choices=("4",), number=4)
    assert Remembered("note", "4") in effects
    assert kept(effects) == [("note", text, ("4",))]


def test_a_number_tapped() -> None:
    talk = Talk("essai").to("note")
    talk.press("5")
    assert talk.state.last.number == 5


def test_a_number_out_of_bounds_is_asked_for_again() -> None:
    talk = Talk("essai").to("note")
    effects = talk.say("9")
    assert told(effects) == [("note", "retry_scale"), ("note", "question")]
    assert kept(effects) == [("note", "9", ())]


def test_several_ticks_and_done() -> None:
    talk = Talk("essai").to("plusieurs")
    asked = talk.state.asked
    assert [type(e) for e in talk.press("c")] == [Remark]
    talk.press("a")
    talk.press("c")
    talk.press("b")
    assert talk.state.selected == ("a", "b")
    assert talk.state.asked == asked, "the same question"
    talk.press("done")
    assert talk.state.said["plusieurs"] == "a,b"


def test_done_with_nothing_ticked_passes() -> None:
    talk = Talk("essai").to("plusieurs")
    talk.press("done")
    assert talk.state.last.skipped


def test_what_is_typed_joins_what_was_ticked() -> None:
    talk = Talk("essai").to("plusieurs")
    talk.press("c")
    talk.say("a et b, c'est tout", choices=("b", "a", "done"))
    assert talk.state.said["plusieurs"] == "a,b,c"


def test_done_typed() -> None:
    talk = Talk("essai").to("plusieurs")
    talk.press("b")
    talk.say("c'est tout", choices=("done",))
    assert talk.state.said["plusieurs"] == "b"


def test_a_day() -> None:
    talk = Talk("essai").to("jour")
    talk.say("vendredi", day=date(2026, 3, 13))
    assert talk.state.said["jour"] == "2026-03-13"


def test_no_day() -> None:
    talk = Talk("essai").to("jour")
    assert told(talk.say("plus tard")) == [("jour", "retry_date"), ("jour", "question")]


def test_two_buttons_for_one_answer_are_none() -> None:
    talk = Talk("libre")
    talk.say(PLAIN)
    effects = talk.say("oui, non", choices=("oui", "non"))
    assert told(effects) == [("r", "retry_choice"), ("r", "question")]
    talk.say("oui", choices=("oui",))
    assert talk.at == ""


# Hypotheses

FOUND = Finding("solitude_du_decideur", 0, 5, PLAIN[:5], 0.7)
SURER = Finding("defaut_de_posture", 6, 20, PLAIN[6:20], 0.9)


def test_the_surest_passage_is_put_and_filed_on_a_yes() -> None:
    talk = Talk("essai")
    talk.say(PLAIN, reading=Reading((FOUND, SURER)))
    talk.to("hypothese")
    assert (talk.state.about, talk.state.quote) == ("defaut_de_posture", SURER.quote)
    effects = talk.press("en_partie")
    assert Judged("defaut_de_posture", SURER.quote, "en_partie") in effects
    assert talk.state.items[-1] == Item("pitfall", SURER.quote, "defaut_de_posture", "en_partie")
    assert talk.state.passages[1].verdict == "en_partie"


def test_a_no_is_remembered_and_the_passage_never_put_again() -> None:
    talk = Talk("essai")
    talk.say(PLAIN, reading=Reading((FOUND,)))
    talk.to("hypothese").press("non")
    assert [item.kind for item in talk.state.items] == ["topic"]
    talk.hear(Leave(NOW))
    talk.hear(Begin("essai", NOW))
    talk.say(PLAIN, reading=Reading((FOUND,)))
    assert talk.state.passages == ()


def test_a_hypothesis_passed_over_is_neither_judged_nor_filed() -> None:
    talk = Talk("essai")
    talk.say(PLAIN, reading=Reading((FOUND,)))
    effects = talk.to("hypothese").press("skip")
    assert not any(isinstance(effect, Judged) for effect in effects)
    assert talk.state.passages[0].verdict == "passed"


def test_without_a_passage_there_is_no_hypothesis() -> None:
    talk = Talk("essai").to("jour")
    talk.say("vendredi", day=TODAY)
    assert talk.at == "sous.q"
    assert "essai.hypothese" in talk.turn.passed


# Calls, needs, ends


def test_a_dialogue_is_called_and_comes_back_with_its_outcome() -> None:
    talk = Talk("essai").to("jour")
    talk.say("vendredi", day=TODAY)
    talk.say(PLAIN)
    assert talk.at == "essai.dernier"
    assert talk.state.last.outcome == "fait"


def test_the_end_of_a_talk_files_what_was_decided_and_drops_the_rest() -> None:
    talk = Talk("essai").to("dernier")
    effects = talk.say(PLAIN)
    filed = next(effect for effect in effects if isinstance(effect, Filed))
    assert [(item.words, item.decision) for item in filed.items] == [(PLAIN, "shared")]
    assert [effect.deed for effect in effects if isinstance(effect, Host)] == ["follow_up"]
    assert effects[-1] == Ended("essai", "done")
    assert talk.state.items == ()
    assert talk.state.passages == ()
    assert not talk.state.frames
    assert talk.state.said["dernier"] == PLAIN, "the host may still look"


def test_what_needs_a_name_waits_for_it() -> None:
    talk = Talk()
    assert talk.hear(Begin("sous", NOW)) == []
    assert talk.turn.refused == "needs more"
    talk = Talk(memory=memory(note="4"))
    talk.hear(Begin("sous", NOW))
    assert talk.at == "sous.q"


def test_a_call_that_cannot_be_made_is_passed() -> None:
    talk = Talk("essai").to("note")
    talk.press("skip")
    talk.to("jour")
    talk.say("vendredi", day=TODAY)
    assert talk.at == "essai.dernier", "« sous » needs the number"
    assert talk.state.last.outcome == ""


def test_unknown_and_already_open() -> None:
    talk = Talk()
    talk.hear(Begin("nulle_part", NOW))
    assert talk.turn.refused == "unknown dialogue"
    talk.hear(Begin("essai", NOW))
    asked = talk.state.asked
    assert told(talk.hear(Begin("essai", NOW))) == [("texte", "question")]
    assert talk.state.asked == asked + 1
    assert len(talk.state.frames) == 1


def test_a_dialogue_begun_over_another_comes_back_to_its_question() -> None:
    talk = Talk("essai")
    first = next(effect for effect in talk.turn.effects if isinstance(effect, Tell))
    talk.say(HABIT)
    probe = next(effect for effect in talk.turn.effects if isinstance(effect, Tell))
    talk.hear(Begin("libre", NOW))
    talk.say(PLAIN)
    effects = talk.press("non")
    again = next(effect for effect in effects if isinstance(effect, Tell))
    assert (again.block, again.variant) == (probe.block, probe.variant)
    assert again.block != first.block
    assert (talk.state.probed, talk.state.partial) == (True, HABIT)
    talk.say("bof")
    assert talk.at == "essai.note", "one probe a question, interrupted or not"


def test_a_new_talk_knows_nothing_of_the_last_but_what_is_remembered() -> None:
    talk = Talk("essai").to("dernier")
    talk.hear(Leave(NOW))
    talk.hear(Begin("essai", NOW))
    assert (talk.state.said, talk.state.items, talk.state.passages, talk.state.short) == ({}, (), (), False)


# Leaving


def test_leaving_keeps_numbering_refusals_memory_and_nothing_else() -> None:
    talk = Talk("essai", memory={"adresse": Memory("tu", TODAY)}, refused=("abc",))
    talk.say(HABIT)
    asked, rota = talk.state.asked, talk.state.rota
    effects = talk.hear(Leave(NOW))
    assert effects[-1] == Left()
    assert talk.state == State(
        seed=3, asked=asked + 1, refused=("abc",), rota=rota, talk=1, memory={"adresse": Memory("tu", TODAY)}
    )
    assert talk.hear(Leave(NOW)) == [Left()], "leaving twice is no mistake"


def test_a_thin_answer_is_in_the_journal_before_its_probe() -> None:
    talk = Talk("essai")
    assert kept(talk.say(HABIT)) == [("texte", HABIT, ())]


# Distress


@pytest.mark.parametrize("sign", [Distress.SURE, Distress.UNSURE])
def test_distress_outside_any_talk_brings_help_alone_and_is_kept_once(sign: Distress) -> None:
    talk = Talk()
    effects = talk.say("je n'en peux plus", reading=Reading(distress=sign))
    assert kept(effects) == [("n", "je n'en peux plus", ())]
    assert {effect.dialog for effect in effects if isinstance(effect, Tell)} == {"soutien"}
    assert [frame.dialog for frame in talk.state.frames] == ["libre", "soutien"]


def test_an_idiom_counts_as_the_answer() -> None:
    talk = Talk("essai")
    talk.say(PLAIN, reading=Reading(distress=Distress.UNSURE))
    assert talk.at == "soutien.d"
    effects = talk.press("facon")
    assert talk.at == "essai.note"
    assert talk.state.said["texte"] == PLAIN
    assert [words for _, words, _ in kept(effects)] == [""], "the words were kept when they came"


def test_a_sure_sign_where_a_doubt_was_asked_about() -> None:
    talk = Talk("essai")
    talk.say(PLAIN, reading=Reading(distress=Distress.UNSURE))
    effects = talk.say("je veux mourir", reading=Reading(distress=Distress.SURE))
    assert talk.at == "soutien.s"
    assert kept(effects) == [("d", "je veux mourir", ())]
    assert [frame.dialog for frame in talk.state.frames] == ["essai", "soutien"]


def test_after_help_the_question_waits_again_or_everything_is_closed() -> None:
    talk = Talk("essai")
    talk.say(PLAIN, reading=Reading(distress=Distress.SURE))
    assert told(talk.press("continuer")) == [("texte", "question")]
    talk.say(PLAIN, reading=Reading(distress=Distress.SURE))
    assert Ended("essai", "close") in talk.press("pause")
    assert not talk.state.frames


# A long silence

LATE = NOW + timedelta(hours=30)


def test_late_words_are_asked_about() -> None:
    talk = Talk("essai")
    effects = talk.hear(Say(PLAIN, LATE))
    assert talk.at == "reprise.c"
    assert kept(effects) == [("texte", PLAIN, ())]
    talk.press("reponse")
    assert talk.state.said["texte"] == PLAIN
    assert talk.at == "essai.note"


def test_late_words_that_were_something_new_open_a_note_with_what_was_read_in_them() -> None:
    talk = Talk("essai")
    talk.hear(Say(PLAIN, LATE, Reading((FOUND,))))
    effects = talk.press("ailleurs")
    assert Ended("essai", "turn_away") in effects
    assert talk.at == "libre.r"
    assert talk.state.said == {"note": PLAIN}
    assert [passage.label for passage in talk.state.passages] == ["solitude_du_decideur"]
    assert told(effects) == [("r", "question")]


def test_late_words_may_be_set_aside() -> None:
    talk = Talk("essai")
    talk.hear(Say(PLAIN, LATE))
    assert told(talk.press("reprendre")) == [("texte", "question")]
    assert talk.state.said == {}


def test_a_late_answer_that_can_only_be_one_is_taken() -> None:
    talk = Talk("essai").to("jour")
    talk.hear(Say("vendredi", LATE, told=Told(date(2026, 3, 13))))
    assert talk.at == "sous.q"
    talk = Talk("essai").to("note")
    talk.hear(Say("4", LATE))
    assert talk.at == "essai.plusieurs"
    talk = Talk("essai").to("plusieurs")
    talk.hear(Say("a", LATE, choices=("a",)))
    assert talk.at == "essai.jour"
    talk = Talk("essai").to("jour")
    talk.hear(Say("peut-être", LATE))
    assert talk.at == "reprise.c"


def test_a_late_tap_is_an_answer() -> None:
    talk = Talk("essai").to("note")
    talk.hear(Press(talk.state.asked, "4", LATE))
    assert talk.at == "essai.plusieurs"


# Buttons


def test_an_old_button_changes_nothing() -> None:
    talk = Talk("essai")
    before = talk.state
    talk.hear(Press(before.asked - 1, "skip", NOW))
    assert talk.turn == Turn(before, (), "old button")
    talk.press("nulle_part")
    assert talk.turn == Turn(before, (), "unknown choice")
    silent = Talk()
    silent.press("skip")
    assert silent.turn.refused == "nothing open"
    silent.hear(Again(NOW))
    assert silent.turn.refused == "nothing open"


# Definitions that change under a talk

MOVED = (
    SMALL["essai.yaml"]
    .replace("start: texte", "start: recit\nmoves: {texte: recit}")
    .replace("  texte: {", "  recit: {")
)


def moved(frames: tuple[Frame, ...], changed: str = MOVED) -> tuple[Frame, ...]:
    return made({"essai.yaml": changed}).moved(frames)


def test_a_talk_stays_with_the_definition_it_began_with() -> None:
    talk = Talk("essai")
    today = made({"essai.yaml": SMALL["essai.yaml"].replace("[1, 5]", "[1, 9]")})
    frames = talk.state.frames
    assert today.missing(frames) == [frames[0].digest]
    today.pin(talk.library.current["essai"])
    assert today.missing(frames) == []
    assert today.moved(frames) == frames
    assert today.of(frames[0]).steps["note"].scale == (1, 5)


def test_an_urgent_edit_moves_those_who_stand_there() -> None:
    talk = Talk("essai")
    (frame,) = moved(talk.state.frames)
    assert (frame.step, frame.digest) != (talk.state.frames[0].step, talk.state.frames[0].digest)
    assert frame.step == "recit"
    talk.library = made({"essai.yaml": MOVED})
    talk.say(PLAIN)
    assert talk.at == "essai.note"


def test_a_step_that_is_gone_and_not_moved_keeps_its_definition() -> None:
    frame = Talk("essai").state.frames[0]
    gone = replace(frame, step="disparu")
    assert moved((gone,)) == (gone,)
    assert moved((replace(frame, step="note"),))[0].digest != frame.digest


def test_nobody_is_moved_to_where_nobody_can_wait() -> None:
    frame = Talk("essai").state.frames[0]
    ending = replace(frame, step="fin")
    assert moved((ending,)) == (ending,)
    calling = replace(frame, step="suite")
    called = Frame("sous", "digest", "q")
    assert moved((calling, called))[0].digest != frame.digest
    assert moved((replace(frame, step="note"), called))[0].digest == frame.digest
    over = replace(called, interrupting=True)
    assert moved((replace(frame, step="note"), over))[0].digest != frame.digest


def test_a_dialogue_that_is_no_more_keeps_its_frames() -> None:
    frame = Frame("ancien", "digest", "q")
    assert made().moved((frame,)) == (frame,)
    assert made().moved(()) == ()


def test_an_older_definition_whose_answer_to_distress_is_gone_uses_todays() -> None:
    today = made()
    old = replace(
        today.current["essai"],
        digest="vieux",
        interrupts=(Interrupt(Signal.STOP), Interrupt(Signal.DISTRESS, "secours")),
    )
    today.pin(old)
    state = State(seed=1, frames=(Frame("essai", "vieux", "texte"),), asked=1, asked_at=NOW)
    turn = advance(today, state, Say("je veux mourir", NOW, reading=Reading(distress=Distress.SURE)))
    assert turn.state.frames[-1].dialog == "soutien"


def test_a_signal_with_no_answer_at_all_is_not_heard() -> None:
    heard = (Interrupt(Signal.STOP), Interrupt(Signal.DISTRESS, "secours"))
    alone = Library({"libre": replace(made().current["libre"], interrupts=heard)})
    state = advance(alone, State(seed=1), Begin("libre", NOW)).state
    turn = advance(alone, state, Say("je veux mourir", NOW, reading=Reading(distress=Distress.SURE)))
    assert turn.state.frames[-1].step == "r"


# Definitions that no check would let through


def lone(*steps: Step) -> Library:
    stop = (Interrupt(Signal.STOP),)
    named = {step.name: step for step in steps}
    return Library({"libre": Dialog("libre", steps[0].name, named, stop, "x", "libre.yaml", "")})


def test_a_circle_is_cut() -> None:
    circle = lone(Step("a", Act.ROUTE, (Branch("b"),)), Step("b", Act.ROUTE, (Branch("a"),)))
    with pytest.raises(RuntimeError, match="without end"):
        advance(circle, State(seed=1), Begin("libre", NOW))


def test_no_way_on_is_said() -> None:
    closed = lone(Step("a", Act.ASK, (), ask=Ask.TEXT), Step("b", Act.ROUTE, (Branch("a"),)))
    state = advance(closed, State(seed=1), Begin("libre", NOW)).state
    with pytest.raises(RuntimeError, match="no way on from a"):
        advance(closed, state, Say(PLAIN, NOW))


# Rotation


def test_wordings_come_in_turn_from_a_start_drawn_from_the_seed() -> None:
    talk = Talk("essai")
    variants = [next(effect.variant for effect in talk.turn.effects if isinstance(effect, Tell))]
    for _ in range(5):
        talk.hear(Leave(NOW))
        effects = talk.hear(Begin("essai", NOW))
        variants.append(next(effect.variant for effect in effects if isinstance(effect, Tell)))
    assert variants == list(range(variants[0], variants[0] + 6))


def test_people_do_not_all_begin_with_the_same_wording() -> None:
    first = set()
    for seed in range(30):
        effects = advance(library(), State(seed=seed), Begin("reflexion", NOW)).effects
        first.add(next(effect.variant for effect in effects if isinstance(effect, Tell)) % 3)
    assert first == {0, 1, 2}


def test_acknowledgements_come_now_and_then_and_only_after_words() -> None:
    acks = []
    for seed in range(60):
        talk = Talk("essai", seed=seed)
        acks += [effect.ack for effect in talk.say(PLAIN) if isinstance(effect, Tell)]
        assert all(effect.ack is None for effect in talk.press("3") if isinstance(effect, Tell))
    assert None in acks
    assert any(ack is not None for ack in acks)


# What people say when they share


def accord(*items: Item) -> State:
    frame = Frame("accord", library().current["accord"].digest, "liste")
    return State(seed=1, frames=(frame,), asked=3, asked_at=NOW, items=items)


def test_an_order_in_words_decides_some_and_the_rest_is_asked_one_by_one() -> None:
    state = accord(Item("topic", "a"), Item("view", "b"), Item("view", "c"))
    turn = advance(library(), state, Say("partage 1 ; garde 3", NOW))
    assert [item.decision for item in turn.state.items] == ["shared", "", "private"]
    assert turn.state.frames[0].step == "element"


def test_a_doubtful_order_shares_nothing() -> None:
    state = accord(Item("topic", "a"), Item("view", "b"))
    turn = advance(library(), state, Say("partage tout sauf 2", NOW))
    assert [item.decision for item in turn.state.items] == ["", ""]
    assert turn.state.frames[0].step == "liste"


def test_an_element_reworded_is_shown_again_before_it_is_decided() -> None:
    state = accord(Item("topic", "a"), Item("view", "b"))
    for event in (Press(3, "un_par_un", NOW), Press(4, "modifier", NOW), Say("autrement dit", NOW)):
        turn = advance(library(), state, event)
        state = turn.state
    assert state.items[0] == Item("topic", "autrement dit", edited=True)
    assert state.frames[0].step == "element"
    state = advance(library(), state, Press(state.asked, "partager", NOW)).state
    turn = advance(library(), state, Press(state.asked, "garder", NOW))
    filed = next(effect for effect in turn.effects if isinstance(effect, Filed))
    assert [(item.words, item.decision) for item in filed.items] == [
        ("autrement dit", "shared"),
        ("b", "private"),
    ]


# States written down by an older Recul


def test_a_state_without_what_was_added_later_is_read_and_goes_on() -> None:
    written = Talk("essai").state.to_json()
    for name in ("doubted", "doubts", "separated", "themes", "met", "levers", "lever"):
        del written[name]
    written["gone"] = 1
    written["frames"] = [row[:8] for row in written["frames"]]
    state = State.from_json(written, {})
    assert (state.doubted, state.separated, state.doubts, state.lever) == (0, 0, (), None)
    assert state.frames[0].partial == ""
    assert advance(made(), state, Say(PLAIN, NOW)).state.frames[0].step == "note"
