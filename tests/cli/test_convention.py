"""`recul convention`: the text that was accepted, its fingerprint, and the document to sign."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from pathlib import Path

from bot.coaching.convention import Goal, Signatory, Terms
from bot.coaching.engagement import Party
from bot.prompts import Prompts
from bot.reports.convention import drawn_up
from bot.store import conventions, engagements
from tests.cli.conftest import NOW, Practice, Run, failed, plain, rows
from tests.dialog.shipped import PROMPTS


def propose(practice: Practice) -> None:
    parties = (
        Signatory(Party.COACHEE, "Nadia", practice.nadia),
        Signatory(Party.COACH, "Claire", practice.claire),
    )
    goals = (Goal("l'équipe", "", "laisser décider"),)
    terms = Terms(parties, date(2026, 3, 10), goals=goals, firm="Cabinet Passerelle").ruled()
    store = practice.store()
    with store.write() as tx:
        which = engagements.coach_of(tx, practice.nadia)
        assert which is not None
        paper = drawn_up(Prompts(PROMPTS), terms, 1, date(2026, 3, 10)).to_json()
        one = conventions.propose(tx, which, terms, paper, NOW, actor=practice.claire)
        conventions.accept(tx, which, Party.COACH, one.digest, NOW, actor=practice.claire)
    store.close()


def test_the_text_has_the_fingerprint_that_is_shown(recul: Run, practice: Practice, tmp_path: Path) -> None:
    propose(practice)
    shown = recul("convention", "nadia", "--out", "c.txt").stdout
    digest = hashlib.sha256((tmp_path / "c.txt").read_bytes()).hexdigest()
    assert digest in shown
    told = plain(recul("convention", "nadia").stdout)
    assert "Article" not in told
    assert "laisser décider" in told
    assert "Nadia : en attente" in told
    assert digest in told


def test_it_becomes_a_document(recul: Run, practice: Practice, tmp_path: Path) -> None:
    propose(practice)
    recul("convention", "nadia", "--out", "c.pdf")
    recul("convention", "nadia", "--out", "c.html")
    assert (tmp_path / "c.pdf").read_bytes().startswith(b"%PDF")
    assert "Cabinet Passerelle" in (tmp_path / "c.html").read_text(encoding="utf-8")
    assert (tmp_path / "c.pdf").stat().st_mode & 0o077 == 0


def test_for_a_program(recul: Run, practice: Practice) -> None:
    propose(practice)
    told = json.loads(recul("convention", "nadia", "--json").stdout)
    assert (told["version"], told["in_force"], told["terms"]["months"]) == (1, False, 12)
    assert [one["role"] for one in told["acceptances"]] == ["coach"]
    entries = rows(recul("audit", "nadia", "--json"))
    assert entries[0]["action"] == "read_convention"
    assert entries[0]["actor"] is None


def test_without_one(recul: Run, practice: Practice) -> None:
    assert "pas encore de convention" in failed(recul("convention", "nadia", code=None))
