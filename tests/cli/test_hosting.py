"""What a host does about people: list, invite, read, hand over, erase, look at who read."""

from __future__ import annotations

import json
import sqlite3
import stat
import struct
import zipfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.messages import Incoming, Kind
from bot.store import engagements, inbox, journal, links, outbox, people, sharing
from bot.store.links import Outcome
from tests.cli.conftest import NOW, TOKEN, Practice, Remote, Run, failed, plain, rows


def test_people_are_listed_by_short_key_and_never_by_telegram_id(recul: Run, practice: Practice) -> None:
    shown = recul("people").stdout
    listed = rows(recul("people", "--json"))
    assert [one["name"] for one in listed] == ["Claire", "Nadia", "Émile"]
    assert listed[1]["key"] == practice.nadia[:8]
    assert listed[1]["coach"] == practice.claire[:8]
    assert listed[1]["roles"] == ["coachee"]
    assert listed[1]["status"] == "active"
    assert all(one["key"] in shown for one in listed)
    assert "900" not in shown.replace(practice.nadia[:8], "").replace(practice.emile[:8], "").replace(
        practice.claire[:8], ""
    )


@pytest.mark.parametrize("wanted", ["key", "prefix", "whole", "Émile", "emile", "ÉMILE"])
def test_somebody_is_named_in_several_ways(recul: Run, practice: Practice, wanted: str) -> None:
    typed = {"key": practice.emile[:8], "prefix": practice.emile[:5], "whole": practice.emile}.get(
        wanted, wanted
    )
    assert rows(recul("brief", typed, "--json"))["key"] == practice.emile[:8]


def test_the_name_at_the_terminal_names_somebody(recul: Run, home: Path) -> None:
    recul("chat", given="")
    recul("chat", "--person", "lea", given="")
    keys = {rows(recul("brief", name, "--json"))["key"] for name in ("moi", "Léa")}
    assert len(keys) == 2


def test_somebody_ambiguous_or_unknown_is_told_with_the_candidates(recul: Run, practice: Practice) -> None:
    with (store := practice.store()).write() as tx:
        journal.remember(tx, practice.emile, "prenom", "Nadia", NOW)
    store.close()
    told = failed(recul("brief", "nadia", code=None))
    assert "désigne plusieurs personnes" in told
    assert practice.nadia[:8] in told
    assert practice.emile[:8] in told
    assert practice.claire[:8] not in told
    assert "Personne ne répond à « zoe »" in failed(recul("export", "zoe", "--out", "z.zip", code=None))
    assert failed(recul("export", practice.nadia[:3], "--out", "z.zip", code=None))


# Reading


def test_a_brief_is_what_was_shared_and_leaves_a_trace(recul: Run, practice: Practice) -> None:
    shown = plain(recul("brief", "nadia").stdout)
    assert "Moment : le comité de mardi" in shown
    assert "SECRET" not in shown
    assert "SECRET" not in recul("brief", "nadia", "--json").stdout
    entries = rows(recul("audit", "nadia", "--json"))
    assert [(one["action"], one["actor"]) for one in entries] == [("read_shared", None)] * 2


def test_the_coachee_sees_in_moi_that_the_brief_was_read(recul: Run, home: Path) -> None:
    recul("chat", given="Oui, d'accord\nNadia\n")
    assert "Personne d'autre que" in plain(recul("chat", given="/moi\n").stdout)
    recul("brief", "moi")
    assert "Personne d'autre que" not in plain(recul("chat", given="/moi\n").stdout)


