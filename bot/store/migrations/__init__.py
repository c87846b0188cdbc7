"""The history of the tables, applied by `bot.store.schema` at each start."""
