"""Text in, Assessment out: knows no chats, pupils or schools, and never imports bot."""
