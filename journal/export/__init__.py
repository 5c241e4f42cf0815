"""Everything somebody kept, as files they can take along."""
