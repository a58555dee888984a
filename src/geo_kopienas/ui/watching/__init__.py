"""What those who run the server ask it: whether it is ready, and how it fares."""
