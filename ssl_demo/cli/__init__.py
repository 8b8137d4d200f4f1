"""The command line: parsing, one function per command, and how each result is printed."""
