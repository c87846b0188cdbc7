"""A Bot API for tests, benchmarks and playing by hand: real HTTP, on the loopback address only."""

from tests.fake_telegram.person import Person
from tests.fake_telegram.remote import Remote
from tests.fake_telegram.server import TOKEN, FakeTelegram
from tests.fake_telegram.world import Fault, Shown

__all__ = ["TOKEN", "FakeTelegram", "Fault", "Person", "Remote", "Shown"]
