"""What good code is like, and how near to it something comes."""
