"""For authors: checking, and trying a dialogue without a trace."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run, plain, rows

SHORT = """Court
Lundi, j'ai repris moi-même le dossier de mon équipe parce que cela allait plus vite, j'y ai passé la soirée
J'ai réécrit chaque page du dossier pendant que mon chef de projet attendait, puis je l'ai envoyé
passer
Mon équipe dirait que je ne leur fais pas confiance, et que je reprends tout
Quand un dossier arrive, alors je demande d'abord à Paul de le relire
demain
{decision}
"""


def test_a_try_shows_what_would_be_filed_and_keeps_nothing(recul: Run, home: Path) -> None:
    shown = plain(recul("dialogs", "try", "reflexion", given=SHORT.format(decision="partager tout")).stdout)
    assert "Essai fini par « done ». Rien n'a été gardé." in shown
    assert "Prochain" in shown or "À essayer" in shown
    assert "partagé avec le ou la coach" in shown
    assert not home.exists()


@pytest.mark.parametrize(("decision", "told"), [("tout garder", "private"), ("partager tout", "shared")])
def test_the_record_of_a_try_is_data(recul: Run, decision: str, told: str) -> None:
    made = rows(recul("dialogs", "try", "reflexion", "--json", given=SHORT.format(decision=decision)))
    assert made["outcome"] == "done"
    assert {item["decision"] for item in made["items"]} == {told}
    assert "follow_up" in made["host"]
    assert made["remembered"]["pas"].startswith("Quand un dossier arrive")


def test_a_try_speaks_tu_or_vous(recul: Run) -> None:
    formal = recul("dialogs", "try", "guidon", "--seed", "3", given="").stdout
    friendly = recul("dialogs", "try", "guidon", "--seed", "3", "--tu", given="").stdout
    assert formal != friendly


def test_a_try_ends_with_stop(recul: Run) -> None:
    shown = plain(recul("dialogs", "try", "guidon", given="/stop\nencore\n").stdout)
    assert "Essai arrêté par /stop" in shown


def test_a_try_knows_what_it_is_told(recul: Run) -> None:
    shown = recul("dialogs", "try", "accueil", "--with", "coach=Hélène", given="").stdout
    assert "Ici Recul" in shown
    assert "--with attend NOM=MOTS" in plain(
        recul("dialogs", "try", "accueil", "--with", "coach", code=1).stderr
    )


def test_the_check_of_a_faulty_dialogue_is_data_too(
    recul: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "dialogs").mkdir()
    (tmp_path / "dialogs" / "libre.yaml").write_text("dialog: libre\nstrat: x\n")
    monkeypatch.setenv("RECUL_DIALOGS", str(tmp_path / "dialogs"))
    found = rows(recul("dialogs", "check", "--json", code=1))
    assert found[0].keys() == {"file", "line", "code", "message", "hint"}
    assert "libre.yaml:" in recul("dialogs", "check", code=1).stdout


def test_every_dialogue_is_drawn(recul: Run, tmp_path: Path) -> None:
    made = rows(recul("dialogs", "draw", "--out", "d", "--json"))
    assert made
    assert all(Path(path).is_file() for path in made)
    assert any("reflexion" in path for path in made)
