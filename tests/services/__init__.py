"""Real servers for the tests: PostgreSQL, a Redis-protocol broker, an SMTP server, workers and web servers."""
