from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.coaching.analysis import MONTH, is_due

NOW = datetime(2026, 6, 2, 16, 0, tzinfo=UTC)
LONG_AGO, LATELY = NOW - MONTH, NOW - MONTH + timedelta(hours=1)


@pytest.mark.parametrize(
    ("since", "times", "due"),
    [
        (LONG_AGO, (), True),
        (LATELY, (), False),
        (LONG_AGO, (None, LONG_AGO), True),
        (LONG_AGO, (LATELY, LONG_AGO), False),
    ],
)
def test_once_a_month_at_most(since: datetime, times: tuple[datetime | None, ...], due: bool) -> None:
    assert is_due(NOW, since, *times) is due
