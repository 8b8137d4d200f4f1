"""A lesson above the pages: its panel, its questions, and what answers them."""
