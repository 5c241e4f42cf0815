"""A sitting as it goes on: its page, its questions, how somebody likes to sit."""