def test_a_brief_becomes_a_page_for_its_owner_only(recul: Run, practice: Practice, tmp_path: Path) -> None:
    recul("brief", "nadia", "--out", "b.html")
    page = (tmp_path / "b.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "le comité de mardi" in page
    assert stat.S_IMODE((tmp_path / "b.html").stat().st_mode) == 0o600


def test_trends_are_in_brief_and_digest_with_their_figures(recul: Run, practice: Practice) -> None:
    with (store := practice.store()).write() as tx:
        made = engagements.coach_of(tx, practice.nadia)
        assert made is not None
        for weeks in range(12):
            at, talk = NOW - timedelta(weeks=weeks), f"w{weeks}"
            kinds = {"topic": "Moment : lundi"}
            if weeks < 4:
                kinds["pitfall"] = "Nez dans le guidon\u00a0: «\u00a0j'ai refait\u00a0»"
            for kind, text in kinds.items():
                sharing.file_item(
                    tx, practice.nadia, at, engagement=made.id, talk=talk, kind=kind, text=text,
                    recipient=practice.claire,
                )  # fmt: skip
    store.close()
    [trend] = rows(recul("brief", "nadia", "--json"))["trends"]
    assert (trend["pitfall"], trend["direction"]) == ("nez_dans_le_guidon", "appearing")
    assert 0.9 <= trend["probability"] <= 1
    since = (NOW - timedelta(weeks=4)).date().isoformat()
    assert trend["recent"] == {"talks": 6, "confirmed": 4, "partly": 0, "since": since}
    assert (trend["earlier"]["talks"], trend["earlier"]["confirmed"]) == (7, 0)
    sentence = (
        "Nez dans le guidon : 4 fois sur les 6 dernières réflexions partagées ; semble apparaître depuis"
    )
    for shown in (recul("brief", "nadia"), recul("digest", "claire")):
        assert sentence in " ".join(plain(shown.stdout).split())
    listed = rows(recul("digest", "claire", "--json"))
    assert {one["prenom"]: one["trends"] for one in listed} == {"Nadia": [trend], "Émile": []}


def test_a_digest_has_a_line_for_each_and_leaves_a_trace(recul: Run, practice: Practice) -> None:
    assert "Nadia" in recul("digest", "claire").stdout
    listed = rows(recul("digest", "Claire", "--json"))
    assert {one["prenom"]: one["shared"] for one in listed} == {"Nadia": 2, "Émile": 0}
    assert [one["action"] for one in rows(recul("audit", "nadia", "--json"))] == ["read_shared"] * 2
    assert rows(recul("audit", "emile", "--json")) == []
    assert "Personne ne répond" in failed(recul("digest", "nadia", code=None))


def test_the_audit_shows_no_words_and_no_names(recul: Run, practice: Practice) -> None:
    recul("brief", "nadia")
    for shown in (recul("audit").stdout, recul("audit", "--json").stdout):
        assert "read_shared" in shown
        assert not any(word in shown for word in ("Nadia", "Claire", "comité", practice.nadia))
    assert len(rows(recul("audit", "--json", "--last", "1"))) == 1


# Coming in and going


def test_an_invitation_without_telegram_is_something_to_type(recul: Run, practice: Practice) -> None:
    made = rows(recul("invite", "--role", "coachee", "--name", "Zoé", "--json"))
    assert made["link"] == f"/start {made['code']}"
    with (store := practice.store()).read() as tx:
        found = links.look(tx, made["code"], datetime.now(UTC))
        late = links.look(tx, made["code"], datetime.now(UTC) + timedelta(days=14, minutes=1))
    store.close()
    assert (found.outcome, found.coach, found.name) == (Outcome.OK, practice.claire, "Zoé")
    assert late.outcome is Outcome.EXPIRED


def test_with_several_coaches_the_host_says_which(recul: Run, practice: Practice) -> None:
    with (store := practice.store()).write() as tx:
        other = people.create(tx, NOW, {people.Role.COACH}, {"prenom": "Paul"})
    store.close()
    assert "Ajouter --coach" in failed(recul("invite", "--role", "coachee", code=None))
    made = rows(recul("invite", "--role", "coachee", "--coach", "paul", "--json"))
    with (store := practice.store()).read() as tx:
        assert links.look(tx, made["code"], datetime.now(UTC)).coach == other
    store.close()


@pytest.fixture
def on_telegram(telegram: Remote, monkeypatch: pytest.MonkeyPatch) -> Remote:
    monkeypatch.setenv("RECUL_TELEGRAM_TOKEN", TOKEN)
    monkeypatch.setenv("RECUL_TELEGRAM_API_URL", telegram.api_url)
    return telegram


def test_an_invitation_is_a_link_and_a_qr_code(recul: Run, practice: Practice, on_telegram: Remote) -> None:
    shown = recul("invite", "--role", "coachee").stdout
    assert "https://t.me/" in shown
    assert "█" in shown
    recul("invite", "--role", "coach", "--out", "q.png")
    recul("invite", "--role", "coach", "--out", "q.svg")
    width, height = struct.unpack(">II", Path("q.png").read_bytes()[16:24])
    assert width == height > 100
    assert Path("q.svg").read_text().startswith("<?xml")


def test_a_refused_token_makes_no_invitation(
    recul: Run, practice: Practice, on_telegram: Remote, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECUL_TELEGRAM_TOKEN", "1:faux")
    assert "Telegram refuse le jeton" in failed(recul("invite", "--role", "coach", code=None))
    assert rows(recul("audit", "--json")) == []


def test_an_export_holds_everything(recul: Run, practice: Practice, tmp_path: Path) -> None:
    recul("export", "nadia", "--out", "n.zip")
    with zipfile.ZipFile(tmp_path / "n.zip") as archive:
        assert sorted(archive.namelist()) == ["recul.html", "recul.json", "recul.schema.json"]
        assert "SECRET" in str(json.loads(archive.read("recul.json")))
    assert stat.S_IMODE((tmp_path / "n.zip").stat().st_mode) == 0o600


def test_erasure_asks_for_the_name(recul: Run, practice: Practice) -> None:
    assert "rien n'a été effacé" in plain(recul("erase", "nadia", given="Émile\n", code=1).stderr)
    assert len(rows(recul("people", "--json"))) == 3
    recul("erase", "nadia", given="nadia\n")
    assert [one["name"] for one in rows(recul("people", "--json"))] == ["Claire", "Émile"]
    recul("erase", practice.emile[:8], "--yes")
    assert "Nadia" not in str(rows(recul("audit", "--json")))


def test_erasure_without_an_answer_erases_nothing(recul: Run, practice: Practice) -> None:
    assert recul("erase", "nadia", given="", code=130).stderr
    assert len(rows(recul("people", "--json"))) == 3


# What is due


def _evening(days: int) -> str:
    """The hour at which people are spoken to unless they chose another, so many days ahead."""
    day = (NOW + timedelta(days=days)).astimezone(ZoneInfo("Europe/Paris"))
    return day.replace(hour=18, minute=5).isoformat()


def test_a_dry_run_tells_and_changes_nothing(recul: Run, practice: Practice) -> None:
    then = _evening(4)
    recul("people")  # whatever a start writes once is written
    before = _content(practice)
    shown = plain(recul("due", "--at", then, "--dry-run").stdout)
    assert f"{practice.nadia[:8]}  invitation à une réflexion" in shown
    made = rows(recul("due", "--at", then, "--dry-run", "--json"))
    assert [(one["key"], one["kind"]) for one in made["reminders"]] == [(practice.nadia[:8], "invitation")]
    recul("due", "--dry-run")
    assert rows(recul("due", "--dry-run", "--json"))["reminders"] == []
    assert _content(practice) == before


def _content(practice: Practice) -> list[str]:
    with closing(sqlite3.connect(practice.home / "recul.sqlite")) as database:
        return list(database.iterdump())


def test_without_a_token_what_is_due_waits_to_be_sent(recul: Run, practice: Practice) -> None:
    then = _evening(4)
    done = rows(recul("due", "--at", then, "--json"))
    assert (done["reminders"], done["turns"], done["sent"], done["waiting"]) == (1, 1, 0, 1)
    assert rows(recul("due", "--at", then, "--json"))["reminders"] == 0


def test_with_a_token_what_is_due_is_sent(recul: Run, practice: Practice, on_telegram: Remote) -> None:
    for chat in (9001, 9002):
        on_telegram.call("send", chat=chat, text="/start")
    then = _evening(6)
    done = rows(recul("due", "--at", then, "--json"))
    with (store := practice.store()).read() as tx:
        assert outbox.counts(tx) == {"sent": 2}
    store.close()
    assert (done["reminders"], done["sent"], done["waiting"]) == (2, 2, 0)
    assert {sent["chat"] for sent in on_telegram.call("log")} == {9001, 9002}


def test_whoever_cannot_be_reached_is_counted(recul: Run, practice: Practice, on_telegram: Remote) -> None:
    done = rows(recul("due", "--at", _evening(6), "--json"))
    assert (done["sent"], done["waiting"], done["undelivered"]) == (0, 0, 2)


def test_a_message_that_waits_is_answered(recul: Run, practice: Practice) -> None:
    store = practice.store()
    inbox.put(store, Incoming("telegram", "9002", "k1", NOW, Kind.TEXT, text="/aide"))
    assert rows(recul("due", "--dry-run", "--json"))["received"] == 1
    assert rows(recul("due", "--json"))["turns"] == 1
    with store.read() as tx:
        assert outbox.counts(tx) == {"waiting": 1}
    store.close()
