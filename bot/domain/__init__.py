"""Pure values and decisions: no input or output, no async, only the standard library and the classifier's words."""
