"""Augmentation: from a batch of images to random views of it."""
