"""The people's path: staff look into cases through one door and act on them."""
