"""Words that settle what the vectors leave open: vetoes on findings, cues and idioms of distress.

Rules only forbid or raise a doubt; they never make a finding. All patterns are matched on `plain` text:
lower case, no accents, every run of other signs a single space, so that SMS and dictation read alike.
"""

from __future__ import annotations

import re
import unicodedata

_OTHER = re.compile(r"[^a-z0-9]+")


def plain(text: str) -> str:
    """Lower case, accents dropped, anything but letters and digits a space. Offsets are not kept."""
    folded = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    return _OTHER.sub(" ", "".join(c for c in folded if not unicodedata.combining(c))).strip()


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(patterns) + r")\b")


# Said for fun or out of habit: taken out before danger is looked for.
_IDIOMS = _any(
    r"mort(?:e|s|es)? de (?:fatigue|rire|faim|trouille|peur|honte|froid|chaud|soif|sommeil)",
    r"(?:je suis|on est|suis|chuis) (?:mort|creve|claque|lessive|cuit|rince)(?:e|s|es)?",
    r"(?:m|nous|t) (?:a|as|ont|avait) (?:tue|acheve|flingue)(?:e|s|es)?",
    r"me tue(?:s|nt)? (?:a|de|au)",
    r"(?:ca|qui|il|elle|cette reunion|ce projet) (?:me|nous) (?:tue|tuent|flingue|saoule)",
    r"(?:mourr?ir|crever?) d(?:e)? (?:rire|faim|ennui|envie|chaud|froid|honte|soif|trouille)",
    r"crever? la dalle",
    r"suicid(?:e|aire) (?:commercial|politique|professionnel|economique|financier|social)",
    r"a mourir",
    r"plutot (?:mourir|crever)",
    r"tuer le (?:temps|projet|debat|sujet|match|jeu)",
    r"(?:me|se) tirer? une balle dans le pied",
    r"petages? de (?:plomb|cable)s?",
    r"p[ea]te?r? (?:un|les|des) (?:plomb|cable)s?",
    r"la mort dans l ame",
)
# Said as it is: danger or collapse, now.
_DANGER = _any(
    r"(?:envie|idees?|pensees?|penser?|songer?|reve)(?: \w+){0,3} "
    r"(?:mourir|suicide|suicider|suicidaires?|en finir|me tuer|me pendre|me foutre en l air)",
    r"(?:me|m) (?:suicider?|supprimer|ouvrir les veines|jeter (?:sous|par|du|dans)|foutre en l air|pendre)",
    r"(?:mettre|mets) fin a (?:mes jours|ma vie|tout ca)",
    r"(?:veux|envie|voudrais|aimerais|prefere|prefererais)(?: \w+){0,2} "
    r"(?:mourir|crever|etre morte?|en finir)",
    r"(?:veux|peux|envie de|envie d) (?:plus|pas) vivre",
    r"(?:plus|aucune) envie (?:de|d) (?:vivre|etre en vie|exister)",
    r"(?:prepare|ecrit|compte)(?: \w+){0,4} (?:lettre d adieu|les cachets|les medicaments)",
    r"(?:vais|envie de|peur de|finir par) (?:le|la|les) (?:frapper|tuer|cogner|planter)",
    r"(?:pensees?|idees?) (?:noires|suicidaires?|de mort)",
)
# Half said, or suffering that a word alone cannot weigh: ask.
_DOUBT = _any(
    r"(?:mieux|tranquilles?|soulages?|plus simple|plus facile|plus legers?)(?: \w+){0,3} "
    r"(?:sans moi|si je n etais pas la|si j etais plus la|si je disparaissais)",
    r"si (?:je|j) (?:n )?etais? (?:plus|pas) la",
    r"(?:disparaitre|m endormir|dormir)(?: \w+){0,4} (?:plus|pas|jamais) (?:me |m )?(?:reveiller|revenir)",
    r"(?:ne |n )?(?:plus|pas|jamais) (?:me |m )?reveiller",
    r"(?:envie|veux|voudrais|aimerais|besoin)(?: \w+){0,2} (?:disparaitre|que tout s arrete|que ca s arrete)",
    r"(?:vois|voit|voyais) (?:plus|pas|aucune)(?: d)?(?: \w+){0,2} (?:issue|sortie|bout)",
    r"a quoi bon (?:continuer|vivre|se lever|tout)",
    r"(?:plus|pas) la force (?:de|d) (?:continuer|vivre|me lever|rien)",
    r"(?:crises?|attaques?) (?:de panique|d angoisse|de larmes|de tetanie)",
    r"au bord (?:du gouffre|du vide|de l effondrement|de la rupture)",
    r"(?:je m |jme |me suis |m etais )(?:effondre|ecroule)e?",
    r"je craque completement",
    r"(?:me|nous) harcele(?:nt)?",
    r"(?:harcele|humilie|insulte|menace)e? (?:par|devant|tous les|chaque)",
    r"(?:mes|les) (?:papiers|affaires) en ordre",
    r"(?:arrive|arrivais) plus a (?:respirer|me lever)",
    r"me faire du mal",
    r"(?:j (?:n )?|j)en peux (?:vraiment )?plus",
    r"aidez? moi",
    r"besoin d aide",
)
_PAST = _any(
    r"(?:c est|c etait) (?:derriere moi|du passe|une autre epoque)",
    r"en (?:19|20)\d\d",
    r"(?:il y a|y a|ya) (?:\w+ ){1,2}ans",
    r"a l epoque",
)
_JOKE = re.compile(
    r"\b(?:mdr+|lol|ptdr|haha+|hihi|je (?:plaisante|rigole|deconne)|non je blague)\b"
    r"|[😂🤣😄😁😆😅😉]|;-?\)|:-?[D)]",
    re.IGNORECASE,
)


def danger(text: str) -> bool:
    """Danger said in words, idioms left out, and not as a joke."""
    return bool(_DANGER.search(_without_idioms(text))) and not joking(text)


def doubt(text: str) -> bool:
    """Danger half said, or said as a joke: worth a gentle question."""
    left = _without_idioms(text)
    return bool(_DOUBT.search(left)) or bool(_DANGER.search(left))


def idiom(text: str) -> bool:
    """Tell whether an everyday expression with death or madness in it is used."""
    return bool(_IDIOMS.search(plain(text)))


def joking(text: str) -> bool:
    """Tell whether the writer says that it is for fun."""
    return bool(_JOKE.search(text))


def past(text: str) -> bool:
    """Tell whether the writer speaks of years ago."""
    return bool(_PAST.search(plain(text)))


def _without_idioms(text: str) -> str:
    return _IDIOMS.sub(" ", plain(text))
