"""Who may come in: passwords, second steps, invitations, sessions, settings, leaving for good."""
