"""What a separating question changes: the probability of a pitfall from the opening and from the reply."""

from __future__ import annotations

from math import exp, log

#: A pitfall at or above this is put to the coachee as a hypothesis.
BAR = 0.5

# Fitted by `python -m bench.separating bot/insight/corpus/personas-dev.jsonl --fit`.
_OPENING, _REPLY, _TAP, _SHIFT = 0.4, 0.19, 1.73, -0.24
_EDGE = 1e-3


def settled(opening: float, reply: float | None = None, tap: int = 0) -> float:
    """Weigh both into one probability.

    `opening` and `reply` are calibrated probabilities of the pitfall (`Reading.odds`), `reply` None when a
    button answered; `tap` is 1 when the button speaks for the pitfall, -1 when it speaks against it, 0 when
    words answered. Words that say it by themselves are believed by themselves.
    """
    both = 1 / (1 + exp(-(_SHIFT + _OPENING * _odds(opening) + _TAP * tap + _REPLY * _odds(reply))))
    return max(both, reply or 0.0)


def _odds(probability: float | None) -> float:
    if probability is None:
        return 0.0
    bounded = min(max(probability, _EDGE), 1 - _EDGE)
    return log(bounded / (1 - bounded))
