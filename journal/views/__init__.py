"""Requests and answers of the journal. No other room takes a request or imports from here."""
