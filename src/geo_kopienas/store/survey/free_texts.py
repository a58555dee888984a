"""What people wrote in their own words, for editors alone.

Nothing else hands over free text. What seems to hold personal data stays out here too.
"""

from dataclasses import dataclass
from pathlib import Path

from geo_kopienas.domain.survey.codebook.model import Codebook
from geo_kopienas.store.survey.responses import read_responses


@dataclass(frozen=True, slots=True)
class FreeTexts:
    """The texts of one question in a round.

    Attributes:
        texts: Those that an editor may read, in the order of the file; without their place, which
            would tell who wrote them.
        blocked_count: How many are kept back, since they seem to hold personal data.
    """

    texts: tuple[str, ...]
    blocked_count: int


def editors_texts(
    directory: Path, round_id: str, codebook: Codebook, question_id: str
) -> FreeTexts:
    """Read the texts that were written in answer to a question.

    Args:
        directory: The data directory.
        round_id: One of the stored rounds; who did not consent is in none.
        codebook: The codebook.
        question_id: A question of free text.

    Raises:
        ValueError: The question is none of free text.
    """
    if not codebook.by_id[question_id].is_free_text:
        raise ValueError(f"{question_id} is no question of free text")
    frame, _ = read_responses(directory, round_id, codebook, with_free_text=True)
    written = frame.loc[frame[question_id].notna(), ["blocked_texts", question_id]]
    is_blocked = written["blocked_texts"].map(lambda names: question_id in names).astype(bool)
    texts = written.loc[~is_blocked, question_id]
    return FreeTexts(tuple(texts.astype(str)), int(is_blocked.sum()))
