"""What somebody agreed to, with its day, and taken back in one tap."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.coaching.rights import Matter
from bot.store import access, audit, engagements, sharing
from tests.conversation.practice import Practice, Someone, same
from tests.conversation.states import reviewing


def shares(someone: Someone) -> None:
    """Shares all of a reflection, if sharing is proposed at all."""
    reviewing(someone.practice, someone)
    if someone.at:
        someone.presses("Tout partager")


def brief(coach: Someone) -> str:
    return same(coach.says("/brief")[-1].text)


def test_each_purpose_and_recipient_has_its_day(practice: Practice, helene: Someone) -> None:
    someone = practice.coachee("Nadia", helene)
    before = same(someone.says("/accords")[-1].text)
    assert "Réfléchir ici" in before
    assert "Donné le mardi 10 mars" in before
    assert "Partager avec Hélène : rien n'est parti" in before
    practice.wait(days=2)
    shares(someone)
    after = same(someone.says("/accords")[-1].text)
    assert "Partager avec Hélène des textes que vous choisissez un à un. Donné le jeudi 12 mars" in after
    assert "Le retirer : rien de plus ne part" in after, "what it does is said before"


def test_taking_the_sharing_back_closes_what_was_shared_and_what_comes(
    practice: Practice, helene: Someone
) -> None:
    someone = practice.simply("Nadia", helene)
    shares(someone)
    assert "Karim" in brief(helene)
    told = len(helene.heard)
    someone.says("/accords")
    answer = same(someone.presses("Retirer")[-1].text)
    assert "2 textes partagés ne s'ouvrent plus pour Hélène" in answer
    assert len(helene.heard) == told, "nobody is told"
    assert "Karim" not in brief(helene)
    shares(someone)
    assert "Karim" not in brief(helene), "nor does anything new go"
    assert {item.decision for item in someone.items[-2:]} == {"private"}, "and none is proposed"
    with practice.app.store.read() as tx:
        which = engagements.coach_of(tx, someone.person.id)
        assert which is not None
        for matter, open_still in (
            (Matter.RATINGS, False),
            (Matter.EVIDENCE, False),
            (Matter.REVIEW, False),
            (Matter.CONVENTION, True),
            (Matter.SESSIONS, True),
        ):
            assert access.may(tx, helene.person.id, which, matter) is open_still


def test_taken_back_while_the_review_lies_open(practice: Practice, helene: Someone) -> None:
    someone = practice.simply("Nadia", helene)
    reviewing(practice, someone)
    review = someone.heard[-1]
    someone.says("/accords")
    someone.presses("Retirer : Hélène")
    assert someone.at == "accord.liste"
    someone.presses("Tout partager")
    assert {item.decision for item in someone.items} == {"private"}
    assert "Karim" not in brief(helene)
    someone.presses("Tout partager", review)
    assert "Karim" not in brief(helene)


def test_it_can_be_given_again_and_what_was_withdrawn_stays_so(practice: Practice, helene: Someone) -> None:
    someone = practice.simply("Nadia", helene)
    shares(someone)
    someone.says("/accords")
    someone.presses("Retirer")
    someone.presses("Redonner")
    assert "Karim" not in brief(helene)
    practice.wait(days=1)
    shares(someone)
    assert "Karim" in brief(helene)
    with practice.app.store.read() as tx:
        told = [entry.action for entry in audit.entries(tx, someone.person.id)]
    assert told.count("sharing_withdrawn") == told.count("sharing_given") == 1


def test_it_can_be_refused_before_anything_was_shared(practice: Practice, helene: Someone) -> None:
    someone = practice.simply("Nadia", helene)
    someone.says("/accords")
    assert "Rien n'était partagé" in same(someone.presses("Retirer")[-1].text)
    shares(someone)
    assert all(item.recipient is None for item in someone.items)


def test_one_text_is_taken_back_by_number(practice: Practice, helene: Someone) -> None:
    someone = practice.simply("Nadia", helene)
    shares(someone)
    someone.says("/resume")
    listed = same(someone.presses("Retirer un texte")[-1].text)
    texts = [item.text for item in someone.items]
    assert all(same(text) in listed for text in texts)
    assert f"1. {same(texts[-1])}" in listed, "newest first"
    answer = same(someone.presses("1")[-1].text)
    assert same(texts[-1]) in answer
    assert [item.withdrawn_at is None for item in someone.items] == [True, False]
    assert same(texts[-1]) not in brief(helene)
    assert same(texts[0]) in brief(helene)
    someone.presses("Un autre")
    someone.says("/retirer 1")
    assert brief(helene) == "Rien de partagé pour l'instant."
    assert "rien à retirer" in same(someone.says("/retirer")[-1].text)


def test_a_button_pressed_twice_takes_one_text_back_once(practice: Practice, helene: Someone) -> None:
    someone = practice.simply("Nadia", helene)
    shares(someone)
    listed = someone.says("/retirer")[-1]
    someone.presses("1", listed)
    assert "déjà plus partagé" in same(someone.presses("1", listed)[-1].text)
    assert sum(item.withdrawn_at is None for item in someone.items) == 1


@pytest.mark.parametrize(
    "choice", ["", "take", "take-", "give-nobody", "page-", "page-9999", "-1", "99999999999", "×"]
)
@pytest.mark.parametrize("token", ["accords", "withdraw"])
def test_forged_presses_change_nothing(practice: Practice, helene: Someone, token: str, choice: str) -> None:
    someone = practice.simply("Nadia", helene)
    shares(someone)
    someone.forges(token, choice)
    assert all(item.withdrawn_at is None for item in someone.items)


def test_nobody_takes_back_what_is_somebody_else_s(practice: Practice, helene: Someone) -> None:
    one, two = practice.simply("Une", helene), practice.simply("Deux", helene)
    shares(one)
    two.forges("withdraw", str(one.items[0].id))
    two.forges("accords", f"take-{helene.person.id}")
    assert all(item.withdrawn_at is None for item in one.items)


def test_the_open_question_waits_and_comes_back(practice: Practice, helene: Someone) -> None:
    someone = practice.simply("Nadia", helene)
    shares(someone)
    someone.says("/reflexion")
    at = someone.at
    for command in ("/accords", "/retirer", "/retirer 99"):
        someone.says(command)
        assert someone.at == at
        assert someone.heard[-1].buttons


def test_many_texts_have_pages(practice: Practice, helene: Someone) -> None:
    someone = practice.simply("Nadia", helene)
    for number in range(5):
        practice.now += timedelta(days=1)
        reviewing(practice, someone)
        someone.presses("Tout partager")
        assert len(someone.items) == 2 * number + 2
    first = same(someone.says("/retirer")[-1].text)
    assert "8. " in first
    assert "9. " not in first
    second = same(someone.presses("Plus anciens")[-1].text)
    assert second.count("Hélène") == 2
    assert "10. " in second


def test_after_leaving_it_is_shown_and_nothing_can_be_given_again(
    practice: Practice, helene: Someone
) -> None:
    someone = practice.simply("Nadia", helene)
    shares(someone)
    listed = someone.says("/accords")[-1]
    someone.says("/stop")
    text = someone.says("/accords")[-1]
    assert "retiré le" in text.text
    assert not text.buttons
    someone.presses("Retirer", listed)
    with practice.app.store.read() as tx:
        found = sharing.all_of(tx, someone.person.id)
    assert all(item.withdrawn_at is None for item in found)


def test_a_coach_sees_their_own(practice: Practice, helene: Someone) -> None:
    assert "Vos accords" in helene.says("/accords")[-1].text
