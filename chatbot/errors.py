"""Everything that can go wrong and that a person can mend.

    CoachError            one line: what happened and what to do; the command line prints it and exits with 1
    ├── SettingsError     a setting or the settings file cannot be used
    ├── QuestionError     what the visitor asked cannot be read as a question (empty, too long)
    ├── DocumentError     a file of the corpus is broken; carries file, line and rule
    ├── IndexUnusable     the built index is corrupt, foreign or of another format; it is rebuilt
    └── ModelError        weights are missing, broken or of the wrong kind

Any other exception is a fault of the program.
"""


class CoachError(Exception):
    """Base of all errors whose message is meant for the user."""


class SettingsError(CoachError):
    """A setting or the settings file cannot be used."""


class QuestionError(CoachError):
    """The question is empty or too long."""


class DocumentError(CoachError):
    """A corpus file breaks a rule.

    Attributes:
        file: the path as the user knows it.
        line: 1-based line in that file.
        rule: what the line should have been.
    """

    def __init__(self, file: str, line: int, rule: str) -> None:
        self.file, self.line, self.rule = file, line, rule
        super().__init__(f"{file}:{line}: {rule}")


class IndexUnusable(CoachError):  # noqa: N818 (it names a state, not a failed call)
    """The index on disk must not be used; the message says why."""


class ModelError(CoachError):
    """A model is missing or cannot be loaded; the message says how to get it."""
