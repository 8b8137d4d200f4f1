"""The parts of the Class board page: who is where, the queue, what the class found together, and what it predicted."""
