"""The head in the repository is the one the corpus in the repository makes."""

import numpy as np
import pytest

from bot.insight import PITFALLS
from bot.insight.encoder import Encoder
from bot.insight.head import DANGER, DISTRESS, HEAD, Head, saved
from bot.insight.train import LAYERS, corpus, digest, everyday, examples, hasty, trained, worth
from bot.insight.weights import installed, opened


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder(opened(installed()), LAYERS)


def test_the_head_was_trained_on_the_corpus_as_it_is() -> None:
    """When the corpus changed: `python -m bot.insight.train`, about a minute."""
    assert saved().corpus_digest == digest(corpus() + everyday())


def test_test_answers_were_not_trained_on() -> None:
    known = {item["text"] for item in corpus()}
    assert not known & {item["text"] for item in corpus(["test.jsonl"])}


def test_training_twice_gives_the_same_head(encoder: Encoder) -> None:
    items = corpus(["train.jsonl"])[:90]

    def arrays(head: Head) -> list[np.ndarray[tuple[int, ...], np.dtype[np.float32]]]:
        return [head.answer.weights, head.clause.weights, head.small.weights, head.mix, head.small_mix]

    one, two = trained(encoder, items), trained(encoder, items)
    for left, right in zip(arrays(one), arrays(two), strict=True):
        np.testing.assert_allclose(left, right, rtol=1e-4, atol=1e-6)
    assert one.thresholds == pytest.approx(two.thresholds, abs=1e-4)


def test_every_target_has_its_threshold() -> None:
    head = saved()
    assert head.targets[:6] == (*PITFALLS, DISTRESS, DANGER)
    assert set(head.thresholds) == set(head.small_thresholds) == set(head.targets)
    assert all(0.0 < value < 1.0 for value in head.thresholds.values())


def test_the_head_file_stays_small() -> None:
    assert HEAD.stat().st_size < 2_000_000


def test_evidence_is_found_in_the_hasty_copy_too(encoder: Encoder) -> None:
    items = [item for item in corpus(["train.jsonl"]) if item["evidence"]][:20]
    for example in examples(encoder, items):
        for evidence in example.item["evidence"]:
            assert worth(example, evidence["label"]).max() == 1.0
            text = hasty(example.item["text"]) if example.hasty else example.item["text"]
            quote = hasty(evidence["quote"]) if example.hasty else evidence["quote"]
            assert quote in text
