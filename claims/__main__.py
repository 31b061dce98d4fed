"""``python -m claims`` is ``claims``."""

import os
import sys

# Here Python looks for modules in the current folder first, where something may be called
# signal.py; the command itself does not, and nor does this, unless claims is run from its source.
_source = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120
if not sys.flags.safe_path and sys.path[0] == os.getcwd() != _source:  # noqa: PTH109
    del sys.path[0]

from claims.cli import main  # noqa: E402

main()
