"""Colibri as a service: what systemd is told, when it may believe that all is well, and how the service is installed."""
