"""Ways to train an encoder: one file each, found here by name.

A file in this folder that holds a class under `@register` is all that a new method takes.
"""

import importlib
import pkgutil

from ssl_demo.methods.base import METHODS, Batch, Method, Terms, build, register, views_per_image

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")

__all__ = ["METHODS", "Batch", "Method", "Terms", "build", "register", "views_per_image"]
