"""What the operator sees of the running API: request ids, JSON logs, metrics. No secrets, no personal values."""
