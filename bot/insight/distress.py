"""Go on, ask gently, or stop: how the two heads of distress and the words of `cues` are weighed.

Order of the rules, each with its reason:

1. Words of danger stop, whatever the heads say. Said as a joke, or denied, they ask.
2. Half-said words (`doubt`) ask; they stop when the head of danger leans that way too (`WITH_DOUBT`).
3. Without them the heads decide alone. A word of suffering (`hint`) makes them believed sooner (`WITH_HINT`);
   alone it does nothing: "pont", "vide" and "trembler" belong to ordinary work.
4. Where an idiom, a joke, years gone by or a pitfall explains the tone (loneliness at work sounds like
   distress), the head of danger must speak too, and the answer is asked about, not stopped.
5. In a reply of up to `CURT` words heads alone never stop ("elle dirait que je devrais pas être là" is said of a late
   evening); without a word of suffering it must score `IN_A_WORD` times as high to be asked about.
6. In fewer than `FEWEST` words only the words count.

The shares were chosen on dev, which is full of answers that only sound like danger: 89 % of the danger seen there,
69 % of what is half said, 7 % of the calm answers asked about, under 1 % stopped.
To ask once too often costs a sentence; to miss costs more.
"""

from __future__ import annotations

from bot.insight import cues
from bot.insight.reading import Distress

FEWEST = 3  # words: fewer say too little for the vectors
CURT, IN_A_WORD = 14, 6.0  # words; how many times the threshold of distress
WITH_HINT = 0.6  # share of the threshold of distress that is enough beside a word of suffering
WITH_DOUBT = 0.5  # share of the threshold of danger that is enough beside half-said words


def weighed(
    text: str, count: int, *, felt: float, danger: float, bars: tuple[float, float], explained: bool
) -> Distress:
    """Weigh the text of `count` words; `felt`, `danger`: what the heads give; `bars`: their thresholds.

    `explained`: a pitfall was found, which may be all that the tone says.
    """
    if cues.danger(text):
        return Distress.SURE
    felt_bar, danger_bar = bars
    read = count >= FEWEST
    if cues.doubt(text):
        leans = read and danger >= danger_bar * WITH_DOUBT and not cues.joking(text)
        return Distress.SURE if leans else Distress.UNSURE
    hinted = cues.hint(text)
    curt = IN_A_WORD if count <= CURT else 1.0
    if not read or felt < felt_bar * (WITH_HINT if hinted else curt):
        return Distress.NONE
    if cues.idiom(text) or cues.joking(text) or cues.past(text) or explained:
        return Distress.UNSURE if danger >= danger_bar else Distress.NONE
    return Distress.SURE if danger >= danger_bar and count > CURT else Distress.UNSURE
