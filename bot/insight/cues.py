"""Words that settle what the vectors leave open in distress: dangers, doubts, hints, and what only sounds like them.

All patterns are matched on `plain` text: lower case, no accents, every run of other signs a single space, so
that SMS and dictation read alike. Each is written with its homographs in mind ("je me suis tue" is silence,
"en finir avec ce dossier" is work, "crever l'abcès" is courage): a look-ahead leaves them out, or `_IDIOMS`
takes them away before anything else is looked for. How the cues and the heads are weighed is in `distress.py`.
"""

from __future__ import annotations

import re
import unicodedata

_OTHER = re.compile(r"[^a-z0-9]+")


def plain(text: str) -> str:
    """Lower case, accents dropped, anything but letters and digits a space. Offsets are not kept."""
    folded = unicodedata.normalize("NFKD", text.lower().replace("œ", "oe").replace("æ", "ae"))
    return _OTHER.sub(" ", "".join(c for c in folded if not unicodedata.combining(c))).strip()


# Chat spelling that glues words: "jpense", "jetais", "mendormir", "en lair", "g envie".
_GLUED = (
    (
        re.compile(r"\bj(?=(?:pense|veu[tx]?|voudrai|aimerai|prefere|etais|existais|arrive)|(?:en|dis)\b)"),
        "j ",
    ),
    (re.compile(r"\bj(?=craque|songe|crois)"), "j "),
    (re.compile(r"\bm(?=(?:endormi|enfui|efface|ouvrir\b|eveill))"), "m "),
    (re.compile(r"\blair\b"), "l air"),
    (re.compile(r"\bg(?= (?:plus?|pu|envie|des|fait|eu|peur|pense)\b)"), "j ai"),
    (re.compile(r"\bplu\b(?= envie)"), "plus"),
)


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile(r"\b(?:" + "|".join(patterns) + r")\b")


# What follows is about a thing, a place or an hour of work, not about being alive.
_THING = r"(?: \w+){0,2} (?:avec|a|au|aux|ce|cet|cette|ces|le|la|les|l|un|une|des|du|mon|ma|mes|si)\b"
_AT_WORK = (
    r"(?: \w+)? (?:en (?:reunion|copil|codir|comite|point|visio|salle|rtt|conge)|dans (?:ce|cette|le|la|ma|mon)|"
    r"sur (?:ce|cette|le|la|les|un)|ici|a (?:l|la)|au|aux|lundi|mardi|mercredi|jeudi|vendredi|hier|demain|"
    r"ce (?:jour|matin|soir)|cette semaine|pour (?:le|la|les|ca|une?|decider)|c est que|quand)\b"
)

