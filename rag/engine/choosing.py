"""Settings to the store that they name: servers where they name a database, else a folder."""

from __future__ import annotations

from pathlib import Path

from rag.engine.embedded.store import EmbeddedStore
from rag.engine.ports import Store
from rag.errors import InvalidSetting
from rag.settings import Settings


def store_of(folder: Path, settings: Settings) -> Store:
    """The store that the settings name, or the one in ``folder``; nothing is opened yet.

    Raises InvalidSetting where a server is named in a way that cannot be understood, or without the packages
    that speak to it.
    """
    if not settings.database:
        return EmbeddedStore(folder)
    try:
        from rag.engine.server.store import ServerStore
    except ModuleNotFoundError as error:
        raise InvalidSetting(
            f"PINPOINT_DATABASE is set, but {error.name} is not installed; `pip install 'pinpoint[servers]'`."
        ) from error
    return ServerStore(settings.database, settings.chroma)
