"""What a column of a survey file holds, and how that was found."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a column holds."""

    ANSWER = "answer"  # the answer to a question
    OPTION = "option"  # whether one of several answers was chosen
    STEP = "step"  # a step of the place
    SUBMISSION = "submission"  # id, time, version or approval of a submission
    LEFT_OUT = "left_out"  # of the survey tool, or by a decision; never stored
    UNKNOWN = "unknown"


class How(StrEnum):
    """How a column or value was understood."""

    NAME = "name"  # XML name, id or code
    LABEL = "label"
    FORMER = "former"  # name or label of an older version
    DECISION = "decision"  # a line of the mapping file
    TOOL = "tool"  # a column of the survey tool, or a note of the form
    EMPTY = "empty"  # not known, and nothing stands in it
    MERGED = "merged"  # the same question in another version of the form
    OTHER = "other"  # the words in which an answer "other" was given
    NONE = "none"


class Part(StrEnum):
    """What a submission has besides its answers."""

    ID = "id"
    FURTHER_ID = "further_id"  # by which the tool knows it too, or knew it before it was edited
    TIME = "time"
    VERSION = "version"
    APPROVAL = "approval"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file.

    Attributes:
        position: Its place in the rows, from 0.
        heading: Its name in the file.
        role: What it holds.
        target: Question id or part of a submission; empty if it is left out or unknown.
        option: Code of the answer or step of the place.
        how: How it was found.
    """

    position: int
    heading: str
    role: Role
    target: str = ""
    option: str = ""
    how: How = How.NONE


#: A decision that leaves a column or value out.
LEAVE_OUT = "-"
