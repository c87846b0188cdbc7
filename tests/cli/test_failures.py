"""Whatever a host gets wrong: one French sentence on stderr, an exit code, no traceback."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tests.cli.conftest import Practice, Process, Run, failed, plain

TOKEN = "4242:fake-token-for-tests"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("chta", "Commande inconnue « chta » ; vouliez-vous chat ?"),
        ("xyzzy", "Commande inconnue « xyzzy » ; recul --help donne la liste."),
        ("dialogs chek", "Commande inconnue « chek » ; vouliez-vous check ?"),
        ("people --jsn", "Option inconnue --jsn ; vouliez-vous --json ?"),
        (
            "chat --role boss",
            "--role : « boss » n'est pas proposé ; choisir parmi coachee, coach, sponsor, lead.",
        ),
        ("chat --person", "L'option --person attend une valeur ; l'option --help dit tout."),
        ("people --json=1", "L'option --json ne prend pas de valeur."),
        ("chat bonjour", "En trop sur la ligne : bonjour ; voir recul chat --help."),
        ("brief", "Il manque CLÉ ; voir recul brief --help."),
        ("export moi", "Il manque --out ; voir recul export --help."),
        ("brief moi --out b.pdf", "--out : le PDF n'existe pas encore ; écrire un nom en .html."),
        ("brief moi --out b.doc", "--out : le nom du fichier doit finir par .html ou .htm."),
        ("export moi --out nulle/part.zip", "n'existe pas."),
        ("invite --role coach --days 0", "--days : « 0 » n'est pas un nombre entier de 1 à 366."),
        ("invite --role sponsor", "Ajouter --coachee"),
        ("invite --role coachee", "Il n'y a pas encore de coach"),
        ("invite --role coach --coach x", "--coach dit avec qui une personne est accompagnée"),
        ("invite --role coach --out q.png", "Sans RECUL_TELEGRAM_TOKEN, il n'y a pas de lien"),
        ("due --at demain", "--at : « demain » n'est pas un moment ; écrire par exemple 2026-03-12T18:00."),
        ("restore rien.db", "FICHIER : rien.db n'existe pas."),
        ("rotate-key", "Il n'y a pas encore de clé"),
        ("backup b.db", "Il n'y a pas encore de base"),
        ("dialogs try reflexoin", "Dialogue inconnu « reflexoin » : écrire « reflexion » ?"),
        ("dialogs try reprise", "Ce dialogue ne se joue qu'au milieu d'un autre"),
        ("chat --role sponsor", "Personne n'est accompagné ici"),
        ("run", "RECUL_TELEGRAM_TOKEN manque"),
        ("people", ""),
    ],
)
def test_a_mistaken_line_is_answered_in_one_sentence(recul: Run, line: str, told: str) -> None:
    result = recul(*line.split(), code=None)
    if told:
        assert told in failed(result)
        assert not result.stdout
    else:
        assert result.exit_code == 0


def test_an_unforeseen_defect_is_named_and_shows_no_words(
    recul: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise KeyError("des mots de quelqu'un")

    monkeypatch.setattr("bot.cli.people.everyone", broken)
    sentence = failed(recul("people", code=None))
    assert "KeyError" in sentence
    assert "mots" not in sentence


# What stops a start, in a real process


def _told(process: Process, *arguments: str, **options: str) -> str:
    out, err = (started := process(*arguments, **options)).communicate(timeout=60)
    assert started.returncode not in (0, None), out
    assert "Traceback" not in err
    lines = [line for line in plain(err).splitlines() if not line.startswith("{")]
    assert len(lines) == 1, err
    return lines[0]


def _run(process: Process, **options: str) -> str:
    given = {"RECUL_TELEGRAM_TOKEN": TOKEN, "RECUL_TELEGRAM_API_URL": "http://127.0.0.1:9", **options}
    return _told(process, "run", **given)


def test_a_missing_token_stops_the_bot(process: Process) -> None:
    assert "RECUL_TELEGRAM_TOKEN manque" in _told(process, "run")


def test_a_malformed_token_stops_the_bot(process: Process) -> None:
    assert "Telegram refuse le jeton" in _run(process, RECUL_TELEGRAM_TOKEN="un jeton")


def test_a_database_in_no_folder_stops_the_bot(process: Process, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/nulle/part/recul.sqlite"
    assert "base de données est inaccessible" in _run(process, RECUL_DATABASE_URL=url)


def test_a_home_under_a_file_stops_the_bot(process: Process, tmp_path: Path) -> None:
    (tmp_path / "fichier").touch()
    assert "n'est pas un dossier" in _run(process, RECUL_HOME=str(tmp_path / "fichier" / "home"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_read_only_home_stops_the_bot(process: Process, home: Path) -> None:
    home.mkdir()
    home.chmod(stat.S_IRUSR | stat.S_IXUSR)
    assert "refusé" in _run(process)


def test_a_corrupted_database_stops_the_bot(process: Process, practice: Practice) -> None:
    (practice.home / "recul.sqlite").write_bytes(b"ceci n'est pas une base " * 400)
    for ending in ("-wal", "-shm"):
        (practice.home / f"recul.sqlite{ending}").unlink(missing_ok=True)
    assert "n'est pas une base de données" in _run(process)


def test_postgresql_that_is_down_stops_the_bot(process: Process) -> None:
    url = "postgresql+psycopg://recul:secret@127.0.0.1:9/recul"
    told = _run(process, RECUL_DATABASE_URL=url)
    assert "base de données est inaccessible" in told
    assert "secret" not in told


def test_another_kind_of_database_stops_the_bot(process: Process) -> None:
    assert "doit commencer par sqlite:///" in _run(process, RECUL_DATABASE_URL="mysql://x/y")


def test_malformed_dialogues_stop_the_bot(process: Process, tmp_path: Path) -> None:
    folder = tmp_path / "dialogs"
    folder.mkdir()
    (folder / "reflexion.yaml").write_text("dialog: reflexion\n  start: [\n")
    out, err = (started := process("chat", RECUL_DIALOGS=str(folder))).communicate(timeout=60)
    assert started.returncode == 1
    assert not out
    assert "reflexion.yaml:" in err
    assert "Traceback" not in err


def test_a_folder_of_dialogues_that_is_not_there_stops_the_bot(process: Process) -> None:
    assert "corriger RECUL_DIALOGS" in _run(process, RECUL_DIALOGS="/nulle/part")


def test_an_unknown_option_stops_the_bot(process: Process) -> None:
    assert _run(process, RECUL_TOKEN="x").startswith("RECUL_TOKEN : option inconnue")


def test_an_option_that_cannot_be_used_stops_the_bot(process: Process) -> None:
    assert "RECUL_SEND_RATE : écrire un nombre" in _run(process, RECUL_SEND_RATE="vite")


def test_a_key_that_cannot_be_read_stops_the_bot(process: Process, practice: Practice) -> None:
    (practice.home / "key").write_text("pas une clé\n")
    assert "n'est pas une clé en base64" in _run(process)


def test_a_key_that_others_can_read_stops_the_bot(process: Process, practice: Practice) -> None:
    (practice.home / "key").chmod(0o644)
    assert "chmod 600" in _run(process)


def test_a_key_that_is_gone_stops_the_bot(process: Process, practice: Practice) -> None:
    (practice.home / "key").unlink()
    assert "a disparu" in _run(process)
    assert not (practice.home / "key").exists()


def test_a_webhook_address_that_is_taken_stops_the_bot(process: Process) -> None:
    told = _run(process, RECUL_WEBHOOK_URL="https://exemple.org/recul", RECUL_WEBHOOK_LISTEN="127.0.0.1:8080")
    assert "RECUL_WEBHOOK_SECRET" in told
