"""From a survey tool's file to coded submissions, and which of them are new."""
