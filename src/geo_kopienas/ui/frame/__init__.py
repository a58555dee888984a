"""What every page shares: shell, address, loaded data, common pieces."""
