"""Pages for signing in and out, beside the dashboard; plain forms that need no script."""
