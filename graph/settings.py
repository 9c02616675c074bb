"""Settings, read once at the door from `ATLAS_*` variables and passed down."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from graph.errors import ConfigError


class Settings(BaseSettings):
    """Every setting; `.env.example` lists the same fields."""

    model_config = SettingsConfigDict(env_prefix="ATLAS_", frozen=True, extra="ignore")

    store: str = Field(
        default="atlas.db",
        description="Path of the embedded store, or a bolt:// or neo4j:// address.",
    )
    neo4j_user: str = Field(default="neo4j", description="User for a Neo4j store.")
    neo4j_password: SecretStr | None = Field(
        default=None, description="Password for a Neo4j store."
    )
    neo4j_password_file: Path | None = Field(
        default=None, description="File that holds the password, as secrets are mounted."
    )
    memory_mb: int = Field(
        default=1024,
        ge=192,
        description="Most page cache of the embedded store, in MB; 512 for each reader at once.",
    )
    judgements: Path | None = Field(
        default=None,
        description="Log of judgements on names; beside the embedded store when not set.",
    )

    restricted: Path | None = Field(
        default=None,
        description="File of restricted values and earlier versions; beside the embedded store "
        "when not set.",
    )

    drafts: Path | None = Field(
        default=None,
        description="Folder of sources under review; beside the embedded store when not set.",
    )
    model_url: str | None = Field(
        default=None,
        description="Base address of an OpenAI-compatible server that may propose facts.",
    )
    model_name: str = Field(default="", description="Name of the model that proposes facts.")
    model_key: SecretStr | None = Field(default=None, description="Key of that server.")
    model_seconds: int = Field(
        default=60, ge=1, le=3600, description="Seconds to wait for one answer of the model."
    )

    keys: Path | None = Field(
        default=None, description="File of API keys; beside the embedded store when not set."
    )
    rate: int = Field(
        default=1200,
        ge=0,
        le=1_000_000,
        description="Requests a minute that one key or address may make; 0 is no limit.",
    )
    cypher: bool = Field(
        default=False, description="Whether POST /api/v1/cypher runs reading statements."
    )

    @property
    def is_neo4j(self) -> bool:
        """Whether `store` is an address rather than a path."""
        return "://" in self.store

    def neo4j_secret(self) -> str:
        """The Neo4j password, from the variable or from the file.

        Raises ConfigError when neither is set, or the file cannot be read.
        """
        if self.neo4j_password is not None:
            return self.neo4j_password.get_secret_value()
        if self.neo4j_password_file is None:
            raise ConfigError(
                "no Neo4j password: set ATLAS_NEO4J_PASSWORD or ATLAS_NEO4J_PASSWORD_FILE"
            )
        try:
            return self.neo4j_password_file.read_text(encoding="utf-8").strip()
        except OSError as exc:
            raise ConfigError(
                f"ATLAS_NEO4J_PASSWORD_FILE {str(self.neo4j_password_file)!r} cannot be read: "
                f"{exc.strerror}"
            ) from exc


def settings_from_environment(**overrides: object) -> Settings:
    """The settings of this process; `overrides` win over the environment.

    Raises ConfigError naming the variable and its value.
    """
    try:
        return Settings(**overrides)  # pyright: ignore[reportArgumentType]
    except ValidationError as exc:
        first = exc.errors()[0]
        name = "ATLAS_" + "_".join(str(part) for part in first["loc"]).upper()
        raise ConfigError(f"{name}={first['input']!r}: {first['msg']}") from exc
