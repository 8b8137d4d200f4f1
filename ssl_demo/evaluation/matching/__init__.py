"""Matching: which point of one picture is which point of another, judged by a geometry that is known exactly."""
