"""inkctl's prompts beside the published chat templates, run as transformers runs them, on generated conversations.

DeepSeek-V3's template is in tests/data; INKSTONE_TEMPLATES names a folder with the others' (FORMAT.jinja, see
make_format_goldens.py). What is missing is said, and the test then counts as skipped: see packaged_python.py."""
import json
import os
import sys
import tempfile
from pathlib import Path

from packaged_python import SKIPPED, python_with, succeeded
from program import INKCTL, ROOT

DATA = ROOT / "tests/data"


def main():
    python, templates = python_with("transformers", "jinja2"), os.environ.get("INKSTONE_TEMPLATES")
    with tempfile.TemporaryDirectory() as folder:  # prompts as text need no vocabulary: any small tokenizer does
        families = json.loads((DATA / "tokenizer_families.json").read_text())
        tokenizer = families["tokenizer"] | {"pre_tokenizer": families["families"][0]["pre_tokenizer"]}
        (Path(folder) / "tokenizer.json").write_text(json.dumps(tokenizer))
        config = DATA / "deepseek-v3-tokenizer/tokenizer_config.json"
        results = [succeeded(python, "make_chat_goldens.py", config, "--against", INKCTL, folder)]
        if templates:
            results.append(succeeded(python, "make_format_goldens.py", templates, "--against", INKCTL, folder))
    if not all(results):
        return 1
    if not templates:
        print("skipped: the other formats; INKSTONE_TEMPLATES names no folder with their templates, which "
              "tests/engine/make_format_goldens.py lists with their SHA-256")
        return SKIPPED
    return 0


sys.exit(main())
