"""The parts of the Methods page: the family tree, a method's card, and two methods side by side."""
