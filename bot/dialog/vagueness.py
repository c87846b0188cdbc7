"""Whether an objective, as it was put, is too vague to recognise the day on which it is reached.

A hint for one question more, never a verdict: after it the person's words stand, whatever they are. What is looked
for is what a scene needs: somebody who does something, and either who else is there or when it is. Words that only
turn a dial (« mieux », « davantage », « gagner en … ») need both.
"""

from __future__ import annotations

import re

from bot.dialog.replies import folded

#: Fewer words than this show no scene; from this many on, something was told.
FEW, MANY = 4, 20
#: How much of a text is looked at, in characters: nobody's objective begins later.
_LOOKED_AT = 600

_VERB = re.compile(
    r"\b("
    r"(?!(?:manager|leader|hier|hiver|fevrier|janvier|dernier|premier|papier|dossier|chantier|metier|particulier|"
    r"cahier|calendrier|atelier|courrier|regulier|entier|quartier|plaisir|avenir|desir|loisir|espoir|soir|pouvoir|"
    r"devoir|savoir|finir|reporting|titre|maitre|ordre|cadre|offre|membre|nombre|centre|semestre|trimestre|chiffre|"
    r"lettre|notre|votre|autre|autres|entre|contre|quatre|encore|lire|pire|dire|affaire|salaire|partenaire)\b)"
    r"[a-z]{2,}(?:er|ir|oir|re)"
    r"|(?:je|j|tu|il|elle|on|nous|vous|ils|elles|qui|que|ca|chacun|personne) "
    r"(?:ne |n |me |m |se |s |le |la |les |l |en |y )?[a-z]{2,}"
    r"|est|sont|ait|soit|soient|fait|font|a|ont|aura|auront|sera|seront|dire|lire|pouvoir|devoir|savoir|finir"
    r")\b"
)
_WHO = re.compile(
    r"\b(equipes?|managers?|manageurs?|chefs?|cheffes?|directions?|directeurs?|directrices?|codir|comex|comite|rh|n 1|"
    r"clients?|clientes?|collegues?|pairs|collaborateurs?|collaboratrices?|patronn?e?s?|patron|president|presidente|"
    r"responsables?|salaries?|agents?|partenaires?|elus?|syndicats?|services?|usines?|sites?|agences?|ils|elles|"
    r"quelqu un|chacun|chacune|personne|moi|eux|lui)\b"
)
_WHEN = re.compile(
    r"\b(lundis?|mardis?|mercredis?|jeudis?|vendredis?|samedis?|dimanches?|matins?|soirs?|midi|semaines?|mois|annees?|"
    r"trimestres?|semestres?|jours?|heures?|minutes?|quand|lorsque|lors|avant|apres|pendant|des que|chaque|a chaque|"
    r"d ici|fin|debut|rentree|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|"
    r"ete|hiver|printemps|automne|reunions?|point|points|entretiens?|seances?|comites?|codir|comex|seminaires?|"
    r"astreintes?|\d+)\b"
)
_DIAL = re.compile(
    r"\b(mieux|meilleure?s?|(?<!\bne )plus|moins|davantage|ameliorer|progresser|developper|renforcer|optimiser|"
    r"travailler|gagner en|monter en|grandir|evoluer|affirmer|savoir|etre|avoir|mon leadership|ma posture|confiance|"
    r"communiquer|communication|efficace|efficacite|serein|sereine|serenite|impact|vision)\b"
)
#: A capital inside a sentence is somebody's name, or somewhere.
_NAME = re.compile(r"(?<=[\w,;’'] )[A-ZÀ-Ý][\w’'-]+")
_NAME_DOES = re.compile(_NAME.pattern + r" (?:ne |n['’]|se |s['’]|le |la |les |l['’])?[a-zà-ÿ]+[edt]\b")


def is_vague(text: str) -> bool:
    """Whether these words leave open where and with whom it would be seen. Any text is fine."""
    looked_at = text[:_LOOKED_AT]
    said = folded(looked_at)
    words = len(said.split())
    if words >= MANY:
        return False
    if words < FEW or not (_VERB.search(said) or _NAME_DOES.search(looked_at)):
        return True
    who = bool(_WHO.search(said) or _NAME.search(looked_at))
    when = bool(_WHEN.search(said))
    return not (who and when) if _DIAL.search(said) else not (who or when)
