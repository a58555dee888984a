"""The method of self-assessment and saved self-assessments."""
