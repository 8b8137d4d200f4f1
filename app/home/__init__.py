"""The parts of Home: the picture, and the cards of data sets."""
