"""The turn: one message of one person, in one transaction, from the inbox row to what is to be sent."""

from bot.conversation.scene import Parts, Place
from bot.conversation.turn import Conversation

__all__ = ["Conversation", "Parts", "Place"]
