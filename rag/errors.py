"""What can go wrong, as a tree. Each message says what happened, to what, and what to do."""


class RagError(Exception):
    """Anything that Pinpoint itself reports; catch this to catch them all."""


class UnreadableFile(RagError):
    """A file could not be read as a document; the others are not affected."""


class EmptyCorpus(RagError):
    """A folder is missing or holds nothing that can be indexed."""


class ObjectsUnavailable(RagError):
    """The object store that a URL names cannot be reached, refuses, or what speaks to it is not installed."""


class DamagedIndex(RagError):
    """The library on disk is not a sound database; it has to be rebuilt from the documents."""


class UnusableIndex(RagError):
    """The library cannot be opened or written where it lies; it may be sound."""


class IndexBusy(RagError):
    """Another process is writing to the index."""


class EmbeddingError(RagError):
    """The embedding model is missing, not the one expected, or failed."""


class ReaderUnavailable(RagError):
    """The reader is missing, not whole, not the one expected, or could not be loaded."""


class ModelUnavailable(RagError):
    """The chat model that the settings name cannot be opened: unknown, not installed, or without a key."""


class InvalidQuestion(RagError):
    """A question is empty or longer than a question can be."""


class InvalidSetting(RagError):
    """A setting or an option has a value that cannot be used."""


class StillOpening(RagError):
    """The documents of a server are still being read; nothing can be asked yet."""


class TooBusy(RagError):
    """So much is being done already, for all or for one, that this would wait too long."""


class UnknownPlace(RagError):
    """A document or a locator was asked for that the library does not hold."""
