"""Ways to train an encoder: one file each, found here by name.

A file in this folder that holds a class under `@register` is all that a new method takes.
"""

import importlib
import pkgutil

from ssl_demo.methods.about import About, Flow, Sabotage
from ssl_demo.methods.base import FAMILIES, METHODS, Batch, DataShape, Method, Terms, register
from ssl_demo.methods.build import build, method_class, refuse_nonsense, suited, usual_config, views_per_image

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

__all__ = [
    "FAMILIES",
    "METHODS",
    "About",
    "Batch",
    "DataShape",
    "Flow",
    "Method",
    "Sabotage",
    "Terms",
    "build",
    "method_class",
    "refuse_nonsense",
    "register",
    "suited",
    "usual_config",
    "views_per_image",
]
