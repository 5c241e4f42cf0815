"""What helps somebody: lines, care, favourites, people to call."""
