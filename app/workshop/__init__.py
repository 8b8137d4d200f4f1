"""The parts of the Workshop page: joining a class, opening one, and what its teacher sees to."""
