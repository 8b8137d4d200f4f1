"""The one exception that is meant for people: its message is a sentence that says what to do."""


class UserError(ValueError):
    """Bad input that a person can mend. Shown as it stands, without a traceback, by the pages and the command line."""
