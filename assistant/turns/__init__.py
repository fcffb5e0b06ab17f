"""Who has the turn: endpointing and the turn machine. Pure: probabilities and events in, events and actions out."""
