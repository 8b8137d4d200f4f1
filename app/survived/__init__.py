"""The tab "What survives training?": two recipes, two trainings, and what can still be read off their embeddings."""
