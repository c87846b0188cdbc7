"""Objectives and ratings on the database: history, lineage, who owns what, what erasing does."""

from __future__ import annotations

from datetime import timedelta

from bot.store import Store, engagements, erasure, export, objectives
from bot.store.objectives import Content
from bot.store.people import Role
from tests.store.scenes import LATER, NOW, SOON, Someone

WORDS = Content(
    "que Samia anime le comité sans moi", "que l'équipe décide", "en me taisant", "le nombre", "un mot"
)
DUE = NOW + timedelta(days=180)


def begun(store: Store, someone: Someone) -> tuple[str, str, str, str]:
    coach, zoe, boss = someone("Anne", Role.COACH), someone(), someone("Eva", Role.SPONSOR)
    with store.write() as tx:
        made = engagements.begin(tx, coach, zoe, NOW)
        engagements.set_sponsor(tx, made, boss)
    return made, coach, zoe, boss


def add(store: Store, made: str, zoe: str, **other: object) -> int:
    values: dict[str, object] = {
        "position": 1, "content": WORDS, "baseline": 3, "target": 7, "due_at": DUE,
    } | other  # fmt: skip
    with store.write() as tx:
        return objectives.add(tx, made, zoe, NOW, **values)  # type: ignore[arg-type]  # values of a test


def test_what_was_defined_is_what_is_read(store: Store, someone: Someone) -> None:
    made, _, zoe, _ = begun(store, someone)
    row = add(store, made, zoe)
    with store.read() as tx:
        [one] = objectives.current(tx, made)
        assert (one.id, one.root, one.content, one.position) == (row, row, WORDS, 1)
        assert (one.baseline, one.target, one.due_at, one.at, one.replaced_at) == (3, 7, DUE, NOW, None)
        assert objectives.current(tx, "nothing") == objectives.history(tx, "nothing") == []
        assert objectives.ratings(tx, "nothing") == {}


def test_other_words_are_a_new_row_and_the_former_stays(store: Store, someone: Someone) -> None:
    made, _, zoe, boss = begun(store, someone)
    first = add(store, made, zoe)
    with store.write() as tx:
        [one] = objectives.current(tx, made)
        objectives.rate(tx, one, zoe, Role.COACHEE, NOW, value=3, occasion="start")
        second = objectives.add(
            tx,
            made,
            zoe,
            SOON,
            position=1,
            content=Content("autrement"),
            baseline=3,
            target=8,
            due_at=DUE,
            former=one,
        )
        [two] = objectives.current(tx, made)
        assert (two.id, two.root) == (second, first)
        objectives.rate(
            tx, two, boss, Role.SPONSOR, LATER, value=5, occasion="start", evidence="vu en comité"
        )
        objectives.add(
            tx, made, zoe, LATER, position=1, content=WORDS, baseline=3, target=8, due_at=DUE, former=two
        )
    with store.read() as tx:
        [three] = objectives.current(tx, made)
        assert three.root == first
        assert [(old.replaced_at, old.content.what) for old in objectives.history(tx, made)] == [
            (SOON, WORDS.what),
            (LATER, "autrement"),
            (None, WORDS.what),
        ]
        found = objectives.ratings(tx, made)[first]
        assert [(r.role, r.value, r.evidence, r.occasion, r.at) for r in found] == [
            (Role.COACHEE, 3, "", "start", NOW),
            (Role.SPONSOR, 5, "vu en comité", "start", LATER),
        ]


def test_a_place_that_is_free_is_taken_again(store: Store, someone: Someone) -> None:
    made, _, zoe, _ = begun(store, someone)
    for position in (1, 2, 3):
        add(store, made, zoe, position=position)
    with store.write() as tx:
        standing = objectives.current(tx, made)
        assert objectives.free_position(standing) is None
        assert objectives.remove(tx, standing[1], LATER)
        assert not objectives.remove(tx, standing[1], LATER)
        left = objectives.current(tx, made)
        assert [one.position for one in left] == [1, 3]
        assert objectives.free_position(left) == 2
        assert objectives.free_position([]) == 1


def test_words_are_their_authors(store: Store, someone: Someone) -> None:
    """Everybody exports their own line; erasing the sponsor takes the sponsor's, erasing the coachee takes all."""
    made, coach, zoe, boss = begun(store, someone)
    row = add(store, made, zoe)
    with store.write() as tx:
        [one] = objectives.current(tx, made)
        for who, role in ((zoe, Role.COACHEE), (coach, Role.COACH), (boss, Role.SPONSOR)):
            objectives.rate(
                tx, one, who, role, NOW, value=5, occasion="start", evidence=f"dit par {role.value}"
            )
        objectives.rate(
            tx,
            one,
            boss,
            Role.SPONSOR,
            NOW,
            value=6,
            occasion="middle",
            evidence="sur papier",
            recorded_by=coach,
        )
    with store.read() as tx:
        hers = [r.get("evidence") for r in export.everything(tx, zoe)["rating"]]
        assert hers[0] == "dit par coachee"
        assert not any(hers[1:]), "the words of others are theirs to export"
        assert "dit par sponsor" in str(export.everything(tx, boss)["rating"])
    erasure.erase(store, boss, LATER)
    with store.read() as tx:
        assert [r.role for r in objectives.ratings(tx, made)[row]] == [Role.COACHEE, Role.COACH]
    erasure.erase(store, zoe, LATER)
    with store.read() as tx:
        assert objectives.history(tx, made) == []
        assert objectives.ratings(tx, made) == {}
