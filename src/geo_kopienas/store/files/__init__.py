"""Files as such: text, archives, atomic writing, downloads."""
