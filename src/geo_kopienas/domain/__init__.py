"""Pure rules: tables in, tables and codes out; no files, no words, no screens."""
