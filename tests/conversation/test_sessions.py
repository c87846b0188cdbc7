"""A coach plans sessions, either of the two moves and cancels them, both see the year; with time passing."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from icalendar import Calendar

from bot.coaching.calendar import Standing
from bot.coaching.engagement import Cause, Phase
from bot.messages import Purpose
from bot.store import audit, engagements, sessions, steps
from bot.store.engagements import Engagement
from bot.store.people import Role
from bot.store.sessions import Session
from tests.conversation.practice import PARIS, Practice, Someone, same, texts

#: A Tuesday in Paris; summer time begins there on the 29th.
NO_ANSWER = "Sans réponse d'ici deux jours, elle comptera comme tenue."
START = datetime(2026, 3, 10, 10, 0, tzinfo=PARIS).astimezone(UTC)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Practice]:
    opened = Practice(tmp_path / "home", START)
    yield opened
    opened.close()


def plans(coach: Someone, when: str = "mardi en quinze à 14h30", name: str = "Nadia") -> str:
    """The coach plans a session of two hours by video; returns what came in answer."""
    coach.says(f"/seance {name}")
    coach.presses("Nouvelle")
    coach.says(when)
    coach.presses("2 h")
    coach.presses("En visio")
    coach.presses("Oui")
    return same(coach.last)


def events(someone: Someone) -> list[dict[str, str]]:
    """What the calendar files that arrived say, oldest first."""
    found = []
    for heard in someone.heard:
        if heard.message.purpose is Purpose.FILE and heard.message.name.endswith(".ics"):
            calendar = Calendar.from_ical(base64.b64decode(heard.message.content))
            (event,) = calendar.walk("VEVENT")
            lines = {name.lower(): value.to_ical().decode() for name, value in event.items()}
            found.append(lines | {"method": str(calendar["method"])})
    return found


def engagement(practice: Practice, coachee: Someone) -> Engagement:
    with practice.app.store.read() as tx:
        return engagements.all_of(tx, coachee.person.id)[0]


def kept(practice: Practice, coachee: Someone) -> list[Session]:
    with practice.app.store.read() as tx:
        return sessions.of_engagement(tx, engagement(practice, coachee).id)


def contracted(practice: Practice, coachee: Someone) -> None:
    with practice.app.store.write() as tx:
        found = engagements.all_of(tx, coachee.person.id)[0]
        for cause in (Cause.FRAME, Cause.CONTRACT):
            found = engagements.move(tx, found, cause, practice.now)


def about(someone: Someone) -> list[str]:
    """What is planned about a session."""
    kinds = ("preparation", "veille", "bientot", "retour", "brief", "tenue", "acquis")
    return [kind for kind in someone.planned if kind.partition(":")[0] in kinds]


def paris(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=PARIS)  # type: ignore[arg-type,misc]  # year to minute


def new(someone: Someone, before: int) -> list[str]:
    return texts(someone.heard[before:])


# Planning


def test_both_are_told_and_get_a_file(practice: Practice, helene: Someone, nadia: Someone) -> None:
    told = plans(helene)
    assert told == "C'est posé : mardi 31 mars 2026 à 14 h 30, 2 h, en visio, avec Nadia."
    assert same(nadia.last).startswith("Séance avec Hélène : mardi 31 mars 2026 à 14 h 30, 2 h, en visio.")
    (own,), (other,) = events(helene), events(nadia)
    assert own == other
    assert (own["method"], own["status"], own["sequence"]) == ("PUBLISH", "CONFIRMED", "0")
    assert (own["dtstart"], own["dtend"]) == ("20260331T123000Z", "20260331T143000Z")
    assert own["summary"] == "Séance de coaching"
    assert "Nadia" not in str(own)
    (session,) = kept(practice, nadia)
    assert (session.slot.minutes, session.mode.value) == (120, "video")


def test_the_day_alone_then_the_hour_and_another_length(
    practice: Practice, helene: Someone, nadia: Someone
) -> None:
    helene.says("/seance")
    helene.presses("Nouvelle")
    helene.says("vendredi prochain")
    assert "vendredi 13 mars, ou vendredi 20 mars" in same(helene.last)
    helene.says("le 3 mars")
    assert "Mardi 3 mars, c'est passé" in same(helene.last)
    helene.says("vendredi 20")
    helene.says("3 h")
    assert "3 h du matin, ou 15 h" in same(helene.last)
    helene.says("15 h")
    helene.says("longtemps")
    assert "« 1 h 30 »" in same(helene.last)
    helene.says("1h45")
    helene.presses("En présence")
    assert "Vendredi 20 mars 2026 à 15 h" in same(helene.last)
    assert "1 h 45, en présence, avec Nadia" in same(helene.last)
    helene.presses("Laisser")
    assert not kept(practice, nadia)


def test_a_moment_that_has_passed_is_asked_again(practice: Practice, helene: Someone, nadia: Someone) -> None:
    plans(helene, "aujourd'hui à 9h")
    assert same(helene.last).startswith("Ce moment est déjà passé.")
    helene.says("aujourd'hui à 17h")
    helene.presses("Oui")
    assert len(kept(practice, nadia)) == 1


@pytest.mark.parametrize(
    ("when", "remark"),
    [
        ("jeudi à 3 h du matin", "3 h, c'est la nuit."),
        ("le 12 mars 2029 à 10 h", "Lundi 12 mars 2029, c'est après la fin prévue de l'accompagnement."),
    ],
)
def test_what_is_odd_is_said_and_may_be_kept(
    practice: Practice, helene: Someone, nadia: Someone, when: str, remark: str
) -> None:
    plans(helene, when)
    assert remark in same(helene.last)
    assert not kept(practice, nadia)
    helene.presses("Oui, garder")
    assert "C'est posé" in same(helene.last)
    assert len(kept(practice, nadia)) == 1


def test_a_clash_is_said_to_the_coach_with_a_name(
    practice: Practice, helene: Someone, nadia: Someone
) -> None:
    practice.coachee("Karim", helene)
    plans(helene, "jeudi à 15h", "Karim")
    plans(helene, "jeudi à 16h")
    assert "Une autre séance s'y trouve déjà : jeudi 12 mars 2026 à 15 h, avec Karim." in same(helene.last)
    helene.presses("Changer")
    helene.presses("Le jour")
    helene.says("jeudi à 17h")
    helene.presses("Oui")
    assert "jeudi 12 mars 2026 à 17 h" in same(helene.last)
    assert "Karim" not in nadia.everything


def test_an_hour_that_the_clock_skips(practice: Practice, helene: Someone, nadia: Someone) -> None:
    plans(helene, "29/03/2026 à 02:30")
    helene.presses("Oui, garder")
    assert "29 mars 2026 à 3 h 30" in same(helene.last)


def test_told_at_night_it_comes_in_the_morning(practice: Practice, helene: Someone, nadia: Someone) -> None:
    practice.until(paris(2026, 3, 10, 23, 15))
    before = len(nadia.heard)
    assert "C'est posé" in plans(helene)
    assert not new(nadia, before)
    practice.until(paris(2026, 3, 11, 8, 1))
    assert len(new(nadia, before)) == 1


def test_whoever_did_not_begin_is_not_written_to(practice: Practice, helene: Someone) -> None:
    nadia = practice.invited("Nadia", helene)
    before = len(nadia.heard)
    assert "à prévenir directement" in plans(helene)
    assert len(nadia.heard) == before


# Moving, cancelling


def test_a_move_by_the_coach(practice: Practice, helene: Someone, nadia: Someone) -> None:
    plans(helene)
    helene.says("/seance")
    helene.presses("Déplacer")
    assert "Séance prévue : mardi 31 mars 2026 à 14 h 30" in same(helene.last)
    helene.says("jeudi 2 avril à midi et demi")
    helene.presses("Oui")
    assert same(helene.last).startswith("C'est déplacé : jeudi 2 avril 2026 à 12 h 30, 2 h, en visio")
    assert "Elle était prévue mardi 31 mars 2026 à 14 h 30" in same(nadia.last)
    first, second = events(nadia)
    assert first["uid"] == second["uid"]
    assert (second["sequence"], second["dtstart"]) == ("1", "20260402T103000Z")
    assert len(kept(practice, nadia)) == 1


def test_a_move_by_the_coachee_only_to_what_is_free(
    practice: Practice, helene: Someone, nadia: Someone
) -> None:
    practice.coachee("Karim", helene)
    plans(helene, "jeudi 19 à 15h", "Karim")
    plans(helene)
    nadia.says("/seance")
    nadia.presses("Déplacer")
    nadia.says("jeudi 19 à 14h")
    nadia.presses("Oui")
    assert same(nadia.last).startswith("Ce créneau n'est plus libre chez Hélène.")
    assert "Karim" not in nadia.everything
    nadia.says("vendredi 20 à 14h")
    nadia.presses("Oui")
    assert same(nadia.last).startswith("C'est déplacé : vendredi 20 mars 2026 à 14 h")
    assert same(helene.last).startswith("La séance avec Nadia change : vendredi 20 mars 2026 à 14 h")


def test_a_coachee_cancels_without_a_reason(practice: Practice, helene: Someone, nadia: Someone) -> None:
    plans(helene)
    nadia.says("/seance")
    nadia.presses("Annuler")
    assert same(nadia.last) == "Annuler la séance du mardi 31 mars 2026 à 14 h 30 ?"
    nadia.presses("Oui, annuler")
    assert same(nadia.last).startswith("C'est annulé")
    assert same(helene.last) == "La séance du mardi 31 mars 2026 à 14 h 30 avec Nadia est annulée."
    cancelled = events(helene)[-1]
    assert (cancelled["method"], cancelled["status"], cancelled["sequence"]) == ("CANCEL", "CANCELLED", "1")
    assert cancelled["uid"] == events(helene)[0]["uid"]
    assert not about(helene)
    assert not about(nadia)
    assert [s.slot.standing for s in kept(practice, nadia)] == [Standing.CANCELLED]


def test_kept_after_all_and_buttons_of_what_has_changed(
    practice: Practice, helene: Someone, nadia: Someone
) -> None:
    plans(helene)
    nadia.says("/seance")
    shown = nadia.heard[-1]
    nadia.presses("Annuler")
    nadia.presses("Non, garder")
    assert "reste prévue" in same(nadia.last)
    helene.says("/seance")
    helene.presses("Annuler")
    helene.presses("Oui, annuler")
    for label in ("Préparer", "Déplacer", "Annuler"):
        nadia.presses(label, shown)
        assert same(nadia.last).startswith("Cette séance a changé entre-temps")
    nadia.forges("seance", "move:" + "0" * 32)
    nadia.forges("seance", "danser:" + kept(practice, nadia)[0].id)
    nadia.forges("seance", "new:" + engagement(practice, nadia).id)
    nadia.forges("seance", "phase:" + engagement(practice, nadia).id)
    nadia.forges("seance", "held:" + kept(practice, nadia)[0].id)
    assert len(kept(practice, nadia)) == 1
    assert engagement(practice, nadia).arc.phase is Phase.WELCOMED


def test_a_session_of_others_is_out_of_reach(practice: Practice, helene: Someone, nadia: Someone) -> None:
    plans(helene)
    (session,) = kept(practice, nadia)
    karim, paul = practice.coachee("Karim", helene), practice.coach("Paul")
    for someone in (karim, paul):
        for action in ("see", "move", "cancel", "yes", "prepare", "back", "held"):
            someone.forges("seance", f"{action}:{session.id}")
        assert "31 mars" not in someone.everything
    assert kept(practice, nadia)[0].sequence == 0


def test_moved_meanwhile_on_another_telephone(practice: Practice, helene: Someone, nadia: Someone) -> None:
    plans(helene)
    nadia.says("/seance")
    nadia.presses("Déplacer")
    nadia.says("vendredi 20 à 14h")
    helene.says("/seance")
    helene.presses("Annuler")
    helene.presses("Oui, annuler")
    nadia.presses("Oui")
    assert same(nadia.last).startswith("Cette séance a changé entre-temps")
    assert [s.slot.standing for s in kept(practice, nadia)] == [Standing.CANCELLED]


# Seeing


def test_the_twelve_months_of_both(practice: Practice, helene: Someone, nadia: Someone) -> None:
    assert "Aucune séance prévue" in same(_shown(nadia))
    plans(helene)
    plans(helene, "le 21 avril à 9h")
    practice.until(paris(2026, 4, 2, 8, 0))
    for someone in (helene, nadia):
        told = _shown(someone)
        assert "Prochaine : mardi 21 avril 2026 à 9 h" in told
        lines = [line for line in told.splitlines() if line.endswith(("●", "○", "·"))]
        assert [line.split()[0] for line in lines] == [
            "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.", "janv.", "févr.",
        ]  # fmt: skip
        assert lines[1].endswith("○")
        assert "2027" in lines[10]
        assert "11 mois devant, celui-ci compris." in told
    practice.until(paris(2026, 4, 5, 8, 0))
    told = _shown(nadia)
    assert "1 tenue, 1 à venir. Une toutes les 3 semaines, en moyenne." in told
    assert told.endswith("\n11 mois devant, celui-ci compris.")


def _shown(someone: Someone) -> str:
    someone.says("/seance")
    return same(someone.last)


def test_several_to_come_each_with_a_button(practice: Practice, helene: Someone, nadia: Someone) -> None:
    plans(helene)
    plans(helene, "le 21 avril à 9h")
    nadia.says("/seance")
    assert nadia.labels[:3] == ["Préparer", "31 mars", "21 avr."]
    nadia.presses("21 avr.")
    assert same(nadia.last) == "mardi 21 avril 2026 à 9 h, 2 h, en visio."
    nadia.presses("Annuler")
    nadia.presses("Oui, annuler")
    assert "21 avril" in same(helene.last)


def test_a_coach_of_several_chooses(practice: Practice, helene: Someone, nadia: Someone) -> None:
    practice.coachee("Karim", helene)
    plans(helene)
    heard = helene.says("/séance")
    assert "mardi 31 mars 2026 à 14 h 30 · Nadia" in same(heard[0].text)
    helene.presses("Karim")
    assert same(helene.last).startswith("Séances avec Karim")
    helene.presses("Nouvelle")
    assert "Séance avec Karim : quel jour" in same(helene.last)
    helene.says("/seance Nadia")
    helene.presses("Nouvelle")
    assert "Séance avec Nadia : quel jour" in same(helene.last)


def test_someone_who_is_coach_and_coached(practice: Practice, helene: Someone, nadia: Someone) -> None:
    nadia.says(f"/start {practice.code(Role.COACH)}")
    karim = practice.coachee("Karim", nadia)
    plans(helene)
    practice.wait(minutes=1)
    nadia.says("/seance")
    assert "Séances avec Hélène" in same(nadia.last)
    shown = nadia.heard[-1]
    assert "Nouvelle séance" not in nadia.labels
    nadia.forges("seance", f"new:{engagement(practice, karim).id}")
    assert "Séance avec Karim : quel jour" in same(nadia.last)
    nadia.says("mardi en quinze à 14h30")
    nadia.presses("2 h")
    nadia.presses("En visio")
    nadia.presses("Oui")
    assert "mardi 31 mars 2026 à 14 h 30" in same(karim.last)
    nadia.presses("Préparer", shown)
    assert nadia.at == "preparation.sujet"


def test_nobody_to_see(practice: Practice) -> None:
    alone = practice.coach("Paul")
    alone.says("/seance")
    assert "/inviter" in alone.last
    alone.says("/stop")
    alone.says("/seance")
    assert "seance" not in same(alone.last)


# The days around a session


def test_everything_comes_on_its_day_across_the_change_of_hour(
    practice: Practice, helene: Someone, nadia: Someone
) -> None:
    plans(helene, "lundi 30 mars à 9h")
    (session,) = kept(practice, nadia)
    assert session.slot.starts_at == paris(2026, 3, 30, 9, 0)
    own = {kind.partition(":")[0]: at for kind, at in nadia.planned.items() if ":" in kind}
    coach = {kind.partition(":")[0]: at for kind, at in helene.planned.items() if ":" in kind}
    assert own["preparation"] == paris(2026, 3, 28, 18, 0)
    assert own["veille"] == paris(2026, 3, 29, 18, 0)
    assert own["bientot"] == coach["bientot"] == paris(2026, 3, 30, 7, 0)
    assert own["retour"] == paris(2026, 3, 31, 18, 0)
    assert coach["brief"] == paris(2026, 3, 29, 9, 0)
    assert coach["tenue"] == paris(2026, 3, 31, 9, 0)
    assert coach["acquis"] == paris(2026, 4, 2, 11, 0)

    before, before_coach = len(nadia.heard), len(helene.heard)
    practice.until(paris(2026, 3, 31, 18, 1))
    heard = [(h.at.astimezone(PARIS), same(h.text)) for h in nadia.heard[before:] if "éance" in h.text]
    assert [at for at, _ in heard] == [
        paris(2026, 3, 28, 18, 0), paris(2026, 3, 29, 18, 0), paris(2026, 3, 30, 7, 0), paris(2026, 3, 31, 18, 0),
    ]  # fmt: skip
    assert [text for _, text in heard] == [
        "Séance avec Hélène, lundi 30 mars 2026 à 9 h. Quelques questions pour la préparer, si vous voulez.",
        "Demain, 9 h : séance avec Hélène, en visio.",
        "À 9 h : séance avec Hélène, en visio.",
        "Séance du lundi 30 mars 2026 : quelques questions pour en garder l'essentiel, si vous voulez.",
    ]
    told = [same(h.text) for h in helene.heard[before_coach:] if "séance" in h.text.lower()]
    assert told == [
        "Séance avec Nadia\nLundi 30 mars 2026 à 9 h, 2 h, en visio",
        "À 9 h : séance avec Nadia, en visio.",
        f"La séance du lundi 30 mars 2026 avec Nadia a-t-elle eu lieu ?\n{NO_ANSWER}",
    ]


def test_prepared_then_read_by_the_coach_the_day_before(
    practice: Practice, helene: Someone, nadia: Someone
) -> None:
    plans(helene)
    practice.until(paris(2026, 3, 29, 18, 1))
    nadia.presses("Préparer")
    nadia.says("le comité de jeudi, où la décision est passée sans moi")
    nadia.says("repartir avec une phrase à dire en premier")
    nadia.says("le déménagement des bureaux")
    nadia.says("partage 1 et 2 ; garde 3")
    before = len(helene.heard)
    practice.until(paris(2026, 3, 30, 14, 31))
    (brief,) = [text for text in new(helene, before) if "Séance avec Nadia" in text]
    assert brief.index("Attentes pour la séance") < brief.index("À reprendre en séance")
    assert "repartir avec une phrase à dire en premier" in brief
    assert "déménagement" not in helene.everything
    with practice.app.store.read() as tx:
        reads = [one for one in audit.entries(tx, nadia.person.id) if one.action == "read_shared"]
    assert {one.actor for one in reads} == {helene.person.id}
    assert paris(2026, 3, 30, 14, 30) in [one.at for one in reads]
    practice.until(paris(2026, 3, 30, 18, 1))
    assert "Préparer" not in nadia.labels, "what is prepared is not offered again"


def test_the_next_session_has_its_own_wishes(practice: Practice, helene: Someone, nadia: Someone) -> None:
    plans(helene, "jeudi à 15h")
    nadia.says("/seance")
    nadia.presses("Préparer")
    nadia.says("le comité de lundi, où la décision est passée sans moi")
    nadia.says("une phrase à dire en premier")
    nadia.presses("Passer")
    nadia.presses("Tout partager")
    practice.until(paris(2026, 3, 13, 10, 0))
    helene.presses("Oui")
    plans(helene, "mardi 31 mars à 15h")
    before = len(helene.heard)
    practice.until(paris(2026, 3, 30, 15, 1))
    (brief,) = [text for text in new(helene, before) if "Séance avec Nadia" in text]
    assert "une phrase à dire" not in brief


def test_what_is_open_is_offered_in_its_own_words(
    practice: Practice, helene: Someone, nadia: Someone
) -> None:
    nadia.says("/reflexion")
    nadia.presses("Plus court")
    nadia.says("lundi, le comité a tranché sur le budget avant que je parle")
    nadia.says("j'ai posé mon stylo et j'ai regardé la table un long moment")
    nadia.presses("Passer")
    nadia.says("quand le comité commence, alors je parle en premier")
    nadia.presses("Passer")
    nadia.says("partage 1 ; garde 2")
    plans(helene, "jeudi à 15h")
    nadia.says("/seance")
    nadia.presses("Préparer")
    told = same(nadia.last)
    assert "« lundi, le comité a tranché sur le budget avant que je parle » (mardi 10 mars)" in told
    assert "« quand le comité commence, alors je parle en premier » (mardi 10 mars)" in told
    nadia.presses("1")
    nadia.presses("C'est tout")
    nadia.presses("Passer")
    nadia.presses("Passer")
    nadia.presses("Passer")
    assert "À reprendre : « lundi, le comité a tranché sur le budget avant que je parle »" in same(nadia.last)


def test_looking_back_the_day_after(practice: Practice, helene: Someone, nadia: Someone) -> None:
    plans(helene, "jeudi à 15h")
    practice.until(paris(2026, 3, 13, 18, 1))
    nadia.presses("Demain")
    practice.until(paris(2026, 3, 14, 18, 1))
    nadia.presses("Commencer")
    assert nadia.at == "retour.retenu"
    nadia.says("hier, quand j'ai relu la scène à voix haute, j'ai vu où je coupe la parole")
    nadia.says("Karim mène le comité de jeudi")
    nadia.says("quand Karim hésite jeudi, alors je bois une gorgée d'eau")
    nadia.says("vendredi")
    nadia.presses("Passer")
    nadia.presses("Tout partager")
    with practice.app.store.read() as tx:
        (step,) = steps.open_of(tx, nadia.person.id)
    assert step.plan.told == "quand Karim hésite jeudi, alors je bois une gorgée d'eau"
    helene.says("/brief")
    assert "Décidé en séance : Karim mène le comité de jeudi" in same(helene.last)


def test_a_pause_is_quiet_and_the_coach_still_has_the_brief(
    practice: Practice, helene: Someone, nadia: Someone
) -> None:
    plans(helene)
    nadia.says("/pause")
    nadia.presses("Un mois")
    before, before_coach = len(nadia.heard), len(helene.heard)
    practice.until(paris(2026, 4, 2, 9, 0))
    assert not new(nadia, before)
    assert any("Séance avec Nadia" in text for text in new(helene, before_coach))


def test_whoever_wants_no_invitations_has_reminders_only(practice: Practice, helene: Someone) -> None:
    nadia = practice.coachee(
        "Nadia", helene, "Vous", "Une prise", "C'est tout", "C'est moi", "France", "Plus tard"
    )
    plans(helene)
    before = len(nadia.heard)
    practice.until(paris(2026, 4, 2, 9, 0))
    assert [text.partition(" :")[0] for text in new(nadia, before)] == ["Demain, 14 h 30", "À 14 h 30"]


def test_each_on_their_own_clock(practice: Practice, helene: Someone) -> None:
    nadia = practice.coachee(
        "Nadia",
        helene,
        "Tu",
        "Une prise",
        "C'est tout",
        "Une fois",
        "Jeudi",
        "18",
        "Ailleurs",
        "Québec",
        "Plus tard",
    )
    plans(helene)
    practice.wait(hours=4)  # it was five in the morning there
    assert "mardi 31 mars 2026 à 8 h 30" in same(nadia.last)
    assert nadia.planned[f"veille:{kept(practice, nadia)[0].id}"] == paris(2026, 3, 31, 0, 0)
    assert not any(kind.startswith("bientot") for kind in nadia.planned), "half past six is night"
    nadia.says("/seance")
    nadia.presses("Déplacer")
    nadia.says("5/6 à 9:15")
    assert "mercredi 6 mai, ou vendredi 5 juin" in same(nadia.last)


def test_another_hour_chosen_meanwhile(practice: Practice, helene: Someone, nadia: Someone) -> None:
    plans(helene)
    nadia.says("/reglages")
    for label in ("Heure", "21 h", "C'est tout"):
        nadia.presses(label)
    before = len(nadia.heard)
    practice.until(paris(2026, 3, 31, 9, 0))
    heard = [h.at.astimezone(PARIS) for h in nadia.heard[before:] if "éance" in same(h.text)]
    assert heard == [paris(2026, 3, 29, 21, 0), paris(2026, 3, 30, 21, 0)]


def test_another_coach_who_took_over_has_the_brief(
    practice: Practice, helene: Someone, nadia: Someone
) -> None:
    plans(helene)
    paul = practice.coach("Paul")
    with practice.app.store.write() as tx:
        engagements.set_coach(tx, engagement(practice, nadia).id, paul.person.id)
    before = len(helene.heard)
    practice.until(paris(2026, 3, 30, 14, 31))
    assert any("Séance avec Nadia" in text for text in texts(paul.heard))
    assert not [text for text in new(helene, before) if "31 mars" in text]


def test_a_question_about_preparing_is_put_once(practice: Practice, helene: Someone, nadia: Someone) -> None:
    plans(helene, "mardi en quinze à 19h30")
    practice.until(paris(2026, 3, 29, 18, 1))
    nadia.presses("Plus tard")
    assert same(nadia.last) == "D'accord. /seance quand vous voulez."
    nadia.says("/seance")
    before = len(nadia.heard)
    practice.until(paris(2026, 3, 31, 9, 0))
    assert [text for text in new(nadia, before) if "préparer" in text] == []


# Held or not


def test_the_first_one_held_begins_the_active_part(
    practice: Practice, helene: Someone, nadia: Someone
) -> None:
    contracted(practice, nadia)
    plans(helene, "jeudi à 15h")
    practice.until(paris(2026, 3, 13, 9, 1))
    helene.presses("Oui")
    assert same(helene.last) == "C'est noté : séance du jeudi 12 mars 2026, tenue."
    assert engagement(practice, nadia).arc.phase is Phase.DISCOVER
    assert not any(kind.startswith(("tenue", "acquis")) for kind in helene.planned)


def test_one_that_was_not_held_moves_nothing(practice: Practice, helene: Someone, nadia: Someone) -> None:
    contracted(practice, nadia)
    plans(helene, "jeudi à 15h")
    practice.until(paris(2026, 3, 13, 9, 1))
    asked = helene.heard[-1]
    helene.presses("Non")
    before = len(nadia.heard)
    practice.until(paris(2026, 3, 16, 9, 0))
    assert not [text for text in new(nadia, before) if "Séance du" in text]
    assert engagement(practice, nadia).arc.phase is Phase.CONTRACTED
    helene.presses("Oui", asked)
    assert engagement(practice, nadia).arc.phase is Phase.DISCOVER, "a slip of the hand can be put right"


def test_without_an_answer_it_counts_as_held_after_three_days(
    practice: Practice, helene: Someone, nadia: Someone
) -> None:
    contracted(practice, nadia)
    plans(helene, "jeudi à 15h")
    practice.until(paris(2026, 3, 15, 16, 59))
    assert kept(practice, nadia)[0].slot.standing is Standing.PLANNED
    practice.until(paris(2026, 3, 15, 17, 1))
    assert kept(practice, nadia)[0].slot.standing is Standing.HELD
    assert engagement(practice, nadia).arc.phase is Phase.DISCOVER


def test_before_the_convention_a_session_begins_nothing(
    practice: Practice, helene: Someone, nadia: Someone
) -> None:
    plans(helene, "jeudi à 15h")
    practice.until(paris(2026, 3, 13, 9, 1))
    helene.presses("Oui")
    assert engagement(practice, nadia).arc.phase is Phase.WELCOMED


def test_the_coach_decides_on_the_times(practice: Practice, helene: Someone, nadia: Someone) -> None:
    contracted(practice, nadia)
    plans(helene, "jeudi à 15h")
    practice.until(paris(2026, 3, 13, 9, 1))
    helene.presses("Oui")
    kind = f"etape:{engagement(practice, nadia).id}"
    third = helene.planned[kind]
    assert (third.month, third.hour) == (7, 9)
    practice.until(third)
    assert "On passe du temps « découvrir » au temps « développer » ?" in same(helene.last)
    helene.presses("Pas encore")
    assert engagement(practice, nadia).arc.phase is Phase.DISCOVER
    practice.until(helene.planned[kind])
    asked = helene.heard[-1]
    helene.presses("Oui, on passe")
    assert engagement(practice, nadia).arc.phase is Phase.DEVELOP
    helene.presses("Oui, on passe", asked)
    assert engagement(practice, nadia).arc.phase in (Phase.DEVELOP, Phase.ANCHOR)


# Leaving


def test_a_coachee_who_leaves_cancels_what_was_planned(
    practice: Practice, helene: Someone, nadia: Someone
) -> None:
    plans(helene)
    before = len(helene.heard)
    nadia.says("/stop")
    told = new(helene, before)
    assert "La séance du mardi 31 mars 2026 à 14 h 30 avec Nadia est annulée." in told
    assert not nadia.planned
    assert not about(helene)
    before, before_coach = len(nadia.heard), len(helene.heard)
    practice.until(paris(2026, 4, 5, 9, 0))
    assert not new(nadia, before)
    assert not [text for text in new(helene, before_coach) if "31 mars" in text]
    helene.says("/seance")
    assert "Nouvelle séance" not in helene.labels


def test_a_coach_who_leaves_cancels_what_was_planned(
    practice: Practice, helene: Someone, nadia: Someone
) -> None:
    plans(helene)
    helene.says("/stop")
    assert same(nadia.last) == "La séance du mardi 31 mars 2026 à 14 h 30 avec Hélène est annulée."
    assert not about(nadia)
    assert not helene.planned


def test_whoever_is_erased_cancels_what_was_planned(
    practice: Practice, helene: Someone, nadia: Someone
) -> None:
    plans(helene)
    before = len(helene.heard)
    nadia.says("/effacer")
    nadia.presses(nadia.labels[0])
    assert any("est annulée" in text for text in new(helene, before))
    assert not nadia.known


def test_whoever_left_or_has_no_coach_sees_nothing(
    practice: Practice, helene: Someone, nadia: Someone
) -> None:
    plans(helene)
    nadia.says("/seance")
    shown = nadia.heard[-1]
    nadia.says("/stop")
    for heard in (nadia.says("/seance"), nadia.presses("Préparer", shown)):
        assert [same(one.text) for one in heard if "/start" in one.text]
    karim = practice.coachee("Karim", helene)
    with practice.app.store.write() as tx:
        engagements.set_coach(tx, engagement(practice, karim).id, None)
    karim.says("/seance")
    assert same(karim.last).startswith("Aucun accompagnement en cours ici")


def test_left_while_a_session_was_being_planned(practice: Practice, helene: Someone, nadia: Someone) -> None:
    helene.says("/seance")
    helene.presses("Nouvelle")
    for words in ("mardi en quinze à 14h30", "2 h", "En visio"):
        helene.says(words)
    nadia.says("/stop")
    helene.presses("Oui")
    assert same(helene.last) == "Nadia a quitté Recul : aucune séance ne peut y être posée."
    assert not kept(practice, nadia)


def test_a_pause_at_a_third_of_the_way(practice: Practice, helene: Someone, nadia: Someone) -> None:
    contracted(practice, nadia)
    plans(helene, "jeudi à 15h")
    practice.until(paris(2026, 3, 16, 9, 0))
    kind = f"etape:{engagement(practice, nadia).id}"
    third = helene.planned[kind]
    practice.until(third.replace(hour=8))
    nadia.says("/pause")
    nadia.presses("Un mois")
    before = len(helene.heard)
    practice.until(third)
    assert not [text for text in new(helene, before) if "développer" in text]
    assert helene.planned[kind] > third


def test_stop_in_every_state_of_the_dialogue(practice: Practice, helene: Someone, nadia: Someone) -> None:
    said = ["Nouvelle", "mardi 31 mars", "15 h", "2 h", "En visio"]
    for length in range(1, len(said) + 1):
        helene.says("/seance")
        helene.presses(said[0])
        for words in said[1:length]:
            helene.says(words)
        helene.says("stop")
        assert not helene.under_way
        assert not helene.planned
        helene.says("/start")
    assert not kept(practice, nadia)
