"""Files carried by installed packages, found without importing the package."""

from __future__ import annotations

import importlib.metadata
from pathlib import Path


def file_in_wheel(distribution: str, ending: str) -> Path | None:
    """Return the first file of an installed distribution whose path ends in ``ending``, or None."""
    try:
        files = importlib.metadata.files(distribution) or []
    except (importlib.metadata.PackageNotFoundError, ValueError):
        return None
    paths = (Path(str(file.locate())) for file in files if str(file).endswith(ending))
    return next((path for path in paths if path.is_file()), None)
