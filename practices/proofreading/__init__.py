"""What is asked of a practice's file before anyone meets it: names, steps, voice, translations."""
