"""What a practice is, and how a text file becomes one. The texts stand in `content/`."""
