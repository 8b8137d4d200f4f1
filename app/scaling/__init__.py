"""The tab "More data, bigger models": accuracy against labelled and against unlabelled images, from one's own runs."""
