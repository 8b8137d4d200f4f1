"""Learning together: classes and who is in them, lessons, predictions, and what one person may ask of the server."""
