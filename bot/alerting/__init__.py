"""Who must know, and when: one alert per case and person, which updates instead of repeating itself."""
