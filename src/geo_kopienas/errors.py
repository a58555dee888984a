"""The errors that the package raises; each sentence names what to do."""


class GeoKopienasError(Exception):
    """Base of all errors of this package."""


class UnreadableFileError(GeoKopienasError):
    """A file cannot be read at all: absent, no permission, not a file."""


class AssetsMissingError(GeoKopienasError):
    """The front-end assets have not been installed."""
