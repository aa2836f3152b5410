"""Speed, always as a ratio in one run on one machine against what one would use instead."""
