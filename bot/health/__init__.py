"""Whether Pleinwacht can hear and speak: what the checks found, and telling the admins of it once."""
