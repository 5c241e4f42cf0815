"""Keys and sealing: what turns words into records that only their owner opens. Knows nothing
above it.
"""
