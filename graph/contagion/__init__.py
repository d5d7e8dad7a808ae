"""What falls when one falls: losses, calls and defaults that spread through loans, guarantees and ownership."""
