"""/moi tells who read what, and when, and nothing of who asked in vain."""

from __future__ import annotations

from datetime import timedelta

from bot.coaching.rights import Matter
from bot.store import access, engagements, erasure
from bot.store.people import Role
from tests.conversation.practice import Practice, Someone, same
from tests.conversation.states import reviewing


def told(someone: Someone) -> list[str]:
    """The lines below « Qui a lu »."""
    heard = same(someone.says("/moi")[0].text)
    return heard.split("Qui a lu\n")[1].split("\n\n")[0].splitlines()


def read(practice: Practice, who: str | None, someone: Someone, *matters: Matter, days: int = 0) -> None:
    with practice.app.store.write() as tx:
        which = engagements.coach_of(tx, someone.person.id)
        assert which is not None
        for matter in matters:
            access.read(
                tx, who or which.coach, which, matter, practice.now + timedelta(days=days), by_host=not who
            )


def test_one_line_a_day_and_reader_latest_first(practice: Practice, helene: Someone) -> None:
    someone = practice.simply("Nadia", helene)
    assert told(someone) == ["Personne d'autre que vous."]
    first = practice.now
    helene.says("/brief")
    read(practice, helene.person.id, someone, Matter.OBJECTIVES, Matter.OBJECTIVES)
    read(practice, None, someone, Matter.SHARED)
    read(practice, helene.person.id, someone, Matter.RATINGS, days=1)
    assert practice.now == first
    lines = told(someone)
    assert lines[0].endswith(": Hélène (coach), les notes de vos objectifs")
    assert lines[1].endswith(": le cabinet, à la place de la personne qui coache, ce que vous avez partagé")
    assert lines[2].endswith(": Hélène (coach), vos objectifs, ce que vous avez partagé")
    assert len(lines) == 3


def test_ten_lines_are_enough(practice: Practice, helene: Someone) -> None:
    someone = practice.simply("Nadia", helene, form="tu")
    for days in range(13):
        read(practice, helene.person.id, someone, Matter.SHARED, days=days)
    lines = told(someone)
    assert len(lines) == 11
    assert lines[10] == "• et 3 autres"
    assert lines[0].endswith("ce que tu as partagé")


def test_who_asked_in_vain_did_not_read(practice: Practice, helene: Someone) -> None:
    someone = practice.simply("Nadia", helene)
    reviewing(practice, someone)
    someone.presses("Tout partager")
    anne = practice.coach("Anne")
    anne.says(f"/brief {someone.person.id}")
    anne.says("/digest")
    assert told(someone) == ["Personne d'autre que vous."]


def test_a_reader_who_is_erased_leaves_a_line(practice: Practice, helene: Someone) -> None:
    someone = practice.simply("Nadia", helene)
    helene.says("/brief")
    with practice.app.store.write() as tx:
        which = engagements.coach_of(tx, someone.person.id)
        assert which is not None
        assert which.holds(Role.COACH) == helene.person.id
    erasure.erase(practice.app.store, helene.person.id, practice.now)
    assert told(someone)[0].endswith(": une personne effacée depuis, ce que vous avez partagé")
