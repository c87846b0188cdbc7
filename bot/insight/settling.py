"""What a separating question changes: the probability of a pitfall from the opening and from the reply."""

from __future__ import annotations

from math import exp, log

#: A pitfall at or above this is put to the coachee as a hypothesis.
BAR = 0.5

# Fitted by `python -m bench.separating bot/insight/corpus/personas-dev.jsonl --fit`.
_OPENING, _REPLY, _TAP, _SHIFT = 0.4, 0.19, 1.73, -0.24
_EDGE = 1e-3  # probabilities nearer to 0 or 1 than this weigh no more than this


def settled(opening: float, reply: float | None = None, tap: int = 0) -> float:
    """Weigh both into one probability.

    `opening` and `reply` are calibrated probabilities of the pitfall (`Reading.odds`), `reply` None when a
    button answered; `tap` is 1 when the button speaks for the pitfall, -1 when it speaks against it, 0 when
    words answered. Words that say it by themselves are believed by themselves.
    """
    odds = _SHIFT + _OPENING * log_odds(opening) + _TAP * tap
    if reply is None:
        return 1 / (1 + exp(-odds))
    return max(1 / (1 + exp(-odds - _REPLY * log_odds(reply))), reply)


def log_odds(probability: float) -> float:
    """The natural logarithm of p : 1 - p, bounded so that no single reading decides alone."""
    bounded = min(max(probability, _EDGE), 1 - _EDGE)
    return log(bounded / (1 - bounded))
