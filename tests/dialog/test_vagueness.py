"""What draws the one question more that an objective may draw, and what does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialog.thinness import probe_for
from bot.dialog.vagueness import FEW, MANY, is_vague


@pytest.mark.parametrize(
    "text",
    [
        "Déléguer",
        "leadership",
        "🙂",
        "",
        "mieux communiquer",
        "Mieux communiquer avec mon équipe",
        "être plus serein",
        "gagner en confiance",
        "améliorer ma posture de manager",
        "une meilleure communication avec les managers",
        "la place du manager dans le service",  # nobody does anything
        "prendre de la hauteur sur les sujets",  # neither who nor when
        "déléguer davantage à mes managers",  # a dial, and no moment
        "développer une vision stratégique partagée",
        "savoir dire non plus souvent aux gens",
    ],
)
def test_too_vague_to_be_seen(text: str) -> None:
    assert is_vague(text)


@pytest.mark.parametrize(
    "text",
    [
        "que Samia anime le comité du lundi sans moi",
        "laisser mes quatre managers arbitrer le planning",
        "dire mon désaccord en codir, quand il y en a un",
        "ne plus relire les comptes rendus le dimanche",
        "déléguer davantage à mes managers, chaque lundi, le point d'équipe",
        "présenter la feuille de route à la direction",
        "que chacun sache qui décide de quoi",
        "dire à Karim ce qui ne va pas",
        "le lundi en comité, Samia tranche le planning sans moi",
        "passer deux heures par semaine sur le projet",
        " ".join(["mieux"] * MANY),
    ],
)
def test_seen_well_enough(text: str) -> None:
    assert not is_vague(text)


def test_it_is_asked_about_only_where_a_step_allows_it() -> None:
    assert probe_for("mieux communiquer avec tout le monde", ("scene",)) == "scene"
    assert probe_for("que Samia anime le comité du lundi sans moi", ("scene",)) is None
    assert probe_for("mieux communiquer", ("descriptive",)) == "descriptive"
    assert probe_for("rien", ("scene",)) is None, "nothing to say is an answer"
    assert probe_for("je ne sais pas", ("scene",)) is None


@given(st.text())
def test_any_text(text: str) -> None:
    if len(text.split()) < FEW and len(text) < FEW:
        assert is_vague(text)
    assert is_vague(text) in (True, False)


def test_a_very_long_text_is_read_at_once() -> None:
    assert not is_vague("je lis " * 100_000)
    assert is_vague("a" * 1_000_000)
