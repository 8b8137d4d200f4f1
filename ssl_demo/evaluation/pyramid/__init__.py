"""The feature pyramid: the maps of every level of a network, what each sees at a place, and how far it looks."""