# Said for fun, out of habit, or meaning something else: taken out before danger is looked for.
_IDIOMS = _any(
    r"mort(?:e|s|es)? de (?:fatigue|rire|faim|trouille|peur|honte|froid|chaud|soif|sommeil)",
    r"(?:je suis|on est|suis|chuis|jsuis) (?:mort|creve|claque|lessive|cuit|rince|vanne)(?:e|s|es)?",
    r"(?:m|nous|t) (?:a|as|ont|avait) (?:tue|acheve|flingue)(?:e|s|es|r)?",
    r"(?:me|m|jme|j me) (?:suis |etais )?tue(?:s|nt)? (?:a|au|le dos|les yeux)",
    r"me tue(?:s|nt)? (?:de|qu)",
    # « se taire », not « tuer »
    r"(?:me suis|jme suis|s est|se sont|nous sommes|on s est|t es|m etais|s etaient|suis encore) tue?s?",
    r"(?:ca|qui|il|elle|cette reunion|ce projet) (?:me|nous) (?:tue|tuent|flingue|saoule)",
    r"(?:mourr?ir|crever?) d(?:e)? (?:rire|faim|ennui|envie|chaud|froid|honte|soif|trouille)",
    r"mourir (?:idiote?|pour (?:ca|si peu))",
    r"crever? (?:la dalle|l abces|les? yeux|le plafond|l ecran|un pneu)",
    r"suicid(?:e|aire) (?:commercial|politique|professionnel|economique|financier|social)",
    r"a (?:mourir|se pendre|s ouvrir les veines|se flinguer)",
    r"plutot (?:mourir|crever)",
    r"tuer le (?:temps|projet|debat|sujet|match|jeu)",
    r"(?:tuez|achevez) moi",
    r"(?:suis|est|sont) pendue?s? (?:a|au|aux)",
    r"me reveiller (?:a|avant|tot|plus tot|pour)",
    r"(?:me|se) tirer? une balle dans le pied",
    r"petages? de (?:plomb|cable)s?",
    r"p[ea]te?r? (?:un|les|des) (?:plomb|cable)s?",
    r"la mort dans l ame",
    r"en peux (?:vraiment )?plus (?:de |d )(?:ce|cet|cette|ces) (?!vie\b)\w+",
    r"saut(?:er|e) (?:le pas|le repas|la reunion|de joie|au plafond|sur l occasion|dans l inconnu)",
    r"(?:disparaitre|rentrer) (?:sous (?:la table|terre|ma chaise)|dans (?:un trou|mes chaussures))",
    r"(?:ecroulee?|effondree?) de (?:rire|sommeil|fatigue)|(?:ecroulee?|effondree?) sur le canape",
)
# Said as it is: danger, now.
_DANGER = _any(
    r"(?:envie|idees?) (?:de |d )(?:mourir|suicide|me suicider|me tuer|me pendre|me flinguer|me foutre en l air"
    rf"|en finir(?!{_THING})|crever(?! (?:l|les|la|le|un|une|de|d)\b)|sauter (?:du|par|dans le vide))",
    r"(?:je |j |jme |on )?(?:pense|penser|songe|songer|reve)s?(?: \w+){0,3} (?:a|au|de|d|me) (?:mourir"
    rf"|suicide|suicider|me suicider|me tuer|me pendre|me foutre en l air|en finir(?!{_THING}))",
    r"(?:en finir avec|quitter) (?:la vie|ma vie|ce monde)",
    r"(?:me|m) (?:suicider?|supprimer(?! (?:un|une|le|la|les|mon|ma|mes|des|du|l)\b)|ouvrir les veines"
    r"|foutre en l air(?! (?:le|la|les|mon|ma|mes|un|une)\b)|pendre(?! (?:au|a)\b)|flinguer"
    r"|jeter (?:sous (?:le|un|une|la)|par la fenetre|du (?!lest)|dans (?:le vide|la seine|l eau|le canal|le fleuve)))",
    r"(?:mettre|mets) fin a (?:mes jours|ma vie|tout ca)",
    r"(?:veux|voudrais|aimerais|prefere|prefererais)(?: (?:juste|vraiment|bien|simplement|autant))? "
    rf"(?:mourir|crever(?! (?:l|les|la|le|un|une|de|d)\b)|etre morte?|en finir(?!{_THING}))",
    r"(?:veux|peux|envie de|envie d) (?:plus|pas) vivre(?! (?:ca|ici|avec|dans|a)\b)",
    r"(?:veux|voudrais) (?:plus|pas) (?:etre en vie|exister)",
    r"(?:plus|plu|pu|pus|aucune) envie (?:de|d) (?:vivre(?! (?:ca|ici|avec|dans|a)\b)|etre en vie|exister)",
    r"(?:peur de|finir par) (?:le|la|les) (?:frapper|tuer|cogner|planter)",
    r"(?:pensees?|idees?) (?:noires|suicidaires?|de mort)",
    r"(?:une |seule )idee mourir",
    r"(?:dis|dit|dire|disais) non a la vie",
    r"(?:serais|suis|etais) (?:mieux|plus utile) morte?",
    r"(?:sans|si|s il)(?: \w+){0,7} (?:enfants|gosses|petits?|petites?|fille|fils|femme|mari|chien|chat)(?: \w+){0,4} "
    r"(?:deja (?:plus|pu)|plus de ce monde)",
    # a wish of absence, said plainly about oneself
    r"(?:mieux|tranquilles?|soulagee?s?|soulage|soulagerait|arrangerait|plus (?:simple|facile|legers?|heureux))"
    r"(?: \w+){0,6} (?:si (?:je |j )(?:n |ne )?(?:etais? (?:plus|pas|pu) la|existais plus|disparaissais|mourais)"
    rf"|sans moi (?:dans leur vie|sur terre))(?!{_AT_WORK})",
    r"(?:si (?:je |j )(?:n |ne )?(?:etais? (?:plus|pu) la|existais plus|disparaissais|mourais))(?: \w+){0,4} "
    r"(?:mieux|tranquilles?|soulagee?s?|soulage|soulagerait|arrangerait|plus (?:simple|facile|legers?|heureux))",
    r"(?:enfants|gosses|femme|mari|famille|fille|fils|mere|parents|proches)(?: \w+){0,3} mieux sans moi",
    r"(?:pense|crois|dis|sais|sure?|convaincue?)(?: \w+){0,4} (?:seraient|serait|iraient|irait|vivraient|sont)"
    rf" (?:bien |tous |toutes )?mieux sans moi(?!{_AT_WORK})",
    r"(?:si je pouvais|aimerais|voudrais|prefererais|espere|envie (?:de|d))(?: \w+){0,5} "
    r"(?:pas|plus|jamais) (?:me |m )?reveiller(?! (?:a|avant|la|le|pour|trop|les?)\b)",
)
# Half said, or a danger that has another reading: ask.
_DOUBT = _any(
    r"(?:pas|jamais|aucune) (?:envie|l intention|question) (?:de |d )(?:mourir|me tuer|me suicider|en finir"
    rf"(?!{_THING}))",
    r"(?:mieux|tranquilles?|soulages?|plus simple|plus facile|plus legers?)(?: \w+){0,3} "
    rf"sans moi(?!{_AT_WORK})",
    rf"si (?:je |j )(?:n |ne )?(?:etais? (?:plus|pas|pu) la|existais plus|disparaissais|m effacais)(?!{_AT_WORK})",
    r"(?:disparaitre|m endormir|dormir)(?: \w+){0,4} (?:plus|pas|jamais) (?:me |m )?(?:reveiller|revenir)",
    r"(?:ne |n )?(?:plus|pas|jamais) (?:(?:me |m )?reveiller|ouvrir les yeux|rouvrir les yeux)"
    r"(?! (?:a|avant|la|le|les|pour|trop|mes|mon|ma|sur)\b)",
    r"(?:si (?:je |j )me|si jme|si j me) reveil\w+ (?:pas|plus)(?! (?:a|avant|pour)\b)",
    r"(?:envie|veux|voudrais|aimerais|besoin)(?: \w+){0,2} (?:disparaitre|que tout s arrete|que ca s arrete)",
    r"(?:vois|voit|voyais) (?:plus|pas|aucune)(?: d)? (?:issue|sortie)(?! (?:a|au|aux|pour|sur|dans|avec|de|du)\b)",
    r"a quoi (?:bon|ca sert|sert il)(?: que| de)?(?: je)? (?:continue|continuer|vivre|se lever|me lever|tout)"
    rf"(?!{_THING})",
    r"continuer pour quoi$",
    r"(?:plus|pas) la force(?: (?:de|d) (?:continuer|vivre|me lever|rien|tenir))(?! (?:la|le|les|ce|cette)\b)",
    r"(?:j ai|jai|ai) (?:fait |eu |encore fait |encore eu )(?:une|ma|des|deux|trois) "
    r"(?:crises?|attaques?) (?:de panique|d angoisse|de larmes|de tetanie)",
    r"(?:me|nous) harcele(?:nt)?(?! (?:pour|avec|de|afin)\b)",
    r"me faire du mal(?! (?:au|aux|a la|a l|en)\b)",
    r"panic attacks? (?:ds|dans|devant|ce|hier|encore|encor)",
    r"m en aller pour toujours",
    r"pour tenir(?: \w+){0,8} (?:comprimes?|cachets?|pilules?|flasques?|fioles?|vodka|whisky|rhum)",
    r"(?:compter?|comptais|recompte) (?:\w+ ){0,7}(?:somniferes|cachets)",
    # acts: means fetched, edges gone to, risks taken on the road
    r"(?:achete|trouve|prepare|sorti)(?: \w+)? (?:la|une|ma|de la|des|les) (?:corde|lames|somniferes)(?! pour)",
    r"(?:roule|conduit)(?: \w+){0,3} (?:feux|phares|yeux) (?:eteints|coupes|fermes)",
    r"(?:accelere|fonce|roule)(?: \w+){0,3} (?:vers|contre|sur) (?:le|un) (?:mur|platane|arbre|pilier|pylone)",
    r"(?:parapet|rambarde|barriere|garde corps)(?: \w+){0,6} (?:enjambe|du mauvais cote)",
    r"(?:enjambe|cote exterieur)(?: \w+){0,4} (?:parapet|rambarde|barriere|garde corps)",
    r"(?:veu[xt]|voudrais) (?:plus|plu|pu|pas) etre la(?! (?:a|au|en|pour|quand|lundi|mardi|jeudi)\b)",
    r"(?:j (?:n )?|j)en peux (?:vraiment )?plus(?! (?:de|d|que|qu|vivement|lol|mdr)\b)",
    r"aidez? moi(?! (?:a|sur|pour|avec)\b)|^a l aide$",
    r"(?:j ai|jai) (?:vraiment )?besoin d aide(?! (?:pour|sur|avec|a|de|du|dans|en)\b)",
    r"(?:plus|plu|pu|pus) envie (?:d )?etre la(?! (?:a|au|en|pour|lundi|mardi|jeudi)\b)",
)
# Words that often go with suffering, and as often with a day's work: the heads are believed a little sooner.
_HINTS = _any(
    r"crises?|panique|angoisses?|tetanie|gouffre|effondree?|ecroulee?|craque|craquer|larmes|sanglots?",
    r"(?:pleure|pleurer|pleurais|tremble|trembler|trembles|tremblent|hurle|vomis|vomir|respirer|etouffe)",
    r"(?:somniferes?|cachets?|medicaments?|morphine|fusil|arme|corde|lame)",
    r"(?:viaduc|pont|rails|voie ferree|platane|falaise)",
    r"(?:harcele|humilie|insulte|menace|rabaisse|traite)(?:e|nt)?|boule au ventre|peur (?:de lui|d elle|de moi)",
    r"(?:disparaitre|disparaissais|disparais|m effacer|m effacais|m endormir)",
    r"(?:de trop|sans moi|plus la force|a quoi bon|plus personne|plus la|pu la)",
    r"(?:papiers|affaires) en ordre|lettre d adieu|plus rien|dors plus|mange plus|dors pas|tiens plus|vide",
    r"(?:vais|envie de) (?:le|la|les) (?:frapper|tuer|cogner)|manquer(?:ais|ai)? a personne",
)
_PAST = _any(
    r"(?:c est|c etait) (?:derriere moi|du passe|une autre epoque)",
    r"en (?:19|20)\d\d",
    r"(?:il y a|y a|ya) (?:\w+ ){1,2}ans",
    r"a l epoque",
)
_NEGATED = re.compile(r"\b(?:pas|jamais|aucune) (?:envie|idee|l intention|question) (?:de |d )\w+(?: \w+)?")
_JOKE = re.compile(
    r"\b(?:mdr+|lol|ptdr|haha+|hihi|je (?:plaisante|rigole|deconne)|non je blague)\b"
    r"|[😂🤣😄😁😆😅😉]|;-?\)|:-?[D)]",
    re.IGNORECASE,
)


def danger(text: str) -> bool:
    """Danger said in words, idioms and denials left out, and not as a joke."""
    return bool(_DANGER.search(_NEGATED.sub(" ", _without_idioms(text)))) and not joking(text)


def doubt(text: str) -> bool:
    """Danger half said, denied, or said as a joke: worth a gentle question."""
    left = _without_idioms(text)
    return bool(_DOUBT.search(left)) or bool(_DANGER.search(left))


def hint(text: str) -> bool:
    """Tell whether a word of suffering is there, which may well be about something else."""
    return bool(_HINTS.search(_without_idioms(text)))


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
    said = plain(text)
    for glued, spread in _GLUED:
        said = glued.sub(spread, said)
    return _IDIOMS.sub(" ", said)
