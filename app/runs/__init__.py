"""The parts of the Runs page, and a run as all pages read it."""
