"""What leaves: figures as everybody gets them, through one door."""
