"""Days, hours and lengths of time as answers: which words give one, and what to say of those that do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

from bot.dialog.definition import Ask, Step
from bot.dialog.events import Say
from bot.dialog.hours import minutes_in
from bot.dialog.state import Last, State

#: Stands before the minutes in the key of a length of time: `m90`.
MINUTES = "m"


def understood(ask: Ask | None, event: Say) -> Last | None:
    """The answer that words give to a question for a day, an hour or a length of time; None if they give none."""
    told = event.told
    if ask is Ask.DATE and told.day is not None:
        return Last(words=told.day.isoformat(), number=(told.day - event.at.date()).days)
    if ask is Ask.TIME:
        hour = told.hour or (told.alone[0] if len(told.alone) == 1 else None)
        return Last(words=as_hour(hour)) if hour is not None else None
    if ask is Ask.DURATION and (minutes := minutes_in(event.text)) is not None:
        return lasting(f"{MINUTES}{minutes}")
    return None


def lasting(key: str) -> Last:
    """The answer that the key of a length of time stands for; its number is in minutes."""
    return Last(choices=(key,), number=int(key.removeprefix(MINUTES)))


def with_hour(state: State, step: Step, event: Say) -> State:
    """Keeps the hour that was told beside the day, or that none was."""
    if not step.hour:
        return state
    hour = as_hour(event.told.hour) if event.told.hour is not None else ""
    return replace(state, said={**state.said, step.hour: hour})


def doubt(step: Step, event: Say) -> tuple[str, tuple[str, ...]]:
    """What is wrong with words that answer no question for a day or an hour, as the end of a block's name, and the
    days or hours to speak of."""
    told = event.told
    if step.ask is Ask.DATE and told.days:
        return "days", tuple(day.isoformat() for day in told.days)
    if step.ask is Ask.DATE and told.past is not None:
        return "past", (told.past.isoformat(),)
    if step.ask is Ask.TIME and (hours := told.hours or told.alone):
        return "hours", tuple(as_hour(hour) for hour in hours)
    return ("choice" if step.ask is Ask.CONFIRM else str(step.ask)), ()


def as_hour(hour: time) -> str:
    """« 14:30 »."""
    return hour.isoformat("minutes")
