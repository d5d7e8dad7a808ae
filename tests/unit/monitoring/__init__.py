"""Tests of the monitoring of guarantee firms, without a database."""
