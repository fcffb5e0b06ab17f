"""Colibri: a hands-free voice assistant that runs whole on one small board."""

__version__ = "0.1.0"
