"""What Recul remembers, encrypted: people, messages in and out, conversations, and what was agreed.

Open a `Store`, work in `with store.write() as tx:` or `with store.read() as tx:`, and call the functions of
the modules of this package with that `tx`. They are synchronous (call them from a worker thread), they take
the present moment from their caller, and they never commit.
"""

from bot.store.database import Store, Transaction
from bot.store.errors import Conflict, Forgotten, KeyProblem, StoreError, StoreUnavailable, Unreadable
from bot.store.keys import host_key
from bot.store.vault import Vault

__all__ = [
    "Conflict",
    "Forgotten",
    "KeyProblem",
    "Store",
    "StoreError",
    "StoreUnavailable",
    "Transaction",
    "Unreadable",
    "Vault",
    "host_key",
]
