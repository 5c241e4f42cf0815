"""For whoever runs the site: backup and restore, mail that waits, chores."""
