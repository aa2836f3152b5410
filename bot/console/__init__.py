"""The pages: a class chat and the inbox of a member of staff, side by side and live."""
