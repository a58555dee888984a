"""What is kept of a round: its entry in the register, its answers, its publications."""
