"""The results of a class put together: every learner counts once, and every run is one more draw."""
