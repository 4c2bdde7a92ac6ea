"""The errors digitink raises, each with a message a person can act on."""


class DigitinkError(Exception):
    """Anything digitink itself refuses or cannot do."""


class NotInstalled(DigitinkError):
    """Something needs a package that comes with an extra of digitink's, and it is not installed."""


class PictureError(DigitinkError):
    """A picture that cannot be read as a digit.

    Its message is one of English, with values in the places that have their names: whoever shows it in another language
    needs both.
    """

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message.format_map(values) if values else message)
        self.message = message
        self.values = values


class EmptyPicture(PictureError):
    """A picture without ink."""

    def __init__(self, message: str = "The picture is blank: draw a digit first.") -> None:
        super().__init__(message)


class UnreadablePicture(PictureError):
    """Something that is not a picture, or one that is damaged."""


class PictureTooLarge(PictureError):
    """A picture with more pixels than digitink decodes."""


class ModelError(DigitinkError):
    """A model file that is missing, damaged, or not a digit model."""


class DataError(DigitinkError):
    """A data set that cannot be fetched, or whose files are not what they should be."""


class StoreError(DigitinkError):
    """The store of corrections cannot be opened, read or written."""


class NoSuchCorrection(DigitinkError):
    """A correction that is not, or no longer, in the store."""

    def __init__(self, id_: str) -> None:
        super().__init__(f"There is no correction {id_}.")
