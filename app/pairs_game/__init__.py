"""The tab "Same or different?": two crops, of one image or of two? A person and two encoders answer."""
