"""The parts of the Collapse lab: a sabotaged run beside its healthy twin."""
