"""One module per chat platform: each translates between its platform and the domain's words, nothing more."""
