"""Every query text of the product, loaded and checked."""
