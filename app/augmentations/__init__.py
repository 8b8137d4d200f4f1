"""The parts of the Augmentations page."""
