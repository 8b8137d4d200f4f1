"""`python -m ssl_demo`: everything the app does, from a terminal."""

import sys

from ssl_demo.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
