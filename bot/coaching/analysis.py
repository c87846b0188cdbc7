"""When to propose a longer look at one moment: once a month at most, in the place of an invitation."""

from __future__ import annotations

from datetime import datetime, timedelta

#: How long after the last one, proposed or done.
MONTH = timedelta(days=28)


def is_due(now: datetime, since: datetime, *times: datetime | None) -> bool:
    """Whether a month has gone by since the person came, and since each of these, where there was one."""
    return all(now - time >= MONTH for time in (since, *times) if time is not None)
