"""One practice for the tests of a file; everybody in it is new to each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conversation.practice import Practice, Someone


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    opened = Practice(tmp_path_factory.mktemp("practice") / "home")
    yield opened
    opened.close()


@pytest.fixture
def practice(house: Practice) -> Practice:
    house.ear.forget()
    return house


@pytest.fixture
def helene(practice: Practice) -> Someone:
    return practice.coach("Hélène")


@pytest.fixture
def nadia(practice: Practice, helene: Someone) -> Someone:
    """Coached by Hélène; invited on Thursdays at six in the evening."""
    return practice.coachee("Nadia", helene)
