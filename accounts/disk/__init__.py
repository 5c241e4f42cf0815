"""Room on the disk, and what must not stay on it: the reserve, vacuuming, the write-ahead log."""
