"""The parts of the Embeddings page: maps of a run over its training, side by side, and what to believe of them."""
