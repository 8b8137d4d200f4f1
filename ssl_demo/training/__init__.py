"""Training as a generator of events: a test iterates it, a worker drains it into a run folder."""

from ssl_demo.training.events import Event, Finished, Started, Step, to_json
from ssl_demo.training.loop import Diverged, Training, train

__all__ = ["Diverged", "Event", "Finished", "Started", "Step", "Training", "to_json", "train"]
