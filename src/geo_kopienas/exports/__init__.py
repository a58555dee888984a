"""What people take with them: tables and layers as files, each with its licence and its day."""
