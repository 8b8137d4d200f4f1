"""The tab that shows every level of an encoder, from fine to coarse."""
