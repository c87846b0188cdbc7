"""The host lets people in, moves them to another account, and hands a coach's engagements over."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.coaching.engagement import Cause
from bot.store import engagements, links, people
from bot.store.links import Outcome
from tests.cli.conftest import NOW, TOKEN, Practice, Remote, Run, failed, plain, rows


def test_a_sponsor_is_invited_to_one_engagement(recul: Run, practice: Practice) -> None:
    made = rows(recul("invite", "--role", "sponsor", "--coachee", "nadia", "--name", "Marc", "--json"))
    with (store := practice.store()).read() as tx:
        found = links.look(tx, made["code"], datetime.now(UTC))
        which = engagements.coach_of(tx, practice.nadia)
    store.close()
    assert which is not None
    assert (found.outcome, found.role, found.engagement) == (Outcome.OK, people.Role.SPONSOR, which.id)
    assert found.name == "Marc"
    shown = plain(recul("invite", "--role", "sponsor", "--coachee", "nadia").stdout)
    assert "commanditaire de l'accompagnement de Nadia" in shown


def test_a_programme_lead_is_invited_to_none(recul: Run, practice: Practice) -> None:
    made = rows(recul("invite", "--role", "lead", "--json"))
    with (store := practice.store()).read() as tx:
        found = links.look(tx, made["code"], datetime.now(UTC))
    store.close()
    assert (found.role, found.engagement, found.coach) == (people.Role.LEAD, None, None)
    assert "responsable du dispositif" in plain(recul("invite", "--role", "lead").stdout)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], "--role"),
        (["--role", "sponsor"], "--coachee"),
        (["--role", "coach", "--coach", "claire"], "--coach dit"),
        (["--role", "lead", "--coachee", "nadia"], "--coachee dit"),
        (["--role", "coachee", "--move", "nadia"], "--move ne va"),
        (["--move", "nadia", "--name", "Zoé"], "--move ne va"),
        (["--move", "personne"], "Personne ne répond"),
        (["--role", "sponsor", "--coachee", "claire"], "Personne ne répond"),
    ],
)
def test_options_that_do_not_go_together(
    recul: Run, practice: Practice, arguments: list[str], told: str
) -> None:
    assert told in failed(recul("invite", *arguments, code=None))


def test_somebody_without_an_engagement_has_no_sponsor(recul: Run, practice: Practice) -> None:
    with (store := practice.store()).write() as tx:
        which = engagements.coach_of(tx, practice.nadia)
        assert which is not None
        engagements.end(tx, which.id, NOW)
    store.close()
    assert "n'a pas d'accompagnement" in failed(
        recul("invite", "--role", "sponsor", "--coachee", "nadia", code=None)
    )


def test_a_lost_account_is_moved_for_a_day(recul: Run, practice: Practice) -> None:
    made = rows(recul("invite", "--move", "nadia", "--json"))
    with (store := practice.store()).read() as tx:
        soon = links.look(tx, made["code"], datetime.now(UTC))
        late = links.look(tx, made["code"], datetime.now(UTC) + timedelta(days=1, minutes=1))
    store.close()
    assert made["role"] == "move"
    assert (soon.outcome, soon.moves, soon.role) == (Outcome.OK, practice.nadia, None)
    assert late.outcome is Outcome.EXPIRED
    assert "Changement de compte (Nadia)" in plain(recul("invite", "--move", "nadia").stdout)
    assert "move_offered" in recul("audit", "nadia").stdout


def test_a_move_is_carried_out_at_the_terminal(recul: Run, home: Path) -> None:
    recul("chat", given="Oui, d'accord\nNadia\n")
    link = rows(recul("invite", "--move", "moi", "--json"))["link"]
    assert "déjà connu" in plain(recul("chat", "--person", "autre", given=f"{link}\n").stdout)


def test_a_picture_of_the_code_for_each_role(
    recul: Run, practice: Practice, telegram: Remote, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("RECUL_TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("RECUL_TELEGRAM_API_URL", telegram.api_url)
    recul("invite", "--role", "sponsor", "--coachee", "nadia", "--out", "s.png")
    recul("invite", "--move", "nadia", "--out", "m.svg")
    assert (tmp_path / "s.png").read_bytes().startswith(b"\x89PNG")
    assert b"<svg" in (tmp_path / "m.svg").read_bytes()
    assert re.search(r"[█▀▄]", recul("invite", "--role", "lead").stdout)


# A coach leaves


def another(practice: Practice, name: str = "Paul") -> str:
    with (store := practice.store()).write() as tx:
        other = people.create(tx, NOW, {people.Role.COACH}, {"prenom": name})
    store.close()
    return other


def test_a_coach_s_engagements_are_handed_over(recul: Run, practice: Practice) -> None:
    another(practice)
    shown = plain(recul("handover", "claire", "--to", "paul", given="y\n").stdout)
    assert "2 accompagnements" in shown
    assert "2 demandes" in shown
    with (store := practice.store()).read() as tx:
        assert engagements.coachees_of(tx, practice.claire) == []
        assert {e.coach for e in engagements.all_of(tx, practice.nadia)} == {None}
    store.close()
    assert (
        "Rien" in plain(recul("brief", "nadia", code=None).output)
        or recul("brief", "nadia", code=None).exit_code
    )


def test_nothing_changes_without_a_yes(recul: Run, practice: Practice) -> None:
    another(practice)
    assert "Rien n'a changé" in failed_last(
        recul("handover", "claire", "--to", "paul", given="n\n", code=None)
    )
    with (store := practice.store()).read() as tx:
        assert len(engagements.coachees_of(tx, practice.claire)) == 2
    store.close()


def failed_last(result: object) -> str:
    assert getattr(result, "exit_code", 0) != 0
    return plain(str(getattr(result, "stderr", "")))


def test_a_handover_that_makes_no_sense(recul: Run, practice: Practice) -> None:
    another(practice)
    assert "la même personne" in failed(recul("handover", "claire", "--to", "claire", "--yes", code=None))
    assert "rien à faire" in failed(recul("handover", "paul", "--to", "claire", "--yes", code=None))
    assert "Personne ne répond" in failed(recul("handover", "claire", "--to", "nadia", "--yes", code=None))
    told = rows(recul("handover", "claire", "--to", "paul", "--yes", "--json"))
    assert told["engagements"] == 2


# Who is here


def test_people_show_where_each_engagement_stands(recul: Run, practice: Practice) -> None:
    with (store := practice.store()).write() as tx:
        which = engagements.coach_of(tx, practice.nadia)
        assert which is not None
        engagements.move(tx, which, Cause.WELCOME, NOW, practice.nadia)
        marc = people.create(tx, NOW, {people.Role.SPONSOR}, {"prenom": "Marc"})
        engagements.set_sponsor(tx, which.id, marc)
    store.close()
    shown = plain(recul("people").stdout)
    assert "accueil fait" in shown
    assert "invitation envoyée" in shown
    assert "commanditaire" in shown
    found = {one["name"]: one["engagements"] for one in rows(recul("people", "--json"))}
    [nadia] = found["Nadia"]
    assert (nadia["role"], nadia["phase"], nadia["coach"]) == ("coachee", "welcomed", practice.claire[:8])
    assert [one["role"] for one in found["Marc"]] == ["sponsor"]
    assert [one["role"] for one in found["Claire"]] == ["coach", "coach"]


# At the terminal


def test_a_sponsor_and_a_lead_talk_at_the_terminal(recul: Run, home: Path) -> None:
    assert "Personne n'est accompagné ici" in failed(recul("chat", "--role", "sponsor", given="", code=None))
    recul("chat", given="Oui, d'accord\nNadia\n")
    shown = plain(recul("chat", "--role", "sponsor", given="Oui, d'accord\nClaire\n/moi\n").stdout)
    assert "commanditaire de l'accompagnement de Nadia" in shown
    assert "votre prénom (Claire)" in shown
    assert "cinq personnes" in plain(recul("chat", "--role", "lead", given="Oui, d'accord\n").stdout)
    assert {one["name"] for one in rows(recul("people", "--json"))} >= {"Nadia", "Claire"}
