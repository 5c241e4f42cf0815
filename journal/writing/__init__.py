"""What people write with: the forms, and what a valid one keeps."""
