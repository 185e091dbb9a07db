"""Where the tree and the built inkctl are."""
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
INKCTL = Path(os.environ.get("INKSTONE_BIN_DIR", ROOT / "build/release/bin")) / "inkctl"
