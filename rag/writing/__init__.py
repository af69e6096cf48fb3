"""A query and its findings to an Answer that a chat model wrote, each statement of it checked."""

from rag.writing.models import name_of, open_model
from rag.writing.writer import Writer

__all__ = ["Writer", "name_of", "open_model"]
