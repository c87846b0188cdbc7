"""Any command works in any state: it is answered, nothing breaks, and the open question comes back."""

from __future__ import annotations

import pytest

from tests.conversation.practice import Practice, Someone, texts
from tests.conversation.states import STATES, reach

#: What only shows something; the open question follows.
SCREENS = ("/aide", "/help", "/confidentialite", "/privacy", "/resume", "/moi", "/me", "/exporter", "/export")
DIALOGS = {
    "/reflexion": "reflexion.ouverture",
    "/guidon": "guidon.scene",
    "/posture": "posture.scene",
    "/relais": "relais.scene",
    "/solitude": "solitude.scene",
    "/pause": "pause.duree",
    "/reglages": "reglages.menu",
    "/settings": "reglages.menu",
}
ERASING = ("/effacer", "/erase", "/delete")
ODD = (
    "/", "//", "/nimporte", "/123", "/aide moi", "/AIDE", "/Réflexion", "/reflexion maintenant", "/🙂",
    "/start junk", "/start " + "x" * 300, "/brief", "/brief Nadia", "/digest", "/coachees", "/inviter Paul",
    "/analyse", "/résumé",
)  # fmt: skip
ALL = (*SCREENS, *DIALOGS, *ERASING, *ODD, "/start", "/annuler", "/cancel")


def reached(practice: Practice, helene: Someone, state: str) -> Someone:
    someone = practice.simply("Nadia", helene)
    reach(practice, someone, state)
    return someone


@pytest.mark.parametrize("state", STATES)
def test_every_command_is_answered(practice: Practice, helene: Someone, state: str) -> None:
    for command in ALL:
        someone = reached(practice, helene, state)
        answer = someone.says(command)
        assert answer, f"{command} found silence"
        assert all(heard.text.strip() for heard in answer), command
        assert len(answer) <= 2, f"{command} was answered by {len(answer)} messages: {texts(answer)}"
        assert "de notre côté" not in someone.everything
    assert set(practice.inbox()) <= {"done"}, "a turn failed"


@pytest.mark.parametrize("state", [state for state, (_, where) in STATES.items() if where])
def test_what_only_shows_something_brings_the_question_back(
    practice: Practice, helene: Someone, state: str
) -> None:
    for command in SCREENS:
        someone = reached(practice, helene, state)
        where, question, labels = someone.at, someone.heard[-1].text.split("\n")[-1], someone.labels
        someone.says(command)
        assert someone.at == where
        again = someone.heard[-1]
        assert again.labels == labels, command
        assert again.text.split("\n")[-1] in question, "without the word that greeted the last answer"


@pytest.mark.parametrize("command", DIALOGS)
@pytest.mark.parametrize("state", ["nothing open", "a probe", "the review", "a note", "settings", "support"])
def test_a_dialogue_can_be_begun_over_another(
    practice: Practice, helene: Someone, state: str, command: str
) -> None:
    someone = reached(practice, helene, state)
    where, wanted = someone.at, DIALOGS[command].split(".")[0]
    someone.says(command)
    assert someone.at.startswith(f"{wanted}.") or wanted in someone.under_way
    if where and wanted == "pause":
        someone.presses("Pas de pause")
        assert someone.at == where, "the question that waited below comes back"


@pytest.mark.parametrize("state", ["stopped", "stopped and erasing"])
@pytest.mark.parametrize("command", [*DIALOGS, "/annuler", "/nimporte"])
def test_after_stop_only_leaving_for_good_is_left(
    practice: Practice, helene: Someone, state: str, command: str
) -> None:
    someone = reached(practice, helene, state)
    answer = someone.says(command)
    assert "/start" in answer[-1].text
    assert "reflexion" not in someone.at


@pytest.mark.parametrize("command", DIALOGS)
def test_before_consent_a_dialogue_leads_to_the_welcome(
    practice: Practice, helene: Someone, command: str
) -> None:
    someone = practice.invited("Zoé", helene)
    someone.says("/annuler")
    assert someone.at == ""
    someone.says(command)
    assert someone.at == "accueil.consentement"
    assert "un programme, pas une personne" in someone.last


@pytest.mark.parametrize("command", [*ALL, "bonjour", "oui", "stop", "👍"])
def test_a_stranger_is_told_what_this_is_and_no_more(practice: Practice, command: str) -> None:
    someone = practice.stranger()
    answer = someone.says(command)
    assert len(answer) == 1
    assert "lien" in answer[0].text
    assert not answer[0].labels
    assert not someone.known, "nothing is kept of somebody without a link"


def test_cancelling_closes_the_question_and_keeps_the_words(practice: Practice, helene: Someone) -> None:
    someone = reached(practice, helene, "a probe")
    assert texts(someone.says("/annuler")) == [
        "La question est refermée. Ce que vous avez écrit reste à vous."
    ]
    assert someone.at == ""
    assert "comme d'hab" in someone.answers
    assert texts(someone.says("/cancel")) == ["Rien n'est en cours, il n'y a rien à annuler."]
