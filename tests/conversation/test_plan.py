"""Steps of the plan: chosen, asked about on their day, moved, reworded, dropped; never lost, never doubled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.coaching.plan import MOST_OPEN, Status
from bot.messages import Kind
from bot.store import journal, people, reminders, resources, steps
from bot.store.steps import Step
from tests.conversation.practice import PARIS, Practice, Someone, same, texts
from tests.conversation.states import choosing_a_day

STEP = "quand Karim me coupe, alors je finis ma phrase"
HELP = "j'avais prévenu Samia la veille, elle m'a laissé la parole"


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    """Its own for each test: time passes in it."""
    opened = Practice(tmp_path / "home")
    yield opened
    opened.close()


@pytest.fixture
def helene(practice: Practice) -> Someone:
    coach = practice.coach("Hélène")
    coach.says("/stop")  # no digest here
    return coach


def plan_of(someone: Someone) -> list[Step]:
    with someone.practice.app.store.read() as tx:
        return steps.all_of(tx, someone.person.id)


def chosen(someone: Someone, words: str = STEP, day: str = "vendredi") -> Step:
    """A step with its day, kept private."""
    someone.says("/plan")
    for answer in (words, "passer", day, "Tout garder"):
        someone.says(answer)
        if someone.at == "plan.quand":
            someone.says("passer")
    assert someone.at == ""
    return plan_of(someone)[-1]


def helped(someone: Someone) -> list[str]:
    with someone.practice.app.store.read() as tx:
        return [one.words for one in resources.all_of(tx, someone.person.id)]


# Choosing


def test_each_answer_completes_the_step_and_the_first_one_keeps_it(
    practice: Practice, nadia: Someone
) -> None:
    nadia.says("/plan")
    nadia.says("laisser Samia ouvrir le comité du mardi")
    (one,) = plan_of(nadia)
    assert one.plan.words == "laisser Samia ouvrir le comité du mardi"
    assert one.due_at is None
    nadia.says("au moment où tout le monde s'assied")
    nadia.says("on se tourne vers moi pour un chiffre")
    nadia.says("je regarde mes notes")
    nadia.says("mardi en quinze")
    (one,) = plan_of(nadia)
    assert one.plan.told == "au moment où tout le monde s'assied, laisser Samia ouvrir le comité du mardi"
    assert (one.plan.obstacle, one.plan.si_obstacle) == (
        "on se tourne vers moi pour un chiffre",
        "je regarde mes notes",
    )
    assert one.due_at == datetime(2026, 3, 31, 18, 0, tzinfo=PARIS)
    assert nadia.planned[f"suivi:{one.id}"] == one.due_at


def test_a_sentence_that_tells_its_moment_is_not_asked_for_it(nadia: Someone) -> None:
    nadia.says("/plan")
    nadia.says(STEP)
    assert nadia.at == "plan.obstacle"
    (one,) = plan_of(nadia)
    assert (one.plan.quand, one.plan.alors) == ("quand Karim me coupe", "je finis ma phrase")


def test_a_day_that_is_past_is_asked_again(nadia: Someone) -> None:
    nadia.says("/plan")
    nadia.says(STEP)
    nadia.says("passer")
    nadia.says("lundi dernier")
    assert nadia.at == "plan.jour_du_pas"
    nadia.says("aujourd'hui")
    (one,) = plan_of(nadia)
    assert one.due_at == datetime(2026, 3, 10, 18, 0, tzinfo=PARIS)


def test_a_day_whose_hour_is_over_is_the_next_hour(practice: Practice, nadia: Someone) -> None:
    practice.until(datetime(2026, 3, 10, 21, 30, tzinfo=PARIS))
    assert chosen(nadia, day="ce soir").due_at == datetime(2026, 3, 11, 18, 0, tzinfo=PARIS)


@pytest.mark.parametrize("words", ["rien", "je ne sais pas", "non"])
def test_words_that_choose_nothing_are_no_step(nadia: Someone, words: str) -> None:
    nadia.says("/plan")
    nadia.says(words)
    assert plan_of(nadia) == []


def test_a_step_outlives_a_talk_put_away(nadia: Someone) -> None:
    nadia.says("/plan")
    nadia.says(STEP)
    nadia.says("/annuler")
    assert [one.plan.words for one in plan_of(nadia)] == [STEP]


def test_the_same_words_are_one_step(nadia: Someone) -> None:
    first = chosen(nadia)
    again = chosen(nadia, STEP.upper(), day="lundi")
    assert again.id == first.id
    assert len(plan_of(nadia)) == 1
    assert again.due_at == datetime(2026, 3, 16, 18, 0, tzinfo=PARIS)


def test_a_step_chosen_over_a_reflection_does_not_touch_the_one_of_the_reflection(
    practice: Practice, nadia: Someone
) -> None:
    choosing_a_day(practice, nadia)
    nadia.says("/plan")
    nadia.says(STEP)
    for _ in range(2):
        nadia.says("passer")
    nadia.says("tout garder")
    assert nadia.at == "guidon.quand"
    nadia.says("jeudi")
    first, second = plan_of(nadia)
    assert first.due_at == datetime(2026, 3, 12, 18, 0, tzinfo=PARIS)
    assert first.plan.obstacle == "l'envie d'aller plus vite que lui sur le sujet"
    assert (second.plan.words, second.due_at, second.plan.obstacle) == (STEP, None, "")


def test_a_sixth_step_takes_the_place_of_another(nadia: Someone) -> None:
    words = [f"relire le dossier numéro {n} sans rien corriger" for n in range(1, 7)]
    for told in words[:5]:
        chosen(nadia, told)
    nadia.says("/plan")
    assert nadia.at == "tri.lequel"
    assert all(told in same(nadia.last) for told in words[:5])
    nadia.presses("3")
    assert nadia.at == "plan.quoi"
    nadia.says(words[5])
    assert [one.plan.words for one in plan_of(nadia) if one.is_open] == [*words[:2], *words[3:]]
    assert plan_of(nadia)[2].status is Status.DROPPED
    assert f"suivi:{plan_of(nadia)[2].id}" not in nadia.planned
    nadia.says("/plan")
    nadia.says("/annuler")
    nadia.says("/plan")
    nadia.presses("Garder les cinq")
    assert nadia.at == ""
    assert len([one for one in plan_of(nadia) if one.is_open]) == MOST_OPEN


def test_the_list_that_was_shown_counts_when_another_device_was_faster(
    practice: Practice, nadia: Someone
) -> None:
    known = [chosen(nadia, f"relire le dossier numéro {n} sans rien corriger") for n in range(5)]
    nadia.says("/plan")
    practice.wait(minutes=1)
    nadia.forges(f"actions.{known[0].id}", "laisser")
    nadia.presses("2", next(h for h in reversed(nadia.heard) if "Garder les cinq" in h.labels))
    dropped = [one.id for one in plan_of(nadia) if one.status is Status.DROPPED]
    assert dropped == [known[0].id, known[1].id], "what stood at 2 when it was read"


def test_a_step_settled_while_a_reflection_asks_about_it(practice: Practice, nadia: Someone) -> None:
    choosing_a_day(practice, nadia)
    nadia.says("jeudi")
    nadia.says("tout garder")
    (one,) = plan_of(nadia)
    nadia.says("/reflexion")
    nadia.presses("Cinq minutes")
    assert nadia.at == "reflexion.suite"
    nadia.forges(f"actions.{one.id}", "laisser")
    nadia.says("/aide")
    assert "quand il rend le dossier" in same(nadia.last), "the open question still reads"
    nadia.presses("Ça a aidé")
    assert plan_of(nadia)[0].status is Status.DROPPED


def test_the_plan_is_full_in_a_reflection_too(practice: Practice, nadia: Someone) -> None:
    for n in range(5):
        chosen(nadia, f"relire le dossier numéro {n} sans rien corriger")
    for words in (
        "/guidon", "lundi j'ai repris le dossier de Karim pendant toute la réunion", "moi", "passer", "passer",
        "une fois où Samia a tenu la réunion à ma place", "oui",
    ):  # fmt: skip
        nadia.says(words)
    assert nadia.at == "tri.lequel"
    nadia.presses("Garder")
    assert nadia.at == "accord.liste"
    assert len(plan_of(nadia)) == 5


# On its day


def due(practice: Practice, someone: Someone) -> Step:
    """A step whose day has come, and the question put."""
    one = chosen(someone)
    practice.until(datetime(2026, 3, 13, 18, 0, tzinfo=PARIS))
    assert someone.heard[-1].message.token == f"suivi.{one.id}"
    return one


@pytest.fixture
def quiet(practice: Practice, helene: Someone) -> Someone:
    """Wants no invitation: what comes is about steps."""
    return practice.coachee(
        "Zoé", helene, "Vous", "Une prise", "C'est tout", "C'est moi", "France", "Plus tard"
    )


def test_on_its_day_a_quiet_message_that_tells_nothing(practice: Practice, quiet: Someone) -> None:
    due(practice, quiet)
    assert quiet.labels == ["Commencer", "Plus tard"]
    assert "Karim" not in quiet.last
    assert quiet.heard[-1].at.astimezone(PARIS).strftime("%d/%m %H:%M") == "13/03 18:00"


def test_done_keeps_what_helped_with_its_day(practice: Practice, quiet: Someone) -> None:
    one = due(practice, quiet)
    quiet.presses("Commencer")
    assert f"« {STEP} »" in same(quiet.last)
    assert "mardi 10 mars" in same(quiet.last)
    quiet.presses("C'est fait")
    assert plan_of(quiet)[0].status is Status.DONE
    quiet.says(HELP)
    assert helped(quiet) == [HELP]
    quiet.presses("Tout partager")
    assert [item.text for item in quiet.items][-1] == f"Ce qui aide : {HELP}".replace(" :", "\u00a0:")
    assert f"suivi:{one.id}" not in quiet.planned


def test_not_yet_moves_it_and_it_is_asked_again_that_day(practice: Practice, quiet: Someone) -> None:
    one = due(practice, quiet)
    for answer in ("Commencer", "Pas encore", "Un autre jour"):
        quiet.presses(answer)
    quiet.says("mardi en quinze")
    (moved,) = plan_of(quiet)
    assert moved.is_open
    assert quiet.planned[f"suivi:{one.id}"] == moved.due_at == datetime(2026, 3, 31, 18, 0, tzinfo=PARIS)
    practice.until(moved.due_at)
    assert quiet.heard[-1].message.token == f"suivi.{one.id}"


def test_not_yet_without_a_day_stays_and_is_not_asked_about(practice: Practice, quiet: Someone) -> None:
    due(practice, quiet)
    for answer in ("Commencer", "Pas encore", "Sans jour"):
        quiet.presses(answer)
    assert [(one.is_open, one.due_at) for one in plan_of(quiet)] == [(True, None)]
    heard = len(quiet.heard)
    practice.wait(days=60)
    assert len(quiet.heard) == heard


def test_changed_words_stand_in_the_place_of_the_first(practice: Practice, quiet: Someone) -> None:
    one = due(practice, quiet)
    quiet.presses("Commencer")
    quiet.presses("Ça a changé")
    quiet.says("quand Karim arrive, je lui laisse le premier mot")
    quiet.says("vendredi")
    old, new = plan_of(quiet)
    assert (old.status, old.plan.words, old.became) == (Status.CHANGED, STEP, new.id)
    assert new.due_at == datetime(2026, 3, 20, 18, 0, tzinfo=PARIS)
    assert [kind for kind in quiet.planned if kind.startswith("suivi")] == [f"suivi:{new.id}"]
    quiet.says("tout garder")
    quiet.forges(f"actions.{one.id}", "laisser")
    assert plan_of(quiet)[1].status is Status.DROPPED, "an old button means what stands there now"


def test_dropped_in_one_tap_and_nothing_more_is_asked(practice: Practice, quiet: Someone) -> None:
    due(practice, quiet)
    quiet.presses("Commencer")
    (answer,) = quiet.presses("Je laisse")
    assert not answer.buttons
    assert "?" not in answer.text
    assert plan_of(quiet)[0].status is Status.DROPPED
    heard = len(quiet.heard)
    practice.wait(days=90)
    assert len(quiet.heard) == heard


def test_later_is_tomorrow(practice: Practice, quiet: Someone) -> None:
    one = due(practice, quiet)
    quiet.presses("Plus tard")
    assert quiet.planned[f"suivi:{one.id}"] == datetime(2026, 3, 14, 18, 0, tzinfo=PARIS)


def test_the_next_reflection_does_not_ask_again(practice: Practice, quiet: Someone) -> None:
    choosing_a_day(practice, quiet)
    quiet.says("vendredi")
    quiet.says("tout garder")
    practice.until(datetime(2026, 3, 13, 18, 0, tzinfo=PARIS))
    for answer in ("Commencer", "Pas encore", "Sans jour"):
        quiet.presses(answer)
    quiet.says("/reflexion")
    quiet.presses("Cinq minutes")
    assert quiet.at == "reflexion.moment"


@pytest.mark.parametrize(("told", "left"), [("Ça a aidé", Status.DONE), ("Pas essayé", Status.OPEN)])
def test_what_a_reflection_heard_of_a_step_is_known_to_the_plan(
    practice: Practice, quiet: Someone, told: str, left: Status
) -> None:
    choosing_a_day(practice, quiet)
    quiet.says("dans dix jours")
    quiet.says("tout garder")
    practice.wait(days=3)
    quiet.says("/reflexion")
    quiet.presses("Cinq minutes")
    assert quiet.at == "reflexion.suite"
    quiet.presses(told)
    (one,) = plan_of(quiet)
    assert one.status is left
    assert (f"suivi:{one.id}" in quiet.planned) is one.is_open


def test_never_on_the_day_of_another_message(practice: Practice, nadia: Someone) -> None:
    """An invitation on Thursday, a step on Thursday: the step is asked about on Friday."""
    chosen(nadia, day="jeudi")
    begun = practice.now
    practice.wait(days=4)
    spoken = [
        (f"{h.at.astimezone(PARIS):%d/%m %H:%M}", h.message.token.split(".")[0])
        for h in nadia.heard
        if h.at > begun
    ]
    assert spoken == [("12/03 18:00", "invitation"), ("13/03 18:00", "suivi")]


def test_it_counts_in_the_ladder_and_ends_with_it(practice: Practice, quiet: Someone) -> None:
    for n, day in enumerate(("le 12", "le 16", "le 20", "le 24")):
        chosen(quiet, f"relire le dossier numéro {n} sans rien corriger", day)
    begun = practice.now
    practice.wait(days=15)
    assert len([h for h in quiet.heard if h.at > begun]) == 4
    with practice.app.store.write() as tx:
        one = plan_of(quiet)[0]
        reminders.put(tx, one.person, f"suivi:{one.id}", practice.now + timedelta(hours=1))
    practice.wait(days=60)
    assert len([h for h in quiet.heard if h.at > begun]) == 4, "silent until they write"
    quiet.says("me revoilà, quelques mots sur cette semaine de budget")
    quiet.says("/annuler")
    practice.wait(days=9)
    assert quiet.heard[-1].message.token == f"suivi.{one.id}"


@pytest.mark.parametrize("length", ["Une semaine", "Jusqu'à"])
def test_a_pause_is_silent_and_the_step_is_asked_about_after_it(
    practice: Practice, quiet: Someone, length: str
) -> None:
    one = chosen(quiet)
    quiet.says("/pause")
    quiet.presses(length)
    heard = len(quiet.heard)
    practice.wait(days=6)
    assert len(quiet.heard) == heard
    if length == "Jusqu'à":
        quiet.says("je reprends le fil de ces histoires d'astreintes")
        quiet.says("/annuler")
        practice.wait(days=2)
    practice.wait(days=6)
    assert quiet.heard[-1].message.token == f"suivi.{one.id}"


def test_the_hour_is_the_chosen_one_when_the_clocks_change(practice: Practice, quiet: Someone) -> None:
    chosen(quiet, day="le 30")
    practice.until(datetime(2026, 3, 30, 17, 59, tzinfo=PARIS))
    heard = len(quiet.heard)
    practice.wait(minutes=2)
    assert len(quiet.heard) == heard + 1


def test_a_step_due_while_another_is_asked_about_waits_for_a_day(practice: Practice, quiet: Someone) -> None:
    first = due(practice, quiet)
    second = chosen(quiet, "relire le dossier sans rien corriger", "lundi")
    quiet.forges(f"suivi.{first.id}", "begin")
    assert quiet.at == "suivi.issue"
    quiet.forges(f"suivi.{second.id}", "begin")
    assert STEP in same(quiet.last), "one after the other"
    assert quiet.planned[f"suivi:{second.id}"] == datetime(2026, 3, 14, 18, 0, tzinfo=PARIS)


# /actions


def test_the_list_and_its_buttons(practice: Practice, nadia: Someone) -> None:
    assert "Aucun pas" in same(nadia.says("/actions")[-1].text)
    assert nadia.labels == ["Ajouter un pas"]
    chosen(nadia)
    chosen(nadia, "relire le dossier sans rien corriger", "passer")
    nadia.says("/actions")
    assert same(nadia.last).startswith(
        f"Vos pas\n1. « {STEP} », vendredi 13 mars\n2. « relire le dossier sans rien corriger »"
    )
    assert nadia.labels == ["1", "2", "Ajouter un pas"]
    listed = nadia.heard[-1]
    nadia.presses("1")
    assert [same(label) for label in nadia.labels] == [
        "C'est fait",
        "Changer le jour",
        "Changer les mots",
        "Laisser",
    ]
    nadia.presses("Changer le jour")
    assert nadia.at == "suivi.jour"
    nadia.says("le 20")
    assert plan_of(nadia)[0].due_at == datetime(2026, 3, 20, 18, 0, tzinfo=PARIS)
    nadia.presses("2", listed)
    nadia.presses("Laisser")
    assert plan_of(nadia)[1].status is Status.DROPPED
    nadia.presses("2", listed)
    assert "déjà rangé" in nadia.last
    nadia.presses("1", listed)
    nadia.presses("C'est fait")
    assert nadia.at == "suivi.aide"
    nadia.says("passer")
    assert f"✓ « {STEP} », mardi 10 mars" in same(nadia.says("/actions")[-1].text)
    nadia.presses("Ajouter")
    assert nadia.at == "plan.quoi"


def test_an_open_question_comes_back_after_the_list(nadia: Someone) -> None:
    nadia.says("/reflexion")
    heard = nadia.says("/actions")
    assert len(heard) == 2
    assert nadia.at == "reflexion.ouverture"


def test_two_devices_close_a_step_once(nadia: Someone) -> None:
    one = chosen(nadia)
    nadia.forges(f"actions.{one.id}", "fait")
    nadia.says("passer")
    assert "déjà rangé" in nadia.forges(f"actions.{one.id}", "laisser")[-1].text
    assert [step.status for step in plan_of(nadia)] == [Status.DONE]


def test_new_words_for_a_step_that_another_device_closed_are_kept(nadia: Someone) -> None:
    one = chosen(nadia)
    nadia.forges(f"actions.{one.id}", "mots")
    nadia.forges(f"actions.{one.id}", "laisser")
    nadia.says("quand Karim arrive, je lui laisse le premier mot")
    old, new = plan_of(nadia)
    assert (old.status, new.status) == (Status.DROPPED, Status.OPEN)


def test_forged_buttons_change_nothing(practice: Practice, nadia: Someone) -> None:
    for token in ("actions", "actions.9", "actions.x", "suivi.9", "suivi", "suivi."):
        for choice in ("1" * 40, "x", "", "9", "fait", "-1", "٣"):
            nadia.forges(token, choice)
    assert plan_of(nadia) == []
    assert practice.inbox().get("parked", 0) == 0


def test_nobody_reaches_somebody_elses_step(practice: Practice, helene: Someone, nadia: Someone) -> None:
    one = chosen(nadia)
    other = practice.simply("Zoé", helene)
    for token, choice in (
        ("actions", str(one.id)),
        (f"actions.{one.id}", "laisser"),
        (f"suivi.{one.id}", "begin"),
    ):
        assert "Karim" not in "".join(texts(other.forges(token, choice)))
    assert plan_of(nadia)[0].is_open


def test_a_stranger_has_no_list(practice: Practice) -> None:
    stranger = practice.stranger("Ali")
    stranger.says("/actions")
    assert not stranger.known


def test_after_stop_nothing_is_planned_and_no_button_works(practice: Practice, nadia: Someone) -> None:
    one = chosen(nadia)
    nadia.says("/stop")
    assert nadia.planned == {}
    for token, choice in ((f"actions.{one.id}", "laisser"), (f"suivi.{one.id}", "begin")):
        assert nadia.forges(token, choice) == []
    assert "arrêté" in nadia.says("/actions")[-1].text
    practice.wait(days=60)
    assert "arrêté" in nadia.last
    assert plan_of(nadia)[0].is_open


def test_before_consent_it_begins_with_the_welcome(practice: Practice, helene: Someone) -> None:
    helene.says("/start")
    someone = practice.invited("Zoé", helene)
    someone.says("/actions")
    assert someone.at.startswith("accueil.")


# What helped comes back


def test_what_helped_comes_back_where_it_fits(practice: Practice, quiet: Someone) -> None:
    with practice.app.store.write() as tx:
        for day, words in (
            (1, "demander à Samia de relire le budget"),
            (2, "marcher dix minutes avant le comité"),
        ):
            at = practice.now - timedelta(days=60 - day)
            resources.keep(tx, quiet.person.id, "suivi", words, at)
            journal.remember(tx, quiet.person.id, "ressource", words, at)
    asked = []
    for scene in (
        "mardi le budget est revenu tout barré de la direction financière",
        "rien de particulier ces jours-ci, des mails et des mails",
    ):
        quiet.says("/reflexion")
        quiet.presses("Cinq minutes")
        quiet.says(scene)
        quiet.says("j'ai tout repris ligne par ligne jusqu'à minuit passé")
        quiet.says("passer")
        quiet.says("on dirait quelqu'un qui travaille porte fermée")
        assert quiet.at == "reflexion.rappel"
        asked.append(same(quiet.last))
        quiet.says("passer")
        quiet.says("/annuler")
        practice.wait(days=2)
    assert "demander à Samia de relire le budget" in asked[0]
    assert "marcher dix minutes avant le comité" in asked[1], "the other one rests"


def test_every_resource_is_kept_once(practice: Practice, quiet: Someone) -> None:
    for words in (HELP, HELP.upper(), "marcher dix minutes avant le comité"):
        one = chosen(quiet, f"relire le dossier {len(words)} {words[:3]} sans rien corriger", "passer")
        quiet.forges(f"actions.{one.id}", "fait")
        quiet.says(words)
        quiet.says("tout garder")
    assert sorted(helped(quiet)) == [HELP, "marcher dix minutes avant le comité"]


# Whatever is typed


WORDS = st.one_of(
    st.sampled_from(
        ["/plan", "/actions", "/annuler", "passer", "plus court", "quand", "quand il vient, alors je sors", "rien",
         "vendredi", "mardi en quinze", "hier", "1", "2", "fait", "pas encore", "ça a changé", "je laisse",
         "tout garder", "garder les cinq", "/reflexion", "<b>&amp;</b> {{ 7*7 }}", "oui",
          "\u202eà l'envers", "x" * 5000]
    ),
    st.text(min_size=1, max_size=40),
)  # fmt: skip
PRESSES = st.tuples(
    st.sampled_from(["actions", "actions.{}", "suivi.{}"]),
    st.sampled_from(["fait", "jour", "mots", "laisser", "begin", "later", "ajouter", "{}"]),
)


@given(walk=st.lists(st.one_of(WORDS, PRESSES), max_size=25))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_step_is_lost_or_doubled_whatever_is_typed(
    practice: Practice, helene: Someone, walk: list[str | tuple[str, str]]
) -> None:
    someone = practice.simply("Nadia", helene)
    before: list[Step] = []
    for done in walk:
        if isinstance(done, tuple):
            number = str(before[-1].id if before else 1)
            someone.forges(done[0].format(number), done[1].format(number))
        else:
            someone.says(done)
        known = plan_of(someone)
        assert [one.id for one in known][: len(before)] == [one.id for one in before], "a step was lost"
        assert len(known) - len(before) <= 1, "one answer opened two"
        opened = [" ".join(one.plan.words.casefold().split()) for one in known if one.is_open]
        assert len(set(opened)) == len(opened), "the same step twice"
        for was, now in zip(before, known, strict=False):
            assert was.plan.words == now.plan.words
            assert was.is_open or was.status is now.status, "what is settled stays settled"
        waiting = {kind for kind in someone.planned if kind.startswith("suivi:")}
        assert waiting <= {f"suivi:{one.id}" for one in known if one.is_open}
        before = known
    assert practice.inbox().get("parked", 0) == 0


def test_a_crash_in_the_middle_opens_it_once(practice: Practice, nadia: Someone) -> None:
    nadia.says("/plan")
    said = nadia.event(Kind.TEXT, text=STEP)
    nadia.does(said)
    nadia.does(said)
    assert len(plan_of(nadia)) == 1


def test_a_copy_holds_the_plan_and_erasure_takes_it(practice: Practice, nadia: Someone) -> None:
    chosen(nadia)
    nadia.says("/exporter")
    assert nadia.heard[-1].message.name == "recul.zip"
    who = nadia.person.id
    nadia.says("/effacer")
    nadia.presses("Tout effacer")
    with practice.app.store.read() as tx:
        assert people.load(tx, who) is None


def test_no_text_of_a_step_is_readable_on_disk(practice: Practice, nadia: Someone) -> None:
    chosen(nadia)
    files = [path.read_bytes() for path in practice.home.rglob("*") if path.is_file()]
    assert not any(b"finis ma phrase" in content for content in files)
