"""Forms that could not be taken when they were sent: sealed to their writer, opened with their
journal.
"""
