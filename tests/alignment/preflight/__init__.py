"""What is in the way is said first."""
