"""How the reader is made from the corpus: `python -m bot.insight.training`. Nothing at run time imports this."""
