"""How an entry is kept: its row, its versions, the bin, marks, pictures, closed letters."""
