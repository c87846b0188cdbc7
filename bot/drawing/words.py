"""What boxes and lines say, in French: the first wording of each step, the labels of buttons."""

from __future__ import annotations

import re
from collections import defaultdict
from html import unescape
from zoneinfo import ZoneInfo

from bot.dialog.definition import Act, Branch, Condition, Dialog, Step, Test
from bot.prompts import typeset
from bot.telling import Reader, Teller

_READER = Reader("vous", ZoneInfo("Europe/Paris"))
_TAG = re.compile(r"<[^>]+>")
_DEEDS = {
    "share_item": "partage cet élément", "keep_item": "garde cet élément", "reword_item": "change le texte",
    "share_rest": "partage tout le reste", "keep_rest": "garde tout le reste", "file_items": "range ce qui est décidé",
    "shorten": "abrège la suite",
    "pass_question_on": "les mots sont sa question",
    "pass_on": "les mots répondent à la suite", "stay": "les mots répondent à la question",
    "turn_away": "ouvre une nouvelle note",
    "close": "ferme la conversation", "consent": "note l'accord", "alert_coach": "prévient la ou le coach",
    "pause": "met en pause", "erase": "efface tout", "decline": "n'écrit plus", "follow_up": "complète le pas",
    "keep_needs": "garde les besoins", "publish_expectations": "publie ce texte",
    "keep_expectations": "garde ce texte pour plus tard", "paper_sponsor": "note qui commande",
    "open_step": "ouvre un pas", "put_aside": "met ce pas de côté", "done_step": "note que c'est fait",
    "drop_step": "laisse ce pas", "move_step": "change le jour", "reword_step": "change les mots du pas",
    "told_step": "le dernier pas est raconté", "choose_resource": "choisit l'appui à rappeler",
    "recalled": "l'appui est rappelé",
    "consent_party": "note l'accord", "present_party": "dit qui participe", "decline_party": "n'écrit plus",
    "join_engagement": "ouvre le nouvel accompagnement", "end_others": "met fin à l'autre",
    "refuse_engagement": "clôt l'invitation", "accept_handover": "change de coach",
    "refuse_handover": "personne ne prend la suite", "share_again": "partage à nouveau",
    "add_objective": "garde l'objectif", "drop_objective": "retire l'objectif", "rate_objectives": "garde la note",
    "accept_convention": "note l'acceptation", "ask_about_convention": "écrit à la ou au coach",
    "preview_convention": "montre le texte", "propose_convention": "propose le texte",
    "record_signature": "note la signature",
    "keep_skills": "garde les notes", "open_review": "ouvre le bilan", "write_review": "écrit le bilan",
    "hand_review": "transmet ce qui est décidé", "keep_session": "vérifie, garde et prévient",
}  # fmt: skip
_TOLD = {
    Test.SKIPPED: {"true": "passé", "false": "répondu"},
    Test.UNFIT: {"true": "d'autres mots", "false": "une réponse attendue"},
    Test.IF_THEN: {"true": "le moment est dit", "false": "le moment n'est pas dit"},
    Test.FINDING: {"any": "un piège se lit"},
    Test.DOUBT: {"any": "un piège est en doute"},
    Test.THEME: {"any": "la scène parle d'autre chose"},
    Test.LEVER: {"any": "un appui se lit"},
    Test.SHORT: {"true": "en bref", "false": "en entier"},
    Test.ITEMS: {"undecided": "reste à décider", "shared": "une part est partagée", "none": "rien à relire"},
    Test.DISTRESS: {"sure": "danger", "unsure": "doute"},
}


def shortened(text: str, most: int) -> str:
    """Text of at most so many characters, cut between words; no-break spaces hold."""
    return text if len(text) <= most else f"{text[:most].rpartition(' ')[0]} …"


class Words:
    def __init__(self, dialog: Dialog, teller: Teller) -> None:
        self.dialog, self.teller = dialog, teller

    def of(self, step: Step) -> str:
        """What a box says."""
        match step.act:
            case Act.ASK:
                told = self._wording(step, "question")
            case Act.SAY:
                told = self._wording(step, "say")
            case Act.CALL:
                told = f"Dialogue « {step.call} »"
            case Act.END:
                told = "Fin" if step.outcome == "done" else f"Fin : {step.outcome}"
            case Act.ROUTE:
                told = ""
        deeds = ", ".join(_DEEDS[deed] for deed in step.do)
        return typeset(" — ".join(part for part in (told, deeds) if part))

    def ways(self, step: Step) -> list[tuple[str, str]]:
        """Where a step leads and what for, several ways to one step together."""
        labels: dict[str, list[str]] = defaultdict(list)
        for branch in step.branches:
            labels[branch.go].append(self._label(step, branch))
        return [(target, typeset(" ou ".join(filter(None, told)))) for target, told in labels.items()]

    def _wording(self, step: Step, base: str) -> str:
        file = f"{self.dialog.name}/{step.name}.j2"
        wordings = self.teller.prompts.wordings(file)
        first = wordings.variants(base)[0]
        texts = wordings.texts.get(f"{first}_vous") or wordings.texts[first]
        return re.sub(r"[ \n]+", " ", unescape(_TAG.sub("", texts[0])).replace("_", "…")).strip()

    def _label(self, step: Step, branch: Branch) -> str:
        if not branch.when:
            return "sinon" if len(step.branches) > 1 else ""
        return ", ".join(self._condition(step, condition) for condition in branch.when)

    def _condition(self, step: Step, condition: Condition) -> str:
        if condition.test is Test.KNOWN:
            return f"{'inconnu' if condition.negated else 'connu'} : {', '.join(condition.values)}"
        joined = " et " if condition.test is Test.BETWEEN else " ou "
        told = joined.join(self._value(step, condition, value) for value in condition.values)
        return f"pas {told}" if condition.negated else told

    def _value(self, step: Step, condition: Condition, value: str) -> str:  # noqa: PLR0911 - one sentence a test
        match condition.test:
            case Test.ANSWER:
                return self._button(step, value)
            case Test.VALUE:
                return f"« {self._chosen(condition.name, value)} » choisi"
            case Test.FINDING | Test.PITFALL | Test.DOUBT | Test.BETWEEN if value != "any":
                return self.teller.pitfall(value, "short")
            case Test.THEME if value != "any":
                return self.teller.theme(value)
            case Test.BELOW | Test.ABOVE:
                of = f"de {value}" if value.lstrip("-").isdecimal() else f"que « {value} »"
                return f"{'moins' if condition.test is Test.BELOW else 'plus'} {of}"
            case Test.OUTCOME:
                return f"fini par {value}"
        return _TOLD[condition.test][value]

    def _button(self, step: Step, key: str) -> str:
        asked = step if step.act is Act.ASK else next(s for s in self.dialog.steps.values() if key in s.keys)
        label = self.teller.labels(self.dialog.name, asked, _READER).get(key, key)
        return f"« {label} »"

    def _chosen(self, name: str, value: str) -> str:
        for dialog in self.teller.library.current.values():
            for step in dialog.steps.values():
                if name in (step.keep, step.remember) and value in step.keys:
                    return self.teller.labels(dialog.name, step, _READER)[value]
        return value
