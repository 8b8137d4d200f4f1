"""Data sets: photographs and drawings from five kinds of places, all as the one type `Images`."""
