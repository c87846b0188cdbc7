from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.dialog.definition import Act, Ask, Step
from bot.dialog.effects import Remark, Tell
from bot.dialog.engine import advance
from bot.dialog.events import Begin, Press, Say
from bot.dialog.state import Frame, Item, Memory, Passage, State
from bot.insight import THEMES
from bot.messages import Purpose
from bot.telling import Reader, in_french
from tests.dialog.shipped import NOW, library, memory, reader, teller


def step(dialog: str, name: str) -> Step:
    return library().current[dialog].steps[name]


def tell(dialog: str, name: str, block: str, seen: State | None = None, ack: int | None = None) -> Tell:
    return Tell(dialog, step(dialog, name), block, 0, seen or State(seed=1), 0, ack)


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (date(2026, 3, 3), "mardi 3 mars"),
        (date(2026, 6, 1), "lundi 1er juin"),
        (date(2026, 6, 11), "jeudi 11 juin"),
        (date(2026, 8, 15), "samedi 15 août"),
    ],
)
def test_a_day_in_french(day: date, told: str) -> None:
    assert in_french(day) == told


def test_the_reader_is_addressed_as_they_chose() -> None:
    paris = ZoneInfo("Europe/Paris")
    assert Reader.of(State(seed=1, memory=memory(adresse="tu")), paris).form == "tu"
    assert Reader.of(State(seed=1), paris).form == "vous"
    assert Reader.of(State(seed=1, said={"adresse": "toi"}), paris).form == "vous"


def test_what_is_said_in_a_turn_is_one_message_with_the_buttons_of_its_question() -> None:
    turn = advance(library(), State(seed=1), Begin("accueil", NOW))
    (message,) = teller().messages(
        [e for e in turn.effects if isinstance(e, Tell)], reader("vous"), "<b>D'abord</b>"
    )
    assert message.html.startswith("<b>D'abord</b>\n\n")
    assert message.token == str(turn.state.asked)
    assert [button.key for row in message.rows for button in row] == ["oui", "plus", "non"]


def test_nothing_said_is_no_message() -> None:
    assert teller().messages([], reader("vous")) == []


def test_ticks_are_an_edit_of_the_buttons() -> None:
    state = State(seed=1, selected=("vision",), asked=4)
    (message,) = teller().messages([Remark("accueil", step("accueil", "situations"), state)], reader("vous"))
    assert (message.purpose, message.token, message.html) == (Purpose.SETTLE, "4", "")
    labels = {button.key: button.label for row in message.rows for button in row}
    assert labels["vision"].startswith("✓ ")
    assert not labels["innovation"].startswith("✓")


def test_rows_are_narrow_enough_for_a_telephone() -> None:
    for dialog in library().current.values():
        for at in dialog.steps.values():
            if at.act is not Act.ASK or at.ask is Ask.SCALE:  # digits: six a row, as below
                continue
            seen = State(seed=1, items=(Item("topic", "a"),), asked=1)
            for row in teller()._rows(dialog.name, at, reader("vous"), seen.selected):
                assert len(row) == 1 or len(row) <= 3


def test_a_scale_is_six_numbers_a_row_and_needs_no_labels() -> None:
    asked = Step("note", Act.ASK, ask=Ask.SCALE, decision=True)
    rows = teller()._rows("reflexion", asked, reader("vous"), ())
    assert [[button.label for button in row] for row in rows] == [list("012345"), ["6", "7", "8", "9", "10"]]


def test_an_acknowledgement_stands_before_a_short_question_or_above_a_long_one() -> None:
    short = teller().wording(tell("reflexion", "geste", "shorter", ack=0), reader("vous"))
    assert "\n" not in short
    assert len(short) > len(teller().wording(tell("reflexion", "geste", "shorter"), reader("vous")))


def test_a_step_without_its_own_probe_or_retry_takes_the_common_one() -> None:
    assert teller().wording(tell("reflexion", "geste", "probe_descriptive"), reader("tu"))
    assert teller().wording(tell("reflexion", "ouverture", "retry_choice"), reader("tu"))


