"""A lesson: what it holds, and how it is read from a Markdown file that may come from anywhere."""
