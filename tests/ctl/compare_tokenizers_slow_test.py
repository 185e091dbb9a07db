"""inkctl's tokenizers beside Hugging Face's tokenizers, tiktoken and sentencepiece, on lines of every script, code, emoji,
bytes of no UTF-8: the same ids, and the text comes back. 200,000 lines with DeepSeek-V3's own tokenizer, 208,000 over all
known ways to cut text, 50,000 over the other kinds. Skipped where packages are missing: see packaged_python.py."""
import lzma
import sys
import tempfile
from pathlib import Path

from packaged_python import python_with, succeeded
from program import INKCTL, ROOT

V3 = ROOT / "tests/data/deepseek-v3-tokenizer/tokenizer.json.xz"


def main():
    python = python_with("tokenizers", "tiktoken", "sentencepiece", "gguf")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "deepseek-v3-tokenizer"
        folder.mkdir()
        (folder / "tokenizer.json").write_bytes(lzma.decompress(V3.read_bytes()))
        results = [succeeded(python, "make_tokenizer_goldens.py", folder, 200000, 1, "--against", INKCTL),
                   succeeded(python, "make_family_goldens.py", "--against", INKCTL, 16000),
                   succeeded(python, "make_kind_goldens.py", "--against", INKCTL, 10000)]
    return 0 if all(results) else 1


sys.exit(main())