def test_a_hypothesis_quotes_and_names() -> None:
    seen = State(
        seed=1, about="solitude_du_decideur", quote="j'ai <tout> gardé", passages=(Passage("x", "y", 1),)
    )
    text = teller().wording(tell("reflexion", "hypothese", "question", seen), reader("vous"))
    assert "j&#39;ai &lt;tout&gt; gardé" in text
    assert "solitude du décideur" in text


def test_an_element_reads_the_same_for_coachee_and_coach() -> None:
    told = teller().item(Item("pitfall", "je relis & corrige", "nez_dans_le_guidon", "en_partie"))
    assert told == "Nez dans le guidon, en partie\u00a0: «\u00a0je relis & corrige\u00a0»"
    seen = State(seed=1, items=(Item("topic", "a < b"),))
    shown = teller().wording(tell("accord", "element", "question", seen), reader("vous"))
    assert "a &lt; b" in shown
    assert "1 sur 1" in shown.replace("\u00a0", " ")


def test_the_waiting_question_is_shown_with_its_day_on_the_persons_calendar() -> None:
    state = State(seed=3, memory={"adresse": Memory("tu", NOW.date())})
    state = advance(library(), state, Begin("guidon", NOW)).state
    turn = advance(
        library(), state, Say("lundi j'ai tout refait avant la réunion", NOW + timedelta(hours=30))
    )
    assert turn.state.frames[-1].dialog == "reprise"
    for zone, day in (("Europe/Paris", "mardi 10 mars"), ("Pacific/Noumea", "mercredi 11 mars")):
        (message,) = teller().messages(
            [e for e in turn.effects if isinstance(e, Tell)], Reader("tu", ZoneInfo(zone))
        )
        shown = message.html.replace("\u00a0", " ")
        assert day in shown or "10 mars" not in shown


def test_a_step_that_waits_below_is_told_in_the_wording_it_had() -> None:
    frames = (
        Frame("pause", library().current["pause"].digest, "duree"),
        Frame(
            "reprise",
            library().current["reprise"].digest,
            "choix",
            True,
            "mes mots",
            NOW.isoformat(),
            "question",
            0,
        ),
    )
    seen = State(seed=1, frames=frames)
    waiting = teller().wording(tell("pause", "duree", "question"), reader("vous"))
    texts = [
        teller().wording(Tell("reprise", step("reprise", "choix"), "question", variant, seen), reader("vous"))
        for variant in range(4)
    ]
    assert any(waiting in text or "mes mots" in text for text in texts)


def test_labels_are_in_the_order_of_the_buttons() -> None:
    labels = teller().labels("reflexion", step("reflexion", "hypothese"), reader("tu"))
    assert list(labels) == ["oui", "en_partie", "non", "skip", "other", "shorter"]


def test_what_all_dialogues_share() -> None:
    assert teller().common("stale", reader("vous"))
    assert teller().common("probe_concrete", reader("tu"), 1) != teller().common(
        "probe_concrete", reader("vous"), 1
    )


def test_a_press_that_completes_says_something_that_can_be_shown() -> None:
    state = advance(library(), State(seed=1), Begin("pause", NOW)).state
    turn = advance(library(), state, Press(state.asked, "aucune", NOW))
    (message,) = teller().messages([e for e in turn.effects if isinstance(e, Tell)], reader("vous"))
    assert message.rows == ()
    assert message.html


def test_a_theme_is_named_in_plain_french() -> None:
    element = teller().item(Item("theme", "le cadre", "conflict")).replace("\u00a0", " ")
    assert element.startswith("En toile de fond : une tension avec quelqu")
    assert "le cadre" in element
    assert "conflict" not in element


@pytest.mark.parametrize("theme", THEMES)
def test_every_theme_has_a_name(theme: str) -> None:
    assert teller().theme(theme).strip()
    assert theme not in teller().theme(theme)


def test_the_question_that_is_open_reads_as_it_was_put() -> None:
    turn = advance(library(), State(seed=1, memory=memory(adresse="tu")), Begin("reflexion", NOW))
    turn = advance(library(), turn.state, Press(turn.state.asked, "cinq", NOW))
    for key in ("other", "shorter"):
        turn = advance(library(), turn.state, Press(turn.state.asked, key, NOW))
        (message,) = teller().messages([e for e in turn.effects if isinstance(e, Tell)], reader("tu"))
        assert teller().question(turn.state, reader("tu")) == message.html
