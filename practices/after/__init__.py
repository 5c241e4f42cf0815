"""What comes of a sitting: how it was, gentle mode, the suggestion for today."""
