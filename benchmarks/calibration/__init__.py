"""Single battles with the real rules, played a thousand times, beside what they are meant to give."""
