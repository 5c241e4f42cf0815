"""An entry as it is read: prose, answers under their questions, lines of a list, threads."""
