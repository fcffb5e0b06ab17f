"""`python -m assistant` is `colibri`."""

from assistant.cli import main

main()
