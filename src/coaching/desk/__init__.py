"""The desks: places to work for people who are not being examined."""
