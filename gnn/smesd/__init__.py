"""The SME bankruptcy graph: how enterprises of a published data set are read, scored and measured.

Only the reader is its own; features and models are those of the product.
"""
