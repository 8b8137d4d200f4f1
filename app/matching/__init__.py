"""The parts of the tab "Match two pictures"."""
