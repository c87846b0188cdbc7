from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialog.definition import PROBES, SCENE
from bot.dialog.thinness import is_nothing, probe_for


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("une réunion", "descriptive"),
        ("le budget", "descriptive"),
        ("🙂", "descriptive"),
        ("c'est toujours pareil avec eux", "concrete"),
        ("je fais ça tous les jours", "concrete"),
        ("d'habitude ça va", "concrete"),
        ("en general je relis", "concrete"),
        ("bof", "clarifying"),
        ("c'est compliqué", "clarifying"),
        ("des trucs", "clarifying"),
        ("la réunion était nulle", "explanatory"),
        ("c'était dur hier", "explanatory"),
        ("super", "explanatory"),
        # long enough, or said
        ("lundi j'ai refait le tableau de Paul avant la réunion", None),
        ("j'ai relu le rapport", None),
        ("toujours la même chose depuis que le service a changé de chef en mars", None),
        # nothing to say is an answer
        ("rien", None),
        ("Rien.", None),
        ("je ne sais pas", None),
        ("je sais pas…", None),
        ("jsp", None),
        ("aucune idée", None),
        ("personne", None),
        ("non", None),
    ],
)
def test_which_probe(text: str, expected: str | None) -> None:
    assert probe_for(text, [probe for probe in PROBES if probe != SCENE]) == expected


def test_a_probe_that_is_not_allowed_gives_way_to_the_first_that_is() -> None:
    assert probe_for("bof", ("concrete", "descriptive")) == "concrete"
    assert probe_for("bof", ("descriptive", "clarifying")) == "clarifying"
    assert probe_for("bof", ()) is None


def test_nothing() -> None:
    assert is_nothing("  Rien ! ")
    assert not is_nothing("rien de spécial à dire, sinon la réunion")


@given(st.text(), st.lists(st.sampled_from(PROBES), unique=True))
def test_any_text(text: str, allowed: list[str]) -> None:
    assert probe_for(text, allowed) in (None, *allowed)
