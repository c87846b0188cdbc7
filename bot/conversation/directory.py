"""The parts of the accompaniment, and which of them takes what comes in."""

from __future__ import annotations

from bot.conversation import (
    accords,
    actions,
    agreeing,
    analysis,
    closing,
    convening,
    framing,
    handover,
    inviting,
    moving,
    needs,
    objectives,
    parties,
    plan,
    retention,
    sessions,
    skills,
    spaces,
)
from bot.conversation.features import BESIDE, Feature, Hand
from bot.conversation.scene import Scene
from bot.conversation.standpoint import ROLES, heard_as
from bot.dialog.replies import folded
from bot.messages import Kind

FEATURES: tuple[Feature, ...] = (
    accords.FEATURE,
    actions.FEATURE,
    agreeing.FEATURE,
    analysis.FEATURE,
    closing.FEATURE,
    convening.FEATURE,
    framing.FEATURE,
    handover.FEATURE,
    inviting.FEATURE,
    moving.FEATURE,
    needs.FEATURE,
    objectives.FEATURE,
    parties.FEATURE,
    plan.FEATURE,
    retention.FEATURE,
    sessions.FEATURE,
    skills.FEATURE,
    spaces.FEATURE,
)

DEEDS = {name: deed for feature in FEATURES for name, deed in feature.deeds.items()}
_PRESSES = {token: hand for feature in FEATURES for token, hand in feature.presses.items()}
_DUE = {kind: hand for feature in FEATURES for kind, hand in feature.due.items()}


def left(scene: Scene) -> None:
    """Lets every part tell the others what they must know when this person leaves, or is about to be erased."""
    for feature in FEATURES:
        if feature.leaves is not None:
            feature.leaves(scene)


def took(scene: Scene, command: str, argument: str) -> bool:
    """Whether one of the parts knew what to do with this turn's command, button or moment, and did it."""
    incoming = scene.incoming
    hand, words = None, argument
    if incoming.kind is Kind.DUE:
        kind, _, words = incoming.note.partition(":")
        hand = _DUE.get(kind)
    elif incoming.kind is Kind.PRESS:
        hand, words = _PRESSES.get(incoming.token.partition(BESIDE)[0]), incoming.choice
    elif command:
        hand = _command(scene, folded(command).replace(" ", ""))
    if hand is None:
        return False
    hand(scene, words)
    return True


def _command(scene: Scene, name: str) -> Hand | None:
    speaking = heard_as(scene)
    roles = sorted((r for r in ROLES if r in scene.person.roles), key=lambda r: r is not speaking)
    hands = (feature.commands.get(role, {}).get(name) for role in roles for feature in FEATURES)
    return next((hand for hand in hands if hand is not None), None)
