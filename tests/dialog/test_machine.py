from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from bot.dialog.definition import Condition, Dialog, Signal
from bot.dialog.definition import Test as When
from bot.dialog.guards import holds
from bot.dialog.machine import LEFT, Walk
from bot.dialog.state import Frame, Item, Last, Passage, State
from bot.insight import Lever
from tests.dialog.shipped import dialogs, library, memory, states
from tests.dialog.table import Table


@settings(max_examples=150, deadline=None)
@given(talk=states())
@pytest.mark.parametrize("dialog", dialogs(), ids=lambda dialog: dialog.name)
def test_walks_where_the_table_says(dialog: Dialog, talk: State) -> None:
    walk, table = library().walk(dialog), Table(dialog)
    for step in dialog.steps:
        assert walk.after(step, talk) == table.after(step, talk)
        for signal in Signal:
            assert walk.hears(signal, step, talk) == table.hears(signal, step, talk)


def test_a_machine_is_made_once_for_each_definition() -> None:
    dialog = library().current["reflexion"]
    assert library().walk(dialog) is library().walk(dialog)


def test_stop_is_heard_at_every_step_and_leaves() -> None:
    for dialog in dialogs():
        for step in dialog.steps:
            assert Walk(dialog).hears(Signal.STOP, step, State(seed=1))
        assert LEFT not in dialog.steps


MIXED = (Item("topic", "a"), Item("view", "b", decision="shared"))
FOUND = (Passage("defaut_de_posture", "je me tais", 0.9),)
JUDGED = (Passage("defaut_de_posture", "je me tais", 0.9, "non"),)
DOUBTFUL = State(
    1,
    talk=1,
    doubts=(
        Passage("defaut_de_posture", "je me tais", 0.4),
        Passage("solitude_du_decideur", "à qui le dire", 0.3),
        Passage("nez_dans_le_guidon", "j'ai tout refait", 0.2),
    ),
)
ONE_DOUBT = replace(DOUBTFUL, doubts=DOUBTFUL.doubts[:1])


