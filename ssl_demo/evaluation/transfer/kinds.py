"""Which classes of CIFAR-10 and CIFAR-100 are vehicles, and which are animals (Krizhevsky 2009, §3).

Of CIFAR-100's twenty groups: "vehicles 1" and "vehicles 2"; and all groups of animals, people left out.
"""

# fmt: off
VEHICLES = {
    "airplane", "automobile", "ship", "truck",
    "bicycle", "bus", "motorcycle", "pickup_truck", "train", "lawn_mower", "rocket", "streetcar", "tank", "tractor",
}
ANIMALS = {
    "bird", "cat", "deer", "dog", "frog", "horse",
    "beaver", "dolphin", "otter", "seal", "whale", "aquarium_fish", "flatfish", "ray", "shark", "trout",
    "bee", "beetle", "butterfly", "caterpillar", "cockroach", "crab", "lobster", "snail", "spider", "worm",
    "bear", "leopard", "lion", "tiger", "wolf", "camel", "cattle", "chimpanzee", "elephant", "kangaroo",
    "fox", "porcupine", "possum", "raccoon", "skunk", "crocodile", "dinosaur", "lizard", "snake", "turtle",
    "hamster", "mouse", "rabbit", "shrew", "squirrel",
}
# fmt: on
