"""The parts of the Augmentation lab."""
