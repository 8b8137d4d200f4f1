"""The parts of the Train page: settings, and a run while one watches."""
