"""What takes a finding back: the writer says that it is not so, not yet, no longer, or was put right.

The vectors know the subject better than the stance, so a few turns of phrase that leave little doubt forbid
a finding whatever its score. They never make one, and no model is trained on them: on few examples such
cues look better than they are. Each was kept because it took back wrong findings and next to no right one.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from bot.insight.cues import plain
from bot.insight.reading import PITFALLS

_GUIDON, _POSTURE, _RUPTURE, _SOLITUDE = PITFALLS


class _Veto(NamedTuple):
    reason: str
    labels: tuple[str, ...]
    said: re.Pattern[str]


def _veto(reason: str, labels: tuple[str, ...], *said: str) -> _Veto:
    return _Veto(reason, labels, re.compile(r"\b(?:" + "|".join(said) + r")\b"))


_VETOES = (
    _veto(
        "hypothetical",
        PITFALLS,
        r"si on me (?:nomme|donne|propose|confie|demande)",
        r"si je (?:passe|prends|prenais|deviens|devenais|passais|accepte|acceptais|signe|signais)",
        r"(?:ma crainte|je crains|je redoute|j ?aurais (?:peur|tendance))",
        r"j ?ai peur (?:que|qu|de (?:re|retomber|devenir|finir))",
        r"le (?:danger|risque)(?: \w+){0,8} serait",
        r"(?:risque du )?(?:prochain|futur) poste",
        r"il faudra que j",
        r"(?:rien n? ?est|pas encore) signe",
        r"avant de (?:dire oui|signer|accepter)",
    ),
    _veto("a plan", PITFALLS, r"^(?:quand|lorsque|si|la prochaine fois)\b.* alors (?:je|j|on)"),
    _veto(
        "not so, or no longer",
        PITFALLS,
        r"ni l un ni l autre",
        r"(?:ce )?n est plus le cas",
        r"nont pas change|n ont pas change",
        r"on n ?est pas tout seul",
        r"pas de souci (?:de mon cote )?pour (?:parler|prendre la parole)",
    ),
    _veto(
        "stopped in time",
        PITFALLS,
        r"j ?ai failli",
        r"je m ?appretais",
        r"je me suis (?:arretee?|retenue?|ravisee?|reprise?) (?:avant|a temps|juste)",
        r"(?:arrete|retenu|repris)e? (?:mon doigt |ma main )?(?:juste )?a temps",
        r"a deux doigts (?:de|d)",
    ),
    _veto(
        "put right",
        PITFALLS,
        r"je me suis excusee?",
        r"mes excuses",
        r"on a convenu",
        r"(?:il|elle) a repris la main",
        r"tout remis a plat",
    ),
    _veto(
        "someone else",  # the message opens on a peer, and no first person does anything in it
        PITFALLS,
        r"^(?:ma|mon|une?|notre) (?:collegue|homologue|predecesseure?|successeure?)\b"
        r"(?!.*\b(?:et moi|moi aussi|je (?!trouve|pense|crois|vois|comprends)|j|jai|on|mes|nous)\b).*",
    ),
    _veto(
        "left to those whose work it is",
        (_GUIDON, _RUPTURE),
        r"(?:je|j) (?:ne |n )?(?:le |la |les |l )?(?:refais|reprends|corrige|relis|appelle) plus",
        r"je (?:le |la |les |l )(?:renvoie|renverrai|renverrais|ai renvoyee?s?) (?:vers|a|chez)",
        r"(?:ils?|elles?) (?!pourrai|devrai|sauraient)(?:(?!mais|moi)\w+ ){0,5}(?:eux|elles?|lui) memes?",
    ),
    _veto(
        "nobody to hand to",
        (_GUIDON, _RUPTURE),
        r"postes? (?:vacants?|geles?|non pourvus?)",
        r"(?:0 cv|aucune? (?:candidat|candidature)|pas de candidats?)",
        r"(?:l )?interim(?: \w+){0,2} (?:personne|repond pas)",
        r"(?:personne d autre|pas d ?equipe|materiellement personne)",
        r"(?:personne|pas de personnel) a qui (?:le |les |la )?(?:passer|donner|confier|deleguer)",
        r"manque \w+ (?:agents|personnes|enseignants|soignants|postes)",
    ),
    _veto(
        "peers to think with",
        (_SOLITUDE,),
        r"(?:mon|notre|un) groupe (?:de (?:pairs|dirigeants|codeveloppement|codev)|d ?echange)",
        r"(?:mon|ma) mentore?",
        r"mon superviseur",
    ),
    _veto(
        "said it",
        (_POSTURE,),
        r"j ?ai (?:demande|pris) la parole",
        r"j ?ai (?:dit (?:non|stop)|expose mes|defendu|maintenu|plaide)",
        r"j ?ai dit (?:au|a la|a mon|a ma) (?:dg|direct(?:eur|rice)|chef(?:fe)?|patronn?e?|presidente?) que?",
        r"contre mon avis ecrite?",
        r"j ?en ai propose",
        r"je (?:le |la )?lui ai dit",
    ),
)


def taken_back(text: str) -> dict[str, str]:
    """Name the labels the text takes back, each with the reason, for explanations and evaluation."""
    said = plain(text)
    return {label: veto.reason for veto in _VETOES if veto.said.search(said) for label in veto.labels}
