from __future__ import annotations

from datetime import timedelta

from bot.coaching.plan import Plan, Status
from bot.store import Store, Transaction, people, resources, steps
from bot.store.people import Role
from tests.store.scenes import NOW

PLAN = Plan("quand il parle, je me tais", "quand il parle", "je me tais", "l'envie", "compter")


def someone(tx: Transaction) -> str:
    return people.create(tx, NOW, {Role.COACHEE}, {})


def test_a_step_from_its_words_to_its_end(store: Store) -> None:
    with store.write() as tx:
        who, other = someone(tx), someone(tx)
        made = steps.add(tx, who, NOW, PLAN, talk="3:plan")
        one = steps.load(tx, who, made)
        assert one is not None
        assert (one.plan, one.is_open, one.due_at, one.talk) == (PLAN, True, None, "3:plan")
        assert steps.load(tx, other, made) is None, "somebody else's"
        assert steps.write(tx, one, Plan("autre chose"))
        assert steps.set_due(tx, one, NOW + timedelta(days=2))
        assert steps.settle(tx, one, Status.DONE, NOW + timedelta(days=3))
        assert not steps.settle(tx, one, Status.DROPPED, NOW), "only once"
        assert not steps.set_due(tx, one, None)
        assert not steps.write(tx, one, PLAN)
        (done,) = steps.all_of(tx, who)
        assert (done.status, done.plan.words, done.talk) == (Status.DONE, "autre chose", "3:plan")
        assert steps.open_of(tx, who) == []
        assert done.was_open(NOW)
        assert not done.was_open(NOW - timedelta(days=1))
        assert not done.was_open(NOW + timedelta(days=3))


def test_a_changed_step_points_to_what_it_became(store: Store) -> None:
    with store.write() as tx:
        who = someone(tx)
        first = steps.add(tx, who, NOW, PLAN)
        one = steps.load(tx, who, first)
        assert one is not None
        second = steps.replace(tx, one, Plan("deux"), NOW)
        two = steps.load(tx, who, second)
        assert two is not None
        third = steps.replace(tx, two, Plan("trois"), NOW)
        latest = steps.latest(tx, who, first)
        assert latest is not None
        assert latest.id == third
        assert [one.status for one in steps.all_of(tx, who)] == [Status.CHANGED, Status.CHANGED, Status.OPEN]
        assert steps.all_of(tx, who)[0].plan == PLAN, "what was chosen first stays"
        assert steps.latest(tx, who, 999) is None


def test_other_words_for_what_is_closed_stand_beside_it(store: Store) -> None:
    with store.write() as tx:
        who = someone(tx)
        one = steps.load(tx, who, steps.add(tx, who, NOW, PLAN))
        assert one is not None
        steps.settle(tx, one, Status.DONE, NOW)
        steps.replace(tx, one, Plan("autre"), NOW)
        assert [(s.status, s.became) for s in steps.all_of(tx, who)] == [
            (Status.DONE, None),
            (Status.OPEN, None),
        ]


def test_what_helped_is_kept_once_and_knows_when_it_came_back(store: Store) -> None:
    with store.write() as tx:
        who, other = someone(tx), someone(tx)
        first = resources.keep(tx, who, "suivi", "marcher dix minutes", NOW)
        assert resources.keep(tx, who, "reflexion", "Marcher  dix minutes", NOW + timedelta(days=1)) == first
        resources.keep(tx, who, "reflexion", "appeler Samia", NOW + timedelta(days=2))
        resources.recalled(tx, who, "appeler samia", NOW + timedelta(days=3))
        resources.recalled(tx, other, "marcher dix minutes", NOW)
        latest, older = resources.all_of(tx, who)
        assert (latest.words, latest.recalled_at) == ("appeler Samia", NOW + timedelta(days=3))
        assert (older.words, older.at, older.kind, older.recalled_at) == (
            "marcher dix minutes",
            NOW,
            "suivi",
            None,
        )
        assert resources.all_of(tx, other) == []
