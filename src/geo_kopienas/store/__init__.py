"""Reading and writing: tables, boundaries, rules, static geometry; safe by construction."""
