"""Rules of the accompaniment that need no database, no clock and no network."""
