"""Requests and answers of the practices. No other room takes a request or imports from here."""
