"""The parts of the Embeddings page: moments of a run and their maps."""
