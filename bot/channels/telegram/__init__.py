"""Telegram: updates in, messages out. python-telegram-bot is used as the wire only."""

import os

# Else the library warns of a coming change each time Telegram asks us to slow down.
os.environ.setdefault("PTB_TIMEDELTA", "true")
