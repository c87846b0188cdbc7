"""What goes on beside the conversation: taking what waits, sending what was written, minding the clock.

Each worker is a loop that may be killed at any moment: whatever it was doing is in the database, and the next
start goes on from there.
"""

from bot.workers.clock import Clock
from bot.workers.dispatcher import Dispatcher
from bot.workers.pace import Pace
from bot.workers.sender import Channel, Sender

__all__ = ["Channel", "Clock", "Dispatcher", "Pace", "Sender"]
