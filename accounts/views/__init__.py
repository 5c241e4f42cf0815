"""Requests and answers of the account. No other room takes a request or imports from here."""
