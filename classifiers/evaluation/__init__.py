"""Measures a classifier on the written test part and on public data; nothing of these is ever trained on."""
