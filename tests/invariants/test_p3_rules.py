"""P3, as the convention has it: what its rules close stays closed, whatever is asked.

Two worlds differ in nothing but what is closed to a reader. If anything that this reader can get told them apart, the
rule would be written and not applied. Each test shows too that with the rule open they can be told apart.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.coaching.convention import Occasion, Signatory, Terms
from bot.coaching.engagement import Cause, Party
from bot.coaching.rights import Matter, Rules
from bot.conversation import directory
from bot.reports.convention import drawn_up
from bot.store import conventions, engagements, expectations, objectives, people, sharing
from bot.store.people import Role
from tests.conversation.practice import CHANNEL, Practice, Someone, same

BASE = (
    "/aide",
    "/moi",
    "/resume",
    "/brief",
    "/brief Nadia",
    "/digest",
    "/coachees",
    "/objectifs Nadia",
    "bonjour",
)
#: Not pressed: what ends the talk for good, and what another press below the same message also shows.
LEFT_OUT = ("Tout effacer",)
#: An invitation's code is chance.
CODE = re.compile(r"(?<![\w-])[\w-]{32}(?![\w-])")


class World:
    """Nadia, her coach Hélène and her sponsor Odile, with a convention of these rules in force."""

    def __init__(self, home: Path, secret: str, value: int, terms: Mapping[str, object]) -> None:
        self.practice = practice = Practice(home)
        self.helene = practice.coach("Hélène")
        self.nadia = practice.simply("Nadia", self.helene)
        self.odile = practice.stranger("Odile")
        coach, coachee = self.helene.person.id, self.nadia.person.id
        with practice.app.store.write() as tx:
            sponsor = people.create(tx, practice.now, {Role.SPONSOR}, {"prenom": "Odile", "consent": True})
            people.add_address(tx, sponsor, CHANNEL, self.odile.address, practice.now)
            found = engagements.coach_of(tx, coachee)
            assert found is not None
            engagements.set_sponsor(tx, found.id, sponsor)
            which = engagements.load(tx, found.id)
            assert which is not None
            objectives.add(
                tx, which.id, coachee, practice.now, position=1, content=objectives.Content(f"viser {secret}"),
                baseline=3, target=7, due_at=practice.now + timedelta(days=200),
            )  # fmt: skip
            aim = objectives.current(tx, which.id)[0]
            objectives.rate(
                tx,
                aim,
                coachee,
                Role.COACHEE,
                practice.now,
                value=value,
                occasion="month",
                evidence=f"fait {secret}",
            )
            for role, who in ((Role.COACHEE, coachee), (Role.COACH, coach), (Role.SPONSOR, sponsor)):
                said = f"attente {secret}" if role is Role.COACHEE else "du temps"
                expectations.put(
                    tx, which.id, role, person=who, coachee=coachee, text=said, parts={}, now=practice.now
                )
            sharing.file_item(
                tx, coachee, practice.now, engagement=which.id, talk="1", kind="words", text=f"mots {secret}",
                recipient=coach,
            )  # fmt: skip
            parties = tuple(
                Signatory(role, name, who)
                for role, name, who in (
                    (Party.COACHEE, "Nadia", coachee),
                    (Party.COACH, "Hélène", coach),
                    (Party.SPONSOR, "Odile", sponsor),
                )
            )
            agreed = replace(Terms(parties, practice.now.date()).ruled(), **terms)  # type: ignore[arg-type]
            if "rules" not in terms:
                agreed = agreed.ruled()
            paper = drawn_up(practice.app.parts.prompts, agreed, 1, practice.now.date()).to_json()
            one = conventions.propose(tx, which, agreed, paper, practice.now, actor=coach)
            for party, actor in ((Party.COACH, coach), (Party.COACHEE, coachee), (Party.SPONSOR, sponsor)):
                conventions.accept(tx, which, party, one.digest, practice.now, actor=actor)
            for cause in (Cause.FRAME, Cause.CONTRACT):
                which = engagements.move(tx, which, cause, practice.now, coachee)
        practice.now += timedelta(days=1)

    def told(self, someone: Someone, role: Role) -> list[str]:
        """All that this person gets by every command of their role and every button below what it answers."""
        commands = {f"/{name}" for feature in directory.FEATURES for name in feature.commands.get(role, {})}
        start = len(someone.heard)
        for command in sorted(commands | set(BASE)):
            someone.says(command)
            for label in [label for label in someone.labels if label not in LEFT_OUT]:
                someone.says("/annuler")
                someone.says(command)
                if label in someone.labels:
                    someone.presses(label)
            someone.says("/annuler")
        self.practice.wait(days=8)  # what comes of itself
        return [
            CODE.sub(
                "",
                same(f"{heard.text}\n{heard.labels}\n{json.dumps(heard.message.paper, ensure_ascii=False)}"),
            )
            for heard in someone.heard[start:]
        ]


@pytest.fixture
def worlds(tmp_path: Path) -> Iterator[list[World]]:
    made: list[World] = []
    yield made
    for world in made:
        world.practice.close()


def differ(worlds: list[World], home: Path, role: Role, *values: tuple[str, int], **terms: object) -> bool:
    """Whether two worlds with these secrets can be told apart by whoever has that role."""
    told = []
    for number, (secret, value) in enumerate(values):
        worlds.append(World(home / f"{len(worlds)}-{number}", secret, value, terms))
        someone = worlds[-1].odile if role is Role.SPONSOR else worlds[-1].helene
        told.append(worlds[-1].told(someone, role))
    assert all(told), "something was answered"
    return told[0] != told[1]


@pytest.mark.parametrize(
    ("reported", "open_"), [((), False), ((Occasion.END,), False), (tuple(Occasion), True)]
)
def test_ratings_that_are_not_reported(
    worlds: list[World], tmp_path: Path, reported: tuple[Occasion, ...], open_: bool
) -> None:
    assert differ(worlds, tmp_path, Role.SPONSOR, ("même", 2), ("même", 9), reported=reported) is open_


def without(party: Party, *matters: Matter) -> Rules:
    usual = Rules.usual().open
    return Rules({**usual, party: usual[party] - set(matters)})


WORDS = (Matter.SHARED, Matter.OBJECTIVES, Matter.EXPECTATIONS, Matter.RATINGS, Matter.EVIDENCE)


@pytest.mark.parametrize("role", [Role.SPONSOR, Role.COACH])
def test_words_that_are_closed(worlds: list[World], tmp_path: Path, role: Role) -> None:
    closed = without(Party(role.value), *WORDS)
    assert not differ(worlds, tmp_path, role, ("zorglub", 2), ("bulgroz", 9), rules=closed)
    assert differ(worlds, tmp_path, role, ("zorglub", 2), ("bulgroz", 9))


def test_no_rule_opens_a_journal_or_a_line_to_a_sponsor(worlds: list[World], tmp_path: Path) -> None:
    everything = Rules({party: frozenset(Matter) for party in (Party.COACH, Party.SPONSOR)})
    worlds.append(World(tmp_path / "one", "zorglub", 4, {"rules": everything}))
    told = "\n".join(worlds[0].told(worlds[0].odile, Role.SPONSOR))
    assert "viser zorglub" in told
    assert "mots zorglub" not in told
    assert "fait zorglub" not in told
