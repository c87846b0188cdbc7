import pytest

import bot.insight
from bot.insight import Reader


@pytest.fixture(scope="session")
def reader() -> Reader:
    return bot.insight.load()
