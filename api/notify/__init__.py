"""How notices go out: signed webhooks, digests by e-mail, and a stream that can be resumed."""
