"""The parts of the accompaniment, and which of them takes what comes in."""

from __future__ import annotations

from bot.conversation import agreeing, convening, needs
from bot.conversation.features import Feature, Hand
from bot.conversation.scene import Scene
from bot.dialog.replies import folded
from bot.messages import Kind
from bot.store.people import Role

FEATURES: tuple[Feature, ...] = (agreeing.FEATURE, convening.FEATURE, needs.FEATURE)

#: Someone who is several is heard first as what comes first here, unless the open talk says otherwise.
_ORDER = (Role.COACHEE, Role.COACH, Role.SPONSOR, Role.LEAD)
DEEDS = {name: deed for feature in FEATURES for name, deed in feature.deeds.items()}
_PRESSES = {token: hand for feature in FEATURES for token, hand in feature.presses.items()}
_DUE = {kind: hand for feature in FEATURES for kind, hand in feature.due.items()}


def took(scene: Scene, command: str, argument: str) -> bool:
    """Whether one of the parts knew what to do with this turn's command, button or moment, and did it."""
    incoming = scene.incoming
    hand, words = None, argument
    if incoming.kind is Kind.DUE:
        kind, _, words = incoming.note.partition(":")
        hand = _DUE.get(kind)
    elif incoming.kind is Kind.PRESS:
        hand, words = _PRESSES.get(incoming.token.partition(":")[0]), incoming.choice
    elif command:
        hand = _command(scene, folded(command).replace(" ", ""))
    if hand is None:
        return False
    hand(scene, words)
    return True


def _command(scene: Scene, name: str) -> Hand | None:
    speaking = scene.state.standpoint.partition(":")[0]
    roles = sorted((r for r in _ORDER if r in scene.person.roles), key=lambda r: r.value != speaking)
    hands = (feature.commands.get(role, {}).get(name) for role in roles for feature in FEATURES)
    return next((hand for hand in hands if hand is not None), None)
