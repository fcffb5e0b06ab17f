"""Voice notes: what comes in is heard, an answer is spoken."""
