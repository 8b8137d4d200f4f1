"""torchvision, importable beside a CPU-only torch as well.

torchvision's package on the package index is linked to the CUDA builds of torch. Beside a CPU-only torch its compiled
library can't load, so the operators `nms` and `qnms` are never declared, and the plain-Python import stops at
"operator torchvision::nms does not exist". Declaring the two schemas is all that is missing: data sets, transforms,
models and feature extraction then work; only the compiled operators themselves (nms, roi_align) do not.

Import it from here: `from ssl_demo.torchvision_ops import torchvision`.
"""

import torch

try:
    import torchvision
except RuntimeError as error:
    if "torchvision::nms" not in str(error):
        raise
    # The library object must outlive the import: its schemas go when it does.
    _schemas = torch.library.Library("torchvision", "FRAGMENT")
    for _name in ("nms", "qnms"):
        _schemas.define(f"{_name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    import torchvision

__all__ = ["torchvision"]
