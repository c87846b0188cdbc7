"""The weights in the repository are those that the corpus in the repository makes."""

import json

import numpy as np
import pytest

from bot.insight import PITFALLS, THEMES
from bot.insight.encoder import Encoder
from bot.insight.features import LAYERS
from bot.insight.head import DANGER, DISTRESS, HEAD, Head, saved
from bot.insight.training.corpus import CORPUS, DEV, TRAIN, corpus, digest, everyday, quotes
from bot.insight.training.heads import examples, trained, worth
from bot.insight.training.noise import bare, copied, hasty
from bot.insight.tuned import TUNED, Eyes, Tuned, tuned
from bot.insight.weights import installed, opened

UNSEEN = ("test.jsonl", "distress.jsonl")


@pytest.fixture(scope="module")
def learned() -> Tuned:
    return tuned()


@pytest.fixture(scope="module")
def encoder(learned: Tuned) -> Encoder:
    weights = opened(installed())
    return Encoder(weights, LAYERS, learned.branch(weights))


def test_the_weights_were_made_from_the_corpus_as_it_is(learned: Tuned) -> None:
    """When the corpus changed: `python -m bot.insight.training`."""
    train = corpus([TRAIN]) + everyday()
    assert learned.corpus_digest == digest(train)
    assert saved().corpus_digest == digest(train + corpus([DEV]))


def test_test_answers_were_not_trained_on() -> None:
    known, voices = corpus([TRAIN, DEV]), {item["voice"] for item in corpus([TRAIN, DEV])}
    for name in UNSEEN:
        own = corpus([name])
        assert not {item["text"] for item in known} & {item["text"] for item in own}
        assert not voices & {item["voice"] for item in own}


def test_training_twice_gives_the_same_head(encoder: Encoder, learned: Tuned) -> None:
    train = corpus([TRAIN])[::60]
    dev = [item for at, item in enumerate(corpus([DEV])) if at % 8 == 0 or item["themes"] or item["levers"]]

    def arrays(head: Head) -> list[np.ndarray[tuple[int, ...], np.dtype[np.float32]]]:
        return [head.answer.weights, head.clause.weights, head.small.weights, head.mix, head.small_mix]

    one, two = (trained(encoder, learned.eyes, train, dev, "") for _ in range(2))
    for left, right in zip(arrays(one), arrays(two), strict=True):
        np.testing.assert_allclose(left, right, rtol=1e-4, atol=1e-6)
    assert one.thresholds == pytest.approx(two.thresholds, abs=1e-4)


def test_every_target_has_its_threshold() -> None:
    head = saved()
    assert head.targets == (*PITFALLS, DISTRESS, DANGER, *THEMES, "way", "person")
    assert set(head.thresholds) == set(head.small_thresholds) == set(head.targets)
    assert set(head.doubts) == set(head.brief_thresholds) == set(PITFALLS)
    assert all(0.0 < value < 1.0 for value in head.thresholds.values())
    for label in PITFALLS:
        assert head.doubts[label] < min(head.thresholds[label], head.brief_thresholds[label])


def test_the_files_stay_small() -> None:
    assert HEAD.stat().st_size < 2_000_000
    assert TUNED.stat().st_size < 2_000_000


def test_a_target_looks_at_the_whole_answer_and_nowhere_else(learned: Tuned) -> None:
    tokens = np.random.default_rng(3).normal(size=(7, 384)).astype(np.float32)
    looks = learned.eyes(tokens)
    np.testing.assert_allclose(looks.where.sum(axis=0), 1.0, rtol=1e-5)
    assert looks.odds.shape == (len(learned.eyes.targets),)


def test_evidence_is_found_in_the_hasty_copy_too(encoder: Encoder, learned: Tuned) -> None:
    items = [item for item in corpus([TRAIN]) if item["labels"]][:20]
    for example in examples(encoder, learned.eyes, items):
        for label in example.item["labels"]:
            assert worth(example, label).max() == 1.0
            for quote in quotes(example.item, label):
                assert example.typed(quote).strip() in example.text


def test_a_copy_is_the_same_each_time_and_keeps_its_words() -> None:
    text = "Aujourd’hui j'ai refait les plannings : personne n'était prévenu, évidemment."
    manners = {copied(text, f"v{n}") for n in range(40)}
    assert len(manners) >= 4
    assert all(copied(text, f"v{n}") in manners for n in range(40))
    assert all(len(copy.split()) == pytest.approx(len(text.split()), abs=3) for copy in manners)
    assert hasty("J’ai, où ?") == "jai ou ?"
    assert bare("évidé") == "evide"


def test_every_line_of_the_corpus_keeps_to_the_guide() -> None:
    kinds = set(THEMES) | {
        "negated", "overcome", "other_person", "hypothetical", "literal", "busy_but_steered", "repaired",
        "near_miss", "idiom", "past_calm", "neutral", "plan", "obstacle", "resource", "learning", "stake",
        "outside_view",
    }  # fmt: skip
    seen: set[str] = set()
    parts: dict[str, str] = {}
    for name in (TRAIN, DEV, *UNSEEN):
        for item in corpus([name]):
            assert item["id"] not in seen
            seen.add(item["id"])
            assert parts.setdefault(item["voice"], name) == name
            assert set(item["labels"]) <= set(PITFALLS)
            assert set(item["themes"]) <= set(THEMES)
            assert item["kind"] is None or item["kind"] in kinds
            assert item["distress"] in ("none", "unsure", "sure")
            shown = {one["label"] for one in item["evidence"]}
            assert set(item["labels"]) <= shown
            for quote in [one["quote"] for one in (*item["evidence"], *item["levers"])]:
                assert quote in item["text"]
    voices = [json.loads(line) for line in (CORPUS / "voices.jsonl").read_text("utf-8").splitlines()]
    assert {voice["voice"]: f"{voice['part']}.jsonl" for voice in voices} == parts


def test_the_eyes_need_no_more_than_one_token() -> None:
    one = np.ones((1, 4), dtype=np.float32)
    eyes = Eyes(("a",), one.T, one.T, one.T, np.zeros(1, dtype=np.float32))
    assert eyes(one).odds.tolist() == [8.0]
