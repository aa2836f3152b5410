"""The machine's path, in one direction: inbox, context, assessment, flags, case; aftercare follows."""
