"""What each kind asks, as data: a letter, a memory, a note, and the two halves of a day."""
