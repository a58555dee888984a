"""Self-assessment of a community: people's answers, what they say together, and the road map."""
