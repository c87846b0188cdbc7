"""« T'es un robot ? » in whatever spelling: asked at any moment, it gets a plain answer (P7)."""

from __future__ import annotations

import re

from bot.dialog.replies import folded

#: More words than this tell a story, in which somebody may well ask who somebody is.
_LONGEST = 12

_BEFORE = (
    r"(?:(?:mais|au fait|dis|dites|dis moi|dites moi|euh|heu|hum|attends|attendez|non|ok|ah|bon|alors|du coup|sinon|et"
    r"|bonjour|salut|coucou|hello|question|pardon|serieux|serieusement|franchement|juste|en fait|la|toi|vous) )*"
)
_AFTER = (
    r"(?: (?:ou pas|ou quoi|ou non|non|hein|la|en fait|au juste|au fait|vraiment|pour de vrai|derriere"
    r"|(?:l )?autre bout|a|de|qui (?:me |m )?(?:repond|lit|ecrit|parle|pose (?:ces|les|des) questions)"
    r"|qui (?:me )?(?:ecris|parles|reponds|lis)|svp|stp|s il (?:te|vous) plait|quand meme|automatique|humaine?|reel(?:le)?"
    r"|ou (?:bien )?(?:(?:une?|1) )?(?:vraie? )?(?:robot|bot|ia|machine|programme|humaine?|etre humain|personne|vrai|quelqu un|qqn)"
    r"|en chair et en os|ici))*"
)
_NOUN = (
    r"(?:(?:bien|vraiment|juste|qu|que|pas) )*(?:(?:une?|1|le|la|l|de|des) )?(?:(?:vraie?|simple|espece de|sorte de) )*"
    r"(?:robot|bot|chatbot|chat bot|ia|ai|machine|programme|logiciel|algo|algorithme|automate|repondeur|ordinateur|ordi|chat ?gpt|gpt"
    r"|intelligence artificielle|humaine?|etre humain|personne|gens|quelqu ?un|qqun|qqn|qlqn|vrai|reel(?:le)?|vivante?)"
)
_YOU = (
    r"(?:(?:est ce que|esque|esk|c est que|j imagine que|je crois que) )?"
    r"(?:es tu|est tu|t es|tes|t|tu es|tu est|tu e|tu serais|serais tu|etes vous|vous etes|vs etes|vous seriez|seriez vous)"
)
_I_TALK = (
    r"(?:est ce que )?(?:je suis en train de|suis je en train de|chui en train de|je|j|on|ch)? ?"
    r"(?:parle|parles|cause|discute|ecris|echange|parler|ecrire|discuter|parlais|reponds)(?: je)? (?:a|avec)"
)
_THERE = r"(?:est ce qu |est ce que )?(?:c est|c|ce serait|il y a|il ya|y a t il|y a|ya|y aurait|quelqu un|y a quand meme)"
_WHO = (
    r"(?:t es qui|tu es qui|qui es tu|vous etes qui|qui etes vous|c est qui|c qui|qui est ce|c ki|t ki|tes qui|t es quoi|tu es quoi"
    r"|vous etes quoi|c est quoi recul|qui (?:me |m )(?:parle|repond|ecrit|lit)|qui (?:parle|repond|ecrit)"
    r"|(?:a|avec) qui (?:je parle|est ce que je parle|j ecris|j ai affaire|parle je)|je parle (?:a|avec) qui|qui est derriere|quelqu un (?:me )?(?:lit|repond|ecrit|est la)"
    r"|are you (?:a )?(?:bot|robot|human|real|person))"
)
#: Whoever says this speaks to Recul.
_SPOKEN_TO = re.compile(rf"^{_BEFORE}(?:(?:{_YOU}|{_I_TALK}) {_NOUN}|{_WHO}){_AFTER}$")
#: These may as well be about a colleague, or be an answer; a question mark tells.
_PERHAPS = re.compile(rf"^{_BEFORE}(?:{_THERE} )?{_NOUN}{_AFTER}$")
_OTHERS = re.compile(r"^(?:c est qui|c qui|quelqu un)\b")


def asks_who_speaks(text: str) -> bool:
    """Whether these words, as a whole, ask if a person or a machine is writing."""
    if len(text) > _LONGEST * 12:
        return False
    said = folded(text)
    if not said or len(said.split()) > _LONGEST:
        return False
    asked = text.rstrip().endswith("?")
    if _SPOKEN_TO.match(said):
        return asked or not _OTHERS.match(said)
    return asked and _PERHAPS.match(said) is not None
