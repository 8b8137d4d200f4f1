"""`scenes`, the embedded data set: toys drawn from a seed, with all that is true about them."""

from ssl_demo.data.scenes.backgrounds import BACKGROUNDS
from ssl_demo.data.scenes.generate import TEST, TRAIN, generate, load_scenes
from ssl_demo.data.scenes.paints import PAINTS
from ssl_demo.data.scenes.spec import name_of, strengths_of, title_of
from ssl_demo.data.scenes.strengths import Strengths
from ssl_demo.data.scenes.toys import CLASSES

__all__ = [
    "BACKGROUNDS",
    "CLASSES",
    "PAINTS",
    "TEST",
    "TRAIN",
    "Strengths",
    "generate",
    "load_scenes",
    "name_of",
    "strengths_of",
    "title_of",
]
