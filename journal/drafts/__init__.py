"""Writing that is not kept yet: saved as typed, sealed, found again."""
