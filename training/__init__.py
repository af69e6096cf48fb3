"""Scripts that learn from examples what the product then reads as plain numbers."""