@pytest.mark.parametrize(
    ("test", "values", "name", "talk", "expected"),
    [
        (When.ANSWER, ("oui", "non"), "", State(1, last=Last(choices=("non",))), True),
        (When.ANSWER, ("oui",), "", State(1, last=Last(choices=("non",))), False),
        (When.ANSWER, ("oui",), "", State(1, last=Last(choices=("oui",), skipped=True)), False),
        (When.SKIPPED, ("true",), "", State(1, last=Last(skipped=True)), True),
        (When.SKIPPED, ("false",), "", State(1, last=Last(skipped=True)), False),
        (When.SKIPPED, ("false",), "", State(1), True),
        (When.BELOW, ("4",), "", State(1, last=Last(number=3)), True),
        (When.BELOW, ("4",), "", State(1, last=Last(number=4)), False),
        (When.BELOW, ("4",), "", State(1), False),
        (When.ABOVE, ("4",), "", State(1, last=Last(number=5)), True),
        (When.ABOVE, ("4",), "", State(1, last=Last(number=4)), False),
        (When.ABOVE, ("4",), "", State(1), False),
        (When.ABOVE, ("depart",), "", State(1, last=Last(number=5), said={"depart": "4"}), True),
        (When.ABOVE, ("depart",), "", State(1, last=Last(number=4), said={"depart": "4"}), False),
        (When.BELOW, ("depart",), "", State(1, last=Last(number=3), said={"depart": "4"}), True),
        (When.BELOW, ("depart",), "", State(1, last=Last(number=3), said={"depart": "peu"}), False),
        (When.BELOW, ("depart",), "", State(1, last=Last(number=3)), False),
        (When.BELOW, ("depart",), "", State(1, said={"depart": "4"}), False),
        (When.KNOWN, ("a",), "", State(1, said={"a": "x"}), True),
        (When.KNOWN, ("a",), "", State(1, memory=memory(a="x")), True),
        (When.KNOWN, ("a",), "", State(1, said={"a": ""}, memory=memory(a="x")), False),
        (When.KNOWN, ("a", "b"), "", State(1, said={"a": "x"}), False),
        (When.VALUE, ("tu", "vous"), "adresse", State(1, memory=memory(adresse="tu")), True),
        (
            When.VALUE,
            ("tu",),
            "adresse",
            State(1, said={"adresse": "vous"}, memory=memory(adresse="tu")),
            False,
        ),
        (When.FINDING, ("any",), "", State(1, passages=FOUND), True),
        (When.FINDING, ("defaut_de_posture",), "", State(1, passages=FOUND), True),
        (When.FINDING, ("nez_dans_le_guidon",), "", State(1, passages=FOUND), False),
        (When.FINDING, ("any",), "", State(1, passages=JUDGED), False),
        (When.DOUBT, ("any",), "", DOUBTFUL, True),
        (When.DOUBT, ("defaut_de_posture",), "", DOUBTFUL, True),
        (When.DOUBT, ("solitude_du_decideur",), "", DOUBTFUL, False),
        (When.DOUBT, ("any",), "", State(1, talk=1), False),
        (When.DOUBT, ("any",), "", replace(DOUBTFUL, separated=1), False),
        (When.DOUBT, ("any",), "", replace(DOUBTFUL, short=True), False),
        (
            When.DOUBT,
            ("any",),
            "",
            replace(DOUBTFUL, frames=(Frame("a", "", "b", interrupting=True),)),
            False,
        ),
        (When.BETWEEN, ("solitude_du_decideur", "defaut_de_posture"), "", DOUBTFUL, True),
        (When.BETWEEN, ("defaut_de_posture", "nez_dans_le_guidon"), "", DOUBTFUL, False),
        (When.BETWEEN, ("defaut_de_posture", "solitude_du_decideur"), "", ONE_DOUBT, False),
        (
            When.BETWEEN,
            ("defaut_de_posture", "solitude_du_decideur"),
            "",
            replace(DOUBTFUL, separated=1),
            False,
        ),
        (When.THEME, ("any",), "", State(1, themes=("conflict",)), True),
        (When.THEME, ("bad_news", "conflict"), "", State(1, themes=("conflict",)), True),
        (When.THEME, ("bad_news",), "", State(1, themes=("conflict",)), False),
        (When.THEME, ("any",), "", State(1, met=("conflict",)), False),
        (When.LEVER, ("any",), "", State(1, levers=(Lever("way", "x"),)), True),
        (When.LEVER, ("any",), "", State(1, lever=Lever("way", "x")), False),
        (When.PITFALL, ("defaut_de_posture",), "", State(1, about="defaut_de_posture"), True),
        (When.PITFALL, ("defaut_de_posture",), "", State(1), False),
        (When.SHORT, ("true",), "", State(1, short=True), True),
        (When.SHORT, ("false",), "", State(1, short=True), False),
        (When.ITEMS, ("undecided",), "", State(1, items=MIXED), True),
        (When.ITEMS, ("undecided",), "", State(1, items=MIXED[1:]), False),
        (When.ITEMS, ("shared",), "", State(1, items=MIXED), True),
        (When.ITEMS, ("shared",), "", State(1, items=MIXED[:1]), False),
        (When.ITEMS, ("none",), "", State(1), True),
        (When.ITEMS, ("none",), "", State(1, items=MIXED), False),
        (When.OUTCOME, ("done", "later"), "", State(1, last=Last(outcome="later")), True),
        (When.OUTCOME, ("done",), "", State(1), False),
        (When.DISTRESS, ("unsure",), "", State(1, last=Last(distress="unsure")), True),
        (When.DISTRESS, ("unsure",), "", State(1, last=Last(distress="sure")), False),
    ],
)
def test_what_each_test_means(
    test: When, values: tuple[str, ...], name: str, talk: State, expected: bool
) -> None:
    assert holds(Condition(test, values, name))(talk) is expected
    assert holds(Condition(test, values, name, negated=True))(talk) is not expected
