"""One dialogue played from memory: the real engine, wording and reading, and nothing written anywhere."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import UndefinedError

from bot.channels.markup import plain
from bot.cli.french import refuse, typeset
from bot.cli.screen import Screen
from bot.dialog.dates import told
from bot.dialog.definition import FREE
from bot.dialog.effects import Answered, Effect, Ended, Filed, Host, Judged, Left, Remark, Remembered, Tell
from bot.dialog.engine import advance
from bot.dialog.events import Again, Begin, Event, Leave, Press, Say
from bot.dialog.library import Library
from bot.dialog.replies import is_stop, spelled
from bot.dialog.state import Memory, State
from bot.insight import Reader as Insight
from bot.messages import Incoming, Kind, Outgoing
from bot.telling import Reader, Teller

_SEED = 7
_DECISIONS = {
    "shared": "partagé avec le ou la coach",
    "private": "gardé pour soi",
    "undecided": "sans décision",
}
_DEEDS = {
    "consent": "noter l'accord",
    "alert_coach": "prévenir le ou la coach",
    "pause": "suspendre les invitations",
    "erase": "tout effacer",
    "decline": "noter le refus",
    "follow_up": "compléter le pas",
    "open_step": "ouvrir un pas",
    "put_aside": "mettre ce pas de côté",
    "done_step": "noter que c'est fait",
    "drop_step": "laisser ce pas",
    "move_step": "changer le jour du pas",
    "reword_step": "changer les mots du pas",
    "told_step": "noter que le dernier pas est raconté",
    "choose_resource": "choisir l'appui à rappeler",
    "recalled": "noter que l'appui est rappelé",
}


@dataclass
class Trial:
    """`known` is what Recul remembers at the beginning, by name. `over` once the talk has ended."""

    library: Library
    teller: Teller
    insight: Insight
    screen: Screen
    zone: str
    known: Mapping[str, str]
    seed: int | None = None
    over: bool = False
    outcome: str = ""
    _state: State = field(default_factory=lambda: State(_SEED))
    _now: datetime = field(default_factory=datetime.now)
    _done: list[Effect] = field(default_factory=list)

    def begin(self, name: str, now: datetime) -> str:
        """Puts the first question. Returns why the dialogue cannot begin, or an empty string."""
        memory = {key: Memory(words, now.date()) for key, words in self.known.items()}
        self._state = State(seed=_SEED if self.seed is None else self.seed, memory=memory)
        self._now = now
        if name == FREE:
            self._say("« libre » commence par ce qu'on écrit de soi-même : écrire quelque chose.")
            return ""
        return self._turn(Begin(name, now))

    def hear(self, line: str, now: datetime) -> None:
        """One line typed by whoever tries the dialogue."""
        self._now = now
        incoming = self.screen.read(line, now)
        if incoming.kind is Kind.PRESS:
            asked = int(incoming.token) if incoming.token.isdecimal() else -1
            if self._turn(Press(asked, incoming.choice, now)):
                self._turn(Again(now))
        elif is_stop(incoming.text):
            self._turn(Leave(now))
        elif incoming.text.startswith("/"):
            self._say("Dans un essai, la seule commande est /stop.")
        else:
            self._turn(self._said(incoming))

    def _said(self, incoming: Incoming) -> Say:
        question = ""
        before: tuple[str, ...] = ()
        choices: tuple[str, ...] = ()
        frame = self._state.frame
        if frame is not None:
            question = plain(self.teller.question(self._state, self._reader))
            before = self.library.earlier(self._state)
            step = self.library.of(frame).steps[frame.step]
            choices = spelled(incoming.text, self.teller.labels(frame.dialog, step, self._reader))
        reading = self.insight.read(incoming.text, question, before)
        moment = told(incoming.text, incoming.at.astimezone(ZoneInfo(self.zone)).date())
        return Say(incoming.text, incoming.at, reading, choices, moment)

    def _turn(self, event: Event) -> str:
        try:
            turn = advance(self.library, self._state, event)
            self._state = turn.state
            told = [effect for effect in turn.effects if isinstance(effect, Tell | Remark)]
            for outgoing in self.teller.messages(told, self._reader):
                self.screen.show(outgoing)
        except UndefinedError:
            refuse(
                "Ce dialogue ne se joue qu'au milieu d'un autre, qui lui donne de quoi parler : "
                "essayer l'autre."
            )
        for effect in turn.effects:
            self._take(effect)
        return turn.refused

    def _take(self, effect: Effect) -> None:
        match effect:
            case Remembered():
                memory = dict(self._state.memory)
                memory[effect.name] = Memory(effect.words, self._now.date())
                self._state = replace(self._state, memory=memory)
            case Ended():
                self.over, self.outcome = not self._state.frames, effect.outcome
            case Left():
                self.over, self.outcome = True, "stop"
            case _:
                pass
        if not isinstance(effect, Tell | Remark):
            self._done.append(effect)

    @property
    def _reader(self) -> Reader:
        return Reader.of(self._state, ZoneInfo(self.zone))

    def _say(self, text: str) -> None:
        self.screen.show(Outgoing(html=f"<i>{html.escape(typeset(text), quote=False)}</i>"))

    # What comes of it

    def record(self) -> dict[str, Any]:
        """What would have been kept, as values for a program."""
        done = self._done
        filed = [item for effect in done if isinstance(effect, Filed) for item in effect.items]
        open_items = [item for item in self._state.items if not item.filed]
        return {
            "outcome": self.outcome or "open",
            "items": [
                {"kind": item.kind, "text": self.teller.item(item), "decision": item.decision or "undecided"}
                for item in [*filed, *open_items]
            ],
            "answers": [
                {"step": f"{e.dialog}.{e.step}", "words": e.words, "keys": list(e.keys)}
                for e in done
                if isinstance(e, Answered)
            ],
            "judgements": [
                {"pitfall": e.label, "quote": e.quote, "verdict": e.verdict}
                for e in done
                if isinstance(e, Judged)
            ],
            "remembered": {e.name: e.words for e in done if isinstance(e, Remembered)},
            "host": [e.deed for e in done if isinstance(e, Host) and e.deed in _DEEDS],
        }

    def summary(self) -> str:
        """The same, as HTML for a person."""
        made = self.record()
        outcomes = {"open": "arrêté en chemin", "stop": "arrêté par /stop"}
        outcome = outcomes.get(made["outcome"], f"fini par « {made['outcome']} »")
        title = typeset(f"Essai {outcome}. Rien n'a été gardé.")
        parts = [f"<b>{html.escape(title, quote=False)}</b>"]
        items = [f"{item['text']} → {_DECISIONS[item['decision']]}" for item in made["items"]]
        answers = [f"{a['step']} : {a['words'] or ', '.join(a['keys'])}" for a in made["answers"]]
        judged = [
            f"{self.teller.pitfall(j['pitfall'], 'short')} ({j['verdict'] or 'passé'}), {j['quote']}"
            for j in made["judgements"]
        ]
        remembered = [f"{name} : {words or '(oublié)'}" for name, words in made["remembered"].items()]
        parts += _list("Ce qui aurait été classé, et la décision", items or ["rien"])
        parts += _list("Au journal, pour la seule personne", answers)
        parts += _list("Hypothèses jugées", judged)
        parts += _list("Retenu pour les fois suivantes", remembered)
        parts += _list("Demandé à Recul", [_DEEDS[deed] for deed in made["host"]])
        return "\n".join(parts)


def _list(title: str, lines: Iterable[str]) -> list[str]:
    told = [f"• {html.escape(line, quote=False)}" for line in lines]
    return ["", f"<b>{typeset(title)}</b>", *told] if told else []
