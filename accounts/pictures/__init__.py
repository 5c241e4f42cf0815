"""Pictures, from the file somebody chose to the sealed row: taken in, made anew, kept, swept."""
