"""The tab "When it learns the wrong thing": a wallpaper that gives images away, and runs at five strengths of it."""
