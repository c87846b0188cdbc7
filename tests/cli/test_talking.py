"""Talking: the terminal piped, and the bot as a process that is told to stop."""

from __future__ import annotations

import json
import signal
import subprocess
import time
from pathlib import Path

import pytest
from rich.console import Console

from bot.cli.screen import Screen
from bot.messages import Button, Outgoing
from tests.cli.conftest import TOKEN, Practice, Process, Remote, Run, plain, rows

#: A bot stops within 0.6 s here, and must within 2; other tests run beside this one.
PATIENCE = 4.0


def test_a_piped_conversation_is_plain_and_in_order(recul: Run) -> None:
    shown = plain(recul("chat", given="Oui, d'accord\nNadia\n1\n").stdout)
    assert (
        shown.index("D'accord pour commencer") < shown.index("Comment vous appeler") < shown.index("Nadia, ")
    )
    assert "›" not in shown
    assert "\x1b" not in shown
    assert "Nadia" in [one["name"] for one in rows(recul("people", "--json"))]


def test_start_without_a_token_is_a_conversation(recul: Run) -> None:
    assert "Ici Recul" in recul("start", given="").stdout


def test_a_coach_has_a_conversation_too(recul: Run) -> None:
    assert "/inviter" in recul("chat", "--role", "coach", given="").stdout


def test_insight_answers_each_line_and_fails_on_a_malformed_one(recul: Run) -> None:
    line = json.dumps({"id": 1, "text": "Je refais tout moi-même le soir."})
    result = recul("insight", given=f"{line}\n", code=0)
    assert json.loads(result.stdout)["id"] == 1
    assert "Ligne 1" in recul("insight", given="{\n", code=1).stderr


# By hand


def test_buttons_break_between_buttons_and_keep_their_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    console = Console(width=30, force_terminal=True, color_system=None, highlight=False)
    screen = Screen("moi", console, Path())
    assert screen.by_hand
    row = tuple(Button(str(number), f"Une réponse {number}") for number in range(3))
    with console.capture() as capture:
        screen.show(Outgoing(html="Une question assez longue pour passer à la ligne ?", rows=(row,)))
    lines = [line.rstrip() for line in capture.get().splitlines()]
    assert lines == [
        "Une question assez longue pour",
        "passer à la ligne ?",
        "  1 Une réponse 0",
        "  2 Une réponse 1",
        "  3 Une réponse 2",
        "",
    ]


# The bot


def _started(process: Process, telegram: Remote) -> subprocess.Popen[str]:
    bot = process("run", RECUL_TELEGRAM_TOKEN=TOKEN, RECUL_TELEGRAM_API_URL=telegram.api_url)
    telegram.until("stats", lambda stats: stats["calls"].get("getUpdates"))
    return bot


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_the_bot_stops_cleanly_when_told(process: Process, telegram: Remote, how: signal.Signals) -> None:
    bot = _started(process, telegram)
    telegram.call("send", chat=1, text="bonjour")
    telegram.until("chat", lambda chat: len(chat) == 2, chat=1)
    told = time.monotonic()
    bot.send_signal(how)
    out, err = bot.communicate(timeout=20)
    assert time.monotonic() - told < PATIENCE
    assert bot.returncode == 0, err
    assert "Recul est prêt" in out
    assert "rien n'est perdu" in plain(out)
    assert "Traceback" not in err


def test_the_bot_stops_while_telegram_is_away(process: Process) -> None:
    bot = process("run", RECUL_TELEGRAM_TOKEN=TOKEN, RECUL_TELEGRAM_API_URL="http://127.0.0.1:9")
    assert bot.stderr is not None
    line = bot.stderr.readline()  # says that Telegram does not answer, and goes on trying
    assert "Telegram ne répond pas" in json.loads(line)["message"]
    told = time.monotonic()
    bot.send_signal(signal.SIGTERM)
    _, err = bot.communicate(timeout=20)
    assert time.monotonic() - told < PATIENCE
    assert bot.returncode == 0, err


def test_a_token_that_telegram_refuses_stops_the_bot(process: Process, telegram: Remote) -> None:
    bot = process("run", RECUL_TELEGRAM_TOKEN="1:faux", RECUL_TELEGRAM_API_URL=telegram.api_url)
    _, err = bot.communicate(timeout=30)
    assert bot.returncode == 1
    assert "Telegram refuse le jeton" in err
    assert "1:faux" not in err
    assert "Traceback" not in err


def test_while_the_bot_runs_others_read_but_none_changes_the_key(
    process: Process, telegram: Remote, practice: Practice, recul: Run
) -> None:
    bot = _started(process, telegram)
    recul("people")
    assert "tourne encore" in recul("rotate-key", code=1).stderr
    assert "recul est ouvert dans ce dossier" in plain(recul("doctor", "--json", code=None).stdout)
    bot.send_signal(signal.SIGTERM)
    bot.communicate(timeout=20)
    recul("rotate-key")


def test_output_that_nobody_reads_is_no_defect(process: Process, practice: Practice) -> None:
    shown = process("people")
    assert shown.stdout is not None
    shown.stdout.close()
    assert shown.stderr is not None
    err = shown.stderr.read()
    assert "Traceback" not in err
    assert "défaut" not in err
