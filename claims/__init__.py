"""Find what is disputed in the news: who said it, who denies it, and where it stands."""

import os

__version__ = "0.1.0"

# Read when the libraries are loaded: nobody is told what is done here. ONNX Runtime would ask for
# a host of Microsoft's and leave a number for this device in the home folder.
for _name in ("ORT_DISABLE_TELEMETRY", "HF_HUB_DISABLE_TELEMETRY"):
    os.environ.setdefault(_name, "1")
