"""What each role does today."""
